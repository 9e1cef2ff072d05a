"""What more practice costs: the program with forty indicators, with more, with a hundred and thirty, and with all, in one run."""

from dataclasses import replace

import duckdb

from bench.line import AS_OF, Figures
from bench.measure import Took, both, in_turn, ratios
from bench.program import Program
from kinsight.engine.database import Duck
from kinsight.engine.families import inputs
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.walk import references_of
from kinsight.store.workspace import Workspace

FEW, HALFWAY, MANY = 40, 85, 130


def part(known: Knowledge, count: int) -> Knowledge:
    """`count` indicators, evenly from all of them, that rest on each other alone, and the expectations that rest on those.

    Building blocks that a chosen indicator needs come along, so the count may be passed by a few.
    """
    names = sorted(known.indicators)
    chosen: set[str] = set()
    for name in names[:: max(1, len(names) // count)] + names:
        if len(chosen & known.indicators.keys()) >= count:
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


def growth(workspace: Workspace, known: Knowledge, times: int) -> Figures:
    """The district's mapped events, joined and every service's view: each part of the knowledge against `FEW` of it."""
    parts = {str(count): part(known, count) for count in (FEW, HALFWAY, MANY)} | {"all": known}
    cons = {name: duckdb.connect() for name in parts}
    engines = {name: _engine(cons[name], workspace, parts[name]) for name in parts}
    took = in_turn({name: engine.run for name, engine in engines.items()}, times)
    for con in cons.values():
        con.close()
    return _figures(parts, took)


def _figures(parts: dict[str, Knowledge], took: dict[str, list[Took]]) -> Figures:
    sizes = {
        name: f"{len(one.indicators)} indicators, {len(one.expectations)} expectations" for name, one in parts.items()
    }
    share = {name: ratios(took[name], took[str(FEW)]) for name in parts}
    return {
        "ratio": {"what": f"{sizes[str(MANY)]} ÷ {sizes[str(FEW)]}", **both(share[str(MANY)])},
        "ratio_all": {"what": f"{sizes['all']} ÷ the same", **both(share["all"])},
        "points": [
            {"indicators": len(one.indicators), "expectations": len(one.expectations), "seconds": both(took[name])}
            for name, one in parts.items()
        ],
    }


def _engine(con: duckdb.DuckDBPyConnection, workspace: Workspace, known: Knowledge) -> Program:
    workspace.attach(con)
    db = Duck(con)
    inputs.build(db, AS_OF, known)
    return Program(db, known)
