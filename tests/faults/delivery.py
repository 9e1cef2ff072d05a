"""The worker that brings facts recorded on the site to the records, as a step that faults may strike, and what must come of it."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults import processes, site, states
from tests.faults.states import Rows

if TYPE_CHECKING:
    from tests.faults.stages import Ground

#: The site's today.
END = "2026-11-01"


def prepare(ground: "Ground", start: str, end: str) -> None:
    """A copy of a state in whose site facts were recorded that no worker has seen yet."""
    target = Path(shutil.copytree(ground.state(start), ground.state(end)))
    processes.finish(["record-on-site", str(target), END])
    waiting = states.site_facts(target)
    assert len(waiting) == site.FACTS and not any(shown for _, _, shown, _ in waiting)


def words(workspace: Path) -> list[str]:
    return ["deliver", str(workspace), END]


def told(workspace: Path) -> Rows:
    """The records, what the site shows, and what it says of each fact: once in both, or the rows differ from an undisturbed run's."""
    facts, of_site = states.facts(workspace), states.site_facts(workspace)
    refs = [f"Observation/{number}" for number, *_ in of_site]
    once = [(ref, len({row[0] for row in facts["resource"] if ref in row})) for ref in refs]
    return {**facts, **states.published(workspace), "of the site": of_site, "once": once}
