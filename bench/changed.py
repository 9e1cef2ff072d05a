"""What a sweep costs when some families have something new, against one of everyone: the same district, in one run."""

import json
from pathlib import Path

import duckdb

from bench.line import AS_OF, END, Told
from bench.measure import spread
from kinsight.feeds.load import load
from kinsight.practice.knowledge import Knowledge
from kinsight.records.store import Workspace
from kinsight.sweep.outcome import Swept
from kinsight.sweep.run import bring_up

#: Which share of the children have a new fact, the one that the target names among them.
SHARES, ASKED = (0.001, 0.01, 0.1), 0.01
#: What is asked for at that share: so much of a whole sweep, and so many seconds.
PART, FIXED = 0.03, 0.2


def measure(workspace: Workspace, known: Knowledge, folder: Path, times: int) -> Told:
    """Loads news into the workspace, share by share, and sweeps after each load; `ratio` is the time over what is asked for."""
    whole = [bring_up(workspace, AS_OF, known, whole=True) for _ in range(times)]
    points = [_point(workspace, known, folder, share, times) for share in SHARES]
    took = next(one["seconds"] for one in points if one["share"] == ASKED)
    full = spread([one.seconds for one in whole])
    allowed = PART * full["median"] + FIXED
    return {
        "whole_seconds": full, "points": points, "children": whole[0].judged,
        "ratio": {name: value if name == "runs" else value / allowed for name, value in took.items()},
    }  # fmt: skip


def _point(workspace: Workspace, known: Knowledge, folder: Path, share: float, times: int) -> Told:
    found = [_after_news(workspace, known, folder / f"{share}-{turn}", share, turn) for turn in range(times)]
    return {
        "share": share,
        "judged": found[-1].judged,
        "how": found[-1].how,
        "seconds": spread([one.seconds for one in found]),
    }


def _after_news(workspace: Workspace, known: Knowledge, folder: Path, share: float, turn: int) -> Swept:
    folder.mkdir(parents=True)
    refs = _chosen(workspace, share, turn)
    (folder / "Observation.ndjson").write_text("".join(_line(ref, f"{share}-{turn}") for ref in refs))
    load(workspace, [folder], known, AS_OF)
    return bring_up(workspace, AS_OF, known)


def _chosen(workspace: Workspace, share: float, turn: int) -> list[str]:
    """So many of the patients under 16, others at every turn, the same in every run; at least one."""
    with duckdb.connect() as con:
        workspace.attach(con, tables=("person",))
        rows = con.execute(
            "SELECT ref FROM (SELECT DISTINCT ref FROM records.person WHERE ref LIKE 'Patient/%' AND born > ?) ORDER BY hash(ref, ?), ref",
            [AS_OF - 5844, turn],
        ).fetchall()
    return [ref for (ref,) in rows[: max(1, round(len(rows) * share))]]


def _line(ref: str, name: str) -> str:
    return json.dumps({
        "resourceType": "Observation", "id": f"news-{name}-{ref.partition('/')[2]}", "status": "final",
        "meta": {"lastUpdated": f"{END}T09:00:00Z"}, "subject": {"reference": ref}, "effectiveDateTime": END.isoformat(),
        "code": {"coding": [{"system": "urn:kinsight:concept", "code": "was-not-brought"}]},
    }) + "\n"  # fmt: skip
