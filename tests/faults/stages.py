"""A district's feeds, what an undisturbed run makes of them step by step, and the steps that faults may strike."""

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kinsight.synthetic import district
from tests.faults import delivery, processes, states
from tests.faults.states import Rows

END = delivery.END
#: The second feed has every so manieth line about what happened.
LATER = 9
_PEOPLE = ("Organization", "Patient", "RelatedPerson")


@dataclass(frozen=True)
class Stage:
    """One step. `start`: the state it starts from, and `end`, the undisturbed one that it comes to, as `told` says them."""

    name: str
    start: Path
    end: Path
    words: Callable[[Path], list[str]]
    told: Callable[[Path], Rows]
    seconds: float
    #: Strike once it has begun to publish.
    publishing: bool = False
    #: What it says of a disk that is full.
    full: str = "make room, then give the same command again"

    def fresh(self, folder: Path) -> Path:
        """A workspace from which to take this step."""
        return processes.copied(self.start, folder)

    def after(self) -> Rows:
        return self.told(self.end)


@dataclass
class Ground:
    """All stages over feeds in a folder."""

    folder: Path
    stages: list[Stage] = field(default_factory=list)

    @property
    def feeds(self) -> tuple[Path, Path]:
        return self.folder / "first", self.folder / "second"

    def state(self, name: str) -> Path:
        return self.folder / "states" / name


def load(feed: Path) -> Callable[[Path], list[str]]:
    return lambda workspace: ["load", str(feed), "--workspace", str(workspace), "--received", END]


def sweep(workspace: Path) -> list[str]:
    return ["sweep", "--workspace", str(workspace), "--as-of", END, "--json"]


def compact(workspace: Path) -> list[str]:
    return ["compact", "--workspace", str(workspace)]


def prepare(folder: Path, children: int = 40, seed: int = 7) -> Ground:
    """Write the feeds and run everything once, undisturbed."""
    ground = Ground(folder)
    first, second = ground.feeds
    district.write(first, children, seed, date.fromisoformat(END))
    _hold_back(first, second, random.Random(seed))
    (ground.state("empty")).mkdir(parents=True)
    _step(ground, "load", "empty", "loaded", load(first), states.facts)
    _step(ground, "sweep", "loaded", "swept", sweep, states.all_shown)
    _step(ground, "first publication", "loaded", "swept", sweep, states.all_shown, publishing=True)
    _step(ground, "second load", "swept", "more", load(second), states.facts)
    _step(ground, "sweep of changes", "more", "again", sweep, states.all_shown)
    _step(ground, "publish", "more", "again", sweep, states.all_shown, publishing=True)
    _step(ground, "compaction", "again", "compacted", compact, states.records)
    delivery.prepare(ground, "again", "recorded")
    _step(ground, "delivery", "recorded", "delivered", delivery.words, delivery.told, full="recorded fact")
    return ground


def _hold_back(first: Path, second: Path, chance: random.Random) -> None:
    """Move lines to the second feed: about one in `LATER` of those that are not about who there is."""
    second.mkdir()
    for path in sorted(first.glob("*.ndjson")):
        if not path.name.startswith(_PEOPLE):
            lines = path.read_text().splitlines(keepends=True)
            later = [chance.randrange(LATER) == 0 for _ in lines]
            (second / path.name).write_text("".join(line for line, moved in zip(lines, later, strict=True) if moved))
            path.write_text("".join(line for line, moved in zip(lines, later, strict=True) if not moved))


def _step(
    ground: Ground,
    name: str,
    start: str,
    end: str,
    words: Callable[[Path], list[str]],
    told: Callable[[Path], Rows],
    publishing: bool = False,
    **more: Any,
) -> None:
    target = ground.state(end)
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(ground.state(start), target)
    ran = processes.finish(words(target))
    spent = ran.seconds - (ran.before or 0) if publishing else ran.seconds
    if name == "sweep of changes":
        assert json.loads(ran.said)["how"] == "changes", (
            "the second sweep judged everyone: nothing incremental is tested"
        )
    ground.stages.append(Stage(name, ground.state(start), target, words, told, spent, publishing, **more))
