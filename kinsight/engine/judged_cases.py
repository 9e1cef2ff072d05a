"""Runs the engine on cases given as plain values: for examples, the generative tests and small questions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from kinsight.engine import judge
from kinsight.engine.database import Database, over
from kinsight.engine.families.arrays import from_tables
from kinsight.engine.input_tables import INPUTS
from kinsight.engine.judge.layout import NEVER
from kinsight.engine.judge.scratch import make_scratch
from kinsight.engine.rules import Rules
from kinsight.rules.schema.cases import Bond, Case
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import ALWAYS, FOREVER
from kinsight.store.keys import key, small_key

CLOCK = pa.schema({"as_of": pa.int32(), "horizon": pa.int32()})


@dataclass(frozen=True)
class CaseResults:
    """What the engine says of some cases, in words again."""

    spells: set[tuple[str, str, str, int, int, int, bool]]  # view, child, indicator, since, until, count, withdrawn
    owed: set[tuple[str, str, int, int, int, int | None, int]]  # child, expectation, trigger, due, ends, met on, lapses
    overdue: set[tuple[str, str, int, int]]  # child, expectation, since, until
    evidence: set[
        tuple[str, str, str, int, str, int, int]
    ]  # view, child, indicator, since, event or source, start, finish


def evaluate(
    knowledge: Knowledge, cases: Iterable[Case], as_of: int, horizon: int, fragments: bool = True
) -> CaseResults:
    """Judge cases (each about a child of its own name) as one population, the spells of everything overdue included."""
    cases, rules = list(cases), Rules(knowledge)
    families = from_tables(**tables(cases), concepts=rules.concepts)
    options = judge.Options(as_of, horizon, fragments, shown_only=False)
    found = [
        judge.judge_one(rules.arrays(every_overdue=True), families, n, options, scratch()) for n in range(len(cases))
    ]
    return _in_words(rules, cases, found)


@cache
def scratch() -> np.ndarray:
    """Working memory of this process; cases are judged by one thread."""
    return make_scratch()


def load(con: duckdb.DuckDBPyConnection | Database, cases: list[Case], as_of: int, horizon: int) -> None:
    """Make the program's inputs of these cases."""
    clock = pa.Table.from_pylist([{"as_of": as_of, "horizon": horizon}], schema=CLOCK)
    for name, rows in {"clock": clock, **tables(cases)}.items():
        over(con).keep(name, rows)


def tables(cases: list[Case]) -> dict[str, pa.Table]:
    """`child`, `bond` and `event` of these cases, as `engine.families.from_tables` takes them."""
    return {
        "child": pa.Table.from_pylist([_child(c) for c in cases], schema=INPUTS["child"]),
        "bond": pa.Table.from_pylist([row for c in cases for row in _bonds(c)], schema=INPUTS["bond"]),
        "event": pa.Table.from_pylist([row for c in cases for row in _events(c)], schema=INPUTS["event"]),
    }


def _child(case: Case) -> dict[str, int | bool]:
    child = case.child
    return {
        "child": key(child.child),
        "born": child.birth,
        "is_born": int(child.born is not None),
        "left_on": child.left_on,
        "known": child.known,
    }


def _bonds(case: Case) -> list[dict[str, object]]:
    own = Bond(case.child.child, case.child.child, "self", ALWAYS, FOREVER, ALWAYS, FOREVER)
    return [
        {
            "child": key(b.child),
            "person": key(f"{case.child.child}/{b.person}"),
            "role": b.role,
            "from": b.from_,
            "until": b.until,
            "known": b.known,
            "superseded": b.superseded,
            "death_known": b.death_known,
        }
        for b in (own, *case.bonds)
    ]


def _events(case: Case) -> list[dict[str, int]]:
    """People of different cases never meet, so their keys carry the child's name."""
    return [
        {
            "event": key(f"{case.child.child}/{e.event}"),
            "person": key(f"{case.child.child}/{e.person}"),
            "concept_key": small_key(e.concept),
            "on": e.on,
            "until": FOREVER if e.until is None else e.until,
            "known": e.known,
            "superseded": e.superseded,
            "service": small_key(e.service),
        }
        for e in case.events
    ]


def _in_words(rules: Rules, cases: list[Case], found: list[judge.Results]) -> CaseResults:
    children = {key(c.child.child): c.child.child for c in cases}
    services = {small_key(e.service): e.service for c in cases for e in c.events} | {0: "joined"}
    names, owes = rules.names, rules.owes
    spells = [row for one in found for row in one.spells.tolist()]
    owed = [row for one in found for row in one.owed.tolist()]
    seen = {
        (services[v], children[c], names[t], since, until, count, back)
        for c, v, t, since, until, count, _, back, *_ in spells
        if t > 0
    }
    return CaseResults(
        spells=seen,
        owed={
            (children[c], owes[e], trigger, due, ends, None if met == NEVER else met, lapses)
            for c, _, e, trigger, due, ends, met, _, lapses, *_ in owed
        },
        overdue={(children[c], owes[-t], since, until) for c, _, t, since, until, *_ in spells if t < 0},
        evidence={row for case, one in zip(cases, found, strict=True) for row in _evidence(rules, services, case, one)},
    )


def _evidence(rules: Rules, services: dict[int, str], case: Case, found: judge.Results) -> Iterator[tuple[Any, ...]]:
    events, names = {key(f"{case.child.child}/{e.event}"): e.event for e in case.events}, rules.names
    assert found.evidence is not None
    for e, v, t, since, _, source, source_since, start, finish in found.evidence.tolist():
        if t > 0:
            rests_on = events[e] if e else _source(names, rules.owes, source, source_since)
            yield services[v], case.child.child, names[t], since, rests_on, start, finish


def _source(names: dict[int, str], owes: dict[int, str], source: int, since: int) -> str:
    return f"{names.get(source) or owes.get(-source)}@{since}"
