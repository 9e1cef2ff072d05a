"""The sweep: every child at once, or a few, from the record store to spells and owed responses in words."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from kinsight.practice.knowledge import Knowledge
from kinsight.records.store import Workspace
from kinsight.signals import inputs, onefamily, scope
from kinsight.signals.database import Database, Duck, statement
from kinsight.signals.engine import Engine

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
        db = Duck(con)
        db.keep("used", inputs.used(knowledge))
        return _sweep(db, Engine(db, knowledge), as_of, knowledge, progress or _silent)


def sweep_children(workspace: Workspace, children: list[str], as_of: int, knowledge: Knowledge) -> Sweep:
    """The same for these children alone (NHS numbers or references); their relatives are read as evidence only."""
    with onefamily.opened(workspace, knowledge) as (db, rules):
        scope.read(db, children)
        return _sweep(db, Engine(db, rules, loaded=True), as_of, knowledge, _silent, scope.child_keys(db))


def _sweep(db: Database, engine: Engine, as_of: int, knowledge: Knowledge, progress: Progress,
           only: list[int] | None = None) -> Sweep:  # fmt: skip
    started = perf_counter()
    progress("joining families")
    inputs.build(db, as_of)
    if only is not None:
        onefamily.keep_children(db, only)
    progress("finding patterns")
    engine.run()
    progress("telling")
    return _tell(db, knowledge, started)


def _tell(db: Database, knowledge: Knowledge, started: float) -> Sweep:
    db.keep("title", titles(knowledge))
    told = {name: db.arrow(statement(f"out_{name}"), schema) for name, schema in _SHAPES.items()}
    caseload = told.pop("caseload")
    roster = told["roster"].append_column("services", _lists(told["roster"]["child_ref"], caseload))
    return Sweep(count(db, "child"), count(db, "event"), told["spells"], told["owed"], roster,
                 seconds=perf_counter() - started, knowledge_version=knowledge.version, only_joined=_only_joined(db))  # fmt: skip


def _lists(children: pa.ChunkedArray, caseload: pa.Table) -> pa.ChunkedArray:
    """The services of each child, in its row's place; `caseload` is in order of service."""
    held = caseload.group_by("child_ref", use_threads=False).aggregate([("service", "list")])
    none = pa.array([[]], pa.list_(pa.string()))
    lists = pa.chunked_array([*held["service_list"].chunks, none])
    return lists.take(pc.fill_null(pc.index_in(children, held["child_ref"].combine_chunks()), held.num_rows))


def titles(knowledge: Knowledge) -> pa.Table:
    """Table `title(kind, name, title)` of concepts and indicators."""
    rows = [("concept", name, one.title) for name, one in knowledge.concepts.items()]
    rows += [("indicator", name, one.title) for name, one in knowledge.indicators.items()]
    kinds, names, words = (list(column) for column in zip(*rows, strict=True))
    return pa.table({"kind": kinds, "name": names, "title": words})


def _only_joined(db: Database) -> int:
    """Children with a pattern of the joined record that overlaps no spell of any single service's own view, and
    that does not rest on what any service may have known (sql/shared.sql)."""
    found = db.rows(
        "SELECT count(DISTINCT s.child) AS n FROM spell s JOIN indicator i ON i.indicator_id = s.target_id AND NOT i.internal "
        f"LEFT JOIN ({statement('shared')}) x ON x.child = s.child AND x.target_id = s.target_id "
        "WHERE s.view = 0 AND x.child IS NULL AND NOT EXISTS (SELECT 1 FROM spell p WHERE p.view <> 0 AND p.child = s.child "
        'AND p.target_id = s.target_id AND p.since < s."until" AND p."until" > s.since)'
    )
    return int(found[0]["n"])


def count(db: Database, table: str) -> int:
    return int(db.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"])


def _silent(_: str) -> None:
    return None


_TEXT, _DAY = pa.string(), pa.date32()
_SHAPES = {
    "spells": pa.schema({"child_ref": _TEXT, "view": _TEXT, "indicator": _TEXT, "since": _DAY, "until": _DAY, "count": pa.int32()}),
    "owed": pa.schema({"child_ref": _TEXT, "expectation": _TEXT, "trigger": _DAY, "due": _DAY, "met_on": _DAY, "ends": _DAY,
                       "reason": _TEXT, "anchor": pa.int64()}),
    "roster": pa.schema({"child_ref": _TEXT, "nhs_number": _TEXT, "name": _TEXT, "born": _DAY, "expected": _DAY, "left_on": _DAY,
                         "practice": _TEXT}),
    "caseload": pa.schema({"child_ref": _TEXT, "service": _TEXT}),
}  # fmt: skip
