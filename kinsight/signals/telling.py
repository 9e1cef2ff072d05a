"""From what a sweep keeps to what is told on a day, in words: nothing is worked out here, only chosen and named."""

from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from kinsight.engine.database import Database, Duck, statement
from kinsight.engine.families import services
from kinsight.engine.rules import Rules
from kinsight.practice import owners
from kinsight.practice.knowledge import Knowledge
from kinsight.signals.judging import Judge
from kinsight.signals.kept import TOLD, State


@dataclass(frozen=True)
class Sweep:
    """What holds and what is owed. Dates are dates; a null `until` or `ends` is not in sight.

    spells: child_ref, view, indicator, since, until, count · owed: child_ref, expectation, trigger, due, met_on, ends,
    reason, anchor · roster: child_ref, nhs_number, name, born, expected, left_on, practice, services.
    `only_joined` counts children with a pattern that no single service could have seen. `gone`: who is no longer a child, where
    these are not all children.
    """

    children: int
    events: int
    spells: pa.Table
    owed: pa.Table
    roster: pa.Table
    seconds: float
    knowledge_version: str
    only_joined: int
    gone: tuple[str, ...] = ()


def prepare(db: Database, knowledge: Knowledge, as_of: int) -> None:
    """What telling needs beside the kept tables, with `records.service` and `records.event` attached."""
    db.make("clock", f"SELECT {as_of} AS as_of")
    services.make(db)
    db.keep("title", titles(knowledge))
    Judge(Rules(knowledge)).keep_names(db)


def tell_changed(db: Duck, knowledge: Knowledge, state: State, seconds: float, judged: str, since: int) -> Sweep:
    """Those judged anew, and those of whom time alone tells something else on the day of the clock than on day `since`."""
    db.make("judged", f"SELECT DISTINCT child, child_ref FROM ({judged})")
    db.make("chosen", f"SELECT child FROM judged UNION {_in_time(knowledge, since, state.as_of)}")
    gone = db.rows(
        "SELECT DISTINCT child_ref FROM judged WHERE child_ref NOT IN (SELECT child_ref FROM kept_child) ORDER BY 1"
    )
    for table in TOLD:
        db.make(f"told_{table}", f"SELECT * FROM kept_{table} WHERE child IN (SELECT child FROM chosen)")
        db.run(f"CREATE OR REPLACE TEMP VIEW kept_{table} AS SELECT * FROM told_{table}")
    told = tables(db, knowledge, state.events, seconds)
    return replace(told, gone=tuple(row["child_ref"] for row in gone))


def _in_time(knowledge: Knowledge, since: int, until: int) -> str:
    """Children to whom something came to be owed or ended after the one day and by the other, or changed hands as they grew."""
    ages = ", ".join(map(str, owners.ages_of_change(knowledge.expectations.values()))) or "NULL"
    return (
        f'SELECT child FROM kept_owed WHERE ("trigger" > {since} AND "trigger" <= {until}) OR (ends > {since} AND ends <= {until}) '
        f"UNION SELECT c.child FROM kept_child c JOIN (SELECT unnest([{ages}]) AS age) a "
        f"ON coalesce(c.born, c.expected) + a.age > {since} AND coalesce(c.born, c.expected) + a.age <= {until}"
    )


def tables(db: Database, knowledge: Knowledge, events: int, seconds: float) -> Sweep:
    told = {name: db.arrow(statement(f"out_{name}"), schema) for name, schema in _SHAPES.items()}
    caseload = told.pop("caseload")
    roster = told["roster"].append_column("services", _lists(told["roster"]["child_ref"], caseload))
    counted = counts(db)
    return Sweep(counted["children"], events, told["spells"], told["owed"], roster, seconds=seconds,
                 knowledge_version=knowledge.version, only_joined=counted["only_joined"])  # fmt: skip


def counts(db: Database) -> dict[str, int]:
    """children, spells, only_joined; and owed, as it is told."""
    told = {
        "children": "SELECT count(*) AS n FROM kept_child",
        "spells": "SELECT count(*) AS n FROM kept_spell",
        "owed": f"SELECT count(*) AS n FROM ({statement('out_owed')}) AS told",
        "only_joined": "SELECT count(DISTINCT child) AS n FROM kept_spell WHERE only_joined",
    }
    return {name: int(db.rows(query)[0]["n"]) for name, query in told.items()}


def used_events(db: Database, schema: str, after: int = 0) -> int:
    """Versions of events that knowledge has a word for, of loads later than this one."""
    which = f"concept IN (SELECT concept FROM used) AND load > {after}"
    return int(db.rows(f"SELECT count(*) AS n FROM {schema}.event WHERE {which}")[0]["n"])


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


_TEXT, _DAY = pa.string(), pa.date32()
_SHAPES = {
    "spells": pa.schema({"child_ref": _TEXT, "view": _TEXT, "indicator": _TEXT, "since": _DAY, "until": _DAY, "count": pa.int32()}),
    "owed": pa.schema({"child_ref": _TEXT, "expectation": _TEXT, "trigger": _DAY, "due": _DAY, "met_on": _DAY, "ends": _DAY,
                       "reason": _TEXT, "anchor": pa.int64()}),
    "roster": pa.schema({"child_ref": _TEXT, "nhs_number": _TEXT, "name": _TEXT, "born": _DAY, "expected": _DAY, "left_on": _DAY,
                         "practice": _TEXT}),
    "caseload": pa.schema({"child_ref": _TEXT, "service": _TEXT}),
}  # fmt: skip
