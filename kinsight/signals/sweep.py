"""The sweep: every child at once, or a few, from the record store to spells and owed responses in words."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import duckdb
import pyarrow as pa

from kinsight.practice.knowledge import Knowledge
from kinsight.records.store import Workspace
from kinsight.signals import inputs, scope
from kinsight.signals.engine import Engine, statement

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Sweep:
    """What holds and what is owed. Dates are dates; a null `until` or `ends` is not in sight.

    spells: child_ref, view, indicator, since, until, count · owed: child_ref, expectation, trigger, due, met_on, ends,
    reason, anchor · roster: child_ref, nhs_number, name, born, expected, left_on, practice, services.
    `only_joined` counts children with a pattern that no single service could have seen.
    """

    children: int
    events: int
    spells: pa.Table
    owed: pa.Table
    roster: pa.Table
    seconds: float
    knowledge_version: str
    only_joined: int


def sweep(workspace: Workspace, as_of: int, knowledge: Knowledge, progress: Progress | None = None) -> Sweep:
    """The whole population as known by the newest load; `as_of` says who is a child and how far to look ahead."""
    with duckdb.connect() as con:
        workspace.require().attach(con)
        return _sweep(con, as_of, knowledge, progress or _silent)


def sweep_children(workspace: Workspace, children: list[str], as_of: int, knowledge: Knowledge) -> Sweep:
    """The same for these children alone (NHS numbers or references); their relatives are read as evidence only."""
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        scope.attach(con, workspace.require(), children)
        return _sweep(con, as_of, knowledge, _silent, scope.child_keys(con))


def _sweep(con: duckdb.DuckDBPyConnection, as_of: int, knowledge: Knowledge, progress: Progress,
           only: list[int] | None = None) -> Sweep:  # fmt: skip
    started = perf_counter()
    progress("joining families")
    inputs.build(con, knowledge, as_of)
    if only is not None:
        keep_children(con, only)
    progress("finding patterns")
    engine = Engine(con, knowledge)
    engine.run()
    progress("telling")
    return _tell(con, knowledge, started)


def keep_children(con: duckdb.DuckDBPyConnection, only: list[int]) -> None:
    """Judge these children alone; brothers and sisters stay in the tables as relatives."""
    for table in ("child", "child_record", "bond"):
        con.execute(f"DELETE FROM {table} WHERE child NOT IN (SELECT unnest(?::BIGINT[]))", [only])


def _tell(con: duckdb.DuckDBPyConnection, knowledge: Knowledge, started: float) -> Sweep:
    load_titles(con, knowledge)
    tables = {name: con.sql(statement(f"out_{name}")).to_arrow_table() for name in ("spells", "owed", "roster")}
    children, events = count(con, "child"), count(con, "event")
    return Sweep(children, events, **tables, seconds=perf_counter() - started, knowledge_version=knowledge.version,
                 only_joined=_only_joined(con))  # fmt: skip


def load_titles(con: duckdb.DuckDBPyConnection, knowledge: Knowledge) -> None:
    rows = [("concept", name, one.title) for name, one in knowledge.concepts.items()]
    rows += [("indicator", name, one.title) for name, one in knowledge.indicators.items()]
    kinds, names, titles = (list(column) for column in zip(*rows, strict=True))
    con.register("incoming", pa.table({"kind": kinds, "name": names, "title": titles}))
    con.execute("CREATE OR REPLACE TEMP TABLE title AS SELECT * FROM incoming")
    con.unregister("incoming")


def _only_joined(con: duckdb.DuckDBPyConnection) -> int:
    """Children with a pattern of the joined record that overlaps no spell of any single service's own view."""
    found = con.execute(
        "SELECT count(DISTINCT s.child) FROM spell s JOIN indicator i ON i.indicator_id = s.target_id AND NOT i.internal "
        "WHERE s.view = 0 AND NOT EXISTS (SELECT 1 FROM spell p WHERE p.view <> 0 AND p.child = s.child "
        'AND p.target_id = s.target_id AND p.since < s."until" AND p."until" > s.since)'
    ).fetchone()
    return int(found[0]) if found else 0


def count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    found = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(found[0]) if found else 0


def _silent(_: str) -> None:
    return None
