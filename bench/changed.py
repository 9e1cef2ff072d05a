"""What a sweep costs when some families have something new, against one of everyone: the same district, in one run."""

from pathlib import Path

from bench import news
from bench.line import AS_OF, Figures
from bench.measure import Took, both, once, ratios, take
from kinsight.ingest.load import load
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.workspace import Workspace
from kinsight.sweep.outcome import Swept
from kinsight.sweep.run import bring_up

#: Which share of the families have a new fact, the one that the target names among them.
SHARES, ASKED = (0.001, 0.01, 0.1), 0.01
#: What is asked for at that share: so much of a whole sweep, and so many seconds.
PART, FIXED = 0.05, 0.7


def measure(workspace: Workspace, known: Knowledge, folder: Path, times: int) -> Figures:
    """Loads news into the workspace, share by share, and sweeps after each load; `ratio` is the time over what is asked for."""
    whole = take(lambda: bring_up(workspace, AS_OF, known, whole=True), times)
    turns = {share: _turns(workspace, known, folder, share, times) for share in SHARES}
    allowed = allowance(Took(*(both(whole)[name]["median"] for name in Took._fields)))
    asked = [took for _, took in turns[ASKED]]
    return {
        "whole_seconds": both(whole), "points": [_point(share, found) for share, found in turns.items()],
        "children": len(bring_up(workspace, AS_OF, known).everyone().roster), "seconds": both(asked),
        "ratio": both(ratios(asked, [allowed] * times)),
    }  # fmt: skip


def allowance(whole: Took) -> Took:
    """How long a sweep may take when one family in a hundred has news, where one of everyone takes so long."""
    return Took(PART * whole.processor + FIXED, PART * whole.wall + FIXED)


def _point(share: float, found: list[tuple[Swept, Took]]) -> Figures:
    last, _ = found[-1]
    return {"share": share, "judged": last.judged, "how": last.how, "seconds": both([took for _, took in found])}


def _turns(workspace: Workspace, known: Knowledge, folder: Path, share: float, times: int) -> list[tuple[Swept, Took]]:
    return [_after_news(workspace, known, folder / f"{share}-{turn}", share, turn) for turn in range(times)]


def _after_news(workspace: Workspace, known: Knowledge, folder: Path, share: float, turn: int) -> tuple[Swept, Took]:
    news.write(workspace, folder / "Observation.ndjson", share, turn)
    load(workspace, [folder], known, AS_OF)
    found: list[Swept] = []
    took = once(lambda: found.append(bring_up(workspace, AS_OF, known)))
    return found[0], took
