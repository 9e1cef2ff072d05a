"""Runs the engine on cases given as plain values: for examples, the generative tests and small questions."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from kinsight.practice.cases import Bond, Case
from kinsight.practice.knowledge import Knowledge
from kinsight.records import aside
from kinsight.records.days import ALWAYS, FOREVER
from kinsight.records.keys import key, small_key
from kinsight.signals.database import Database, Duck, Lite, over, statement
from kinsight.signals.engine import Engine

_INT, _BIG, _TEXT = pa.int32(), pa.int64(), pa.string()
CLOCK = pa.schema({"as_of": _INT, "horizon": _INT})
CHILD = pa.schema({"child": _BIG, "born": _INT, "is_born": pa.bool_(), "left_on": _INT, "known": _INT})
BOND = pa.schema(
    {"child": _BIG, "person": _BIG, "role": _TEXT, "from": _INT, "until": _INT, "known": _INT, "superseded": _INT}
)
EVENT = pa.schema({"event": _BIG, "person": _BIG, "concept_key": _INT, "on": _INT, "until": _INT, "known": _INT,
                   "superseded": _INT, "service": _INT})  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What the engine says of some cases, in words again."""

    spells: set[tuple[str, str, str, int, int, int, bool]]  # view, child, indicator, since, until, count, withdrawn
    owed: set[tuple[str, str, int, int, int, int | None]]  # child, expectation, trigger, due, ends, met on
    overdue: set[tuple[str, str, int, int]]  # child, expectation, since, until
    evidence: set[
        tuple[str, str, str, int, str, int, int]
    ]  # view, child, indicator, since, event or source, start, finish


def evaluate(
    knowledge: Knowledge,
    cases: Iterable[Case],
    as_of: int,
    horizon: int,
    fragments: bool = True,
    *,
    small: bool = False,
) -> Found:
    """Evaluate cases (each about a child of its own name) as one population; `small`: in SQLite, as one family is."""
    cases = list(cases)
    with _database(small) as db:
        load(db, cases, as_of, horizon)
        engine = Engine(db, knowledge, few=small)
        engine.run(fragments, every_overdue=True)
        return _found(engine, cases)


@contextmanager
def _database(small: bool) -> Iterator[Database]:
    if small:
        yield Lite()
        return
    with aside.database() as con:
        con.execute("SET threads = 1")
        yield Duck(con)


def load(con: duckdb.DuckDBPyConnection | Database, cases: list[Case], as_of: int, horizon: int) -> None:
    """Make the program's inputs of these cases."""
    clock = pa.Table.from_pylist([{"as_of": as_of, "horizon": horizon}], schema=CLOCK)
    for name, rows in {"clock": clock, **tables(cases)}.items():
        over(con).keep(name, rows)


def tables(cases: list[Case]) -> dict[str, pa.Table]:
    """`child`, `bond` and `event` of these cases, as `engine.families.from_tables` takes them."""
    return {
        "child": pa.Table.from_pylist([_child(c) for c in cases], schema=CHILD),
        "bond": pa.Table.from_pylist([row for c in cases for row in _bonds(c)], schema=BOND),
        "event": pa.Table.from_pylist([row for c in cases for row in _events(c)], schema=EVENT),
    }


def _child(case: Case) -> dict[str, int | bool]:
    child = case.child
    return {
        "child": key(child.child),
        "born": child.birth,
        "is_born": child.born is not None,
        "left_on": child.left_on,
        "known": child.known,
    }


def _bonds(case: Case) -> list[dict[str, object]]:
    own = Bond(case.child.child, case.child.child, "self", ALWAYS, FOREVER, ALWAYS, FOREVER)
    return [{"child": key(b.child), "person": key(f"{case.child.child}/{b.person}"), "role": b.role, "from": b.from_,
             "until": b.until, "known": b.known, "superseded": b.superseded} for b in (own, *case.bonds)]  # fmt: skip


def _events(case: Case) -> list[dict[str, int]]:
    """People of different cases never meet, so their keys carry the child's name."""
    return [{"event": key(f"{case.child.child}/{e.event}"), "person": key(f"{case.child.child}/{e.person}"),
             "concept_key": small_key(e.concept), "on": e.on, "until": FOREVER if e.until is None else e.until,
             "known": e.known, "superseded": e.superseded, "service": small_key(e.service)} for e in case.events]  # fmt: skip


def _found(engine: Engine, cases: list[Case]) -> Found:
    children = {key(c.child.child): c.child.child for c in cases}
    services = {small_key(e.service): e.service for c in cases for e in c.events} | {0: "joined"}
    events = {key(f"{c.child.child}/{e.event}"): e.event for c in cases for e in c.events}
    names = {r["indicator_id"]: r["indicator"] for r in engine.rules.plain["indicator"]}
    owes = {r["expectation_id"]: r["expectation"] for r in engine.rules.plain["expectation"]}
    spells = _values(engine.db, 'SELECT view, child, target_id, since, "until", "count", withdrawn FROM spell')
    owed = _values(engine.db, 'SELECT child, expectation_id, "trigger", due, ends, met_on FROM owed')
    evidence = _values(engine.db, f"SELECT view, child, target_id, since, event, source_id, source_since, start, finish "
                                  f"FROM ({statement('evidence')}) WHERE target_id > 0")  # fmt: skip
    return Found(
        spells={(services[v], children[c], names[t], *rest) for v, c, t, *rest in spells if t > 0},
        owed={(children[c], owes[e], *rest) for c, e, *rest in owed},
        overdue={(children[c], owes[-t], since, until) for v, c, t, since, until, *_ in spells if t < 0},
        evidence={(services[v], children[c], names[t], since, events[e] if e else _source(names, owes, s, ss), start, finish)
                  for v, c, t, since, e, s, ss, start, finish in evidence},
    )  # fmt: skip


def _values(db: Database, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in db.rows(sql)]


def _source(names: dict[int, str], owes: dict[int, str], source: int, since: int) -> str:
    return f"{names.get(source) or owes.get(-source)}@{since}"
