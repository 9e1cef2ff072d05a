"""What more practice costs: the program with all indicators against the same program with forty of them, in one run."""

import statistics
from dataclasses import replace

import duckdb

from bench.line import AS_OF, Told
from bench.measure import in_turn, ratios, spread
from kinsight.practice.knowledge import Knowledge
from kinsight.practice.walk import references_of
from kinsight.records.store import Workspace
from kinsight.signals import inputs
from kinsight.signals.database import Duck
from kinsight.signals.engine import Engine

FEW = 40


def few(known: Knowledge, count: int = FEW) -> Knowledge:
    """`count` indicators, evenly from all of them, that rest on each other alone, and the expectations that rest on those.

    Building blocks that a chosen indicator needs come along, so the count may be passed by a few.
    """
    names = sorted(known.indicators)
    chosen: set[str] = set()
    for name in names[:: max(1, len(names) // count)] + names:
        if len(chosen) >= count:
            break
        chosen |= _resting_on(known, name)
    kept = {name: known.indicators[name] for name in sorted(chosen) if name in known.indicators}
    owed = {name: one for name, one in known.expectations.items() if _rests_within(known, name, chosen)}
    return replace(known, indicators=kept, expectations=owed)


def _resting_on(known: Knowledge, name: str) -> set[str]:
    """A rule and every rule beneath it."""
    found, todo = set(), [name]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += [other for _, _, other in references_of(known.indicators.get(one) or known.expectations[one])]
    return found


def _rests_within(known: Knowledge, name: str, chosen: set[str]) -> bool:
    return all(one == name or one in chosen for one in _resting_on(known, name))


def growth(workspace: Workspace, known: Knowledge, times: int) -> tuple[dict[str, float], Told]:
    """The district's mapped events, joined and every service's view: all the knowledge against `FEW` indicators of it."""
    part = few(known)
    with duckdb.connect() as con, duckdb.connect() as other:
        engines = {"all": _engine(con, workspace, known), "few": _engine(other, workspace, part)}
        took = in_turn({name: engine.run for name, engine in engines.items()}, times)
    share = ratios(took["all"], took["few"])
    sizes = f"{len(known.indicators)} indicators, {len(known.expectations)} expectations ÷ {len(part.indicators)}, {len(part.expectations)}"
    told = {
        "ratio": {"what": sizes, **spread(share)},
        "all_seconds": spread(took["all"]),
        "few_seconds": spread(took["few"]),
    }
    return {"ratio": statistics.median(share)}, told


def _engine(con: duckdb.DuckDBPyConnection, workspace: Workspace, known: Knowledge) -> Engine:
    workspace.attach(con)
    db = Duck(con)
    db.keep("used", inputs.used(known))
    inputs.build(db, AS_OF)
    return Engine(db, known)
