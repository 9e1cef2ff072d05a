"""What a sweep publishes: its results on a day, in words. Nothing is judged here, only chosen and named."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kinsight.engine.database import Database, Duck
from kinsight.engine.judging import Judge
from kinsight.engine.rules import rules_of
from kinsight.rules.schema import owners
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.sql_files import statement
from kinsight.sweep.results import COLUMNS, PACKAGE, TABLES, Manifest


@dataclass(frozen=True)
class Sweep:
    """What holds and what is owed. Dates are dates; a null `until`, `ends` or `lapses` is not in sight.

    spells: child_ref, view, indicator, since, until, count · owed: child_ref, expectation, trigger, due, met_on, ends,
    lapses, reason, anchor, recorder (a service's reference) · roster: child_ref, nhs_number, name, born, expected, left_on, practice,
    mother (a key, which brothers and sisters share), mother_name (for finding alone), services (the practice first, then those
    who wrote something down last).
    `events`: versions of events that knowledge has a word for, of everyone (0 where some children alone were judged).
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


def state(owed: Mapping[str, Any], on: date) -> str:
    """Of a row of what is owed, on the day of the sweep: `later`, `met`, `lapsed` (never answered in time), `overdue` or `open`."""
    if owed["trigger"] > on:
        return "later"
    if owed["met_on"] is not None:
        return "met"
    if owed["lapses"] is not None and owed["lapses"] <= on:
        return "lapsed"
    return "overdue" if owed["due"] <= on else "open"


def prepare(db: Database, knowledge: Knowledge, as_of: int) -> None:
    """Create what the queries need beside the results and the services (`services.make`): the day, and the names of rules."""
    db.make("clock", f"SELECT {as_of} AS as_of, {knowledge.live_from} AS live_from")
    db.keep("title", titles(knowledge))
    Judge(rules_of(knowledge)).keep_names(db)


def changed(db: Duck, knowledge: Knowledge, manifest: Manifest, seconds: float, judged: str, since: int) -> Sweep:
    """The children of query `judged`, and those of whom time alone says something else on the day of the results than on `since`."""
    db.make("judged", f"SELECT DISTINCT child, child_ref FROM ({judged})")
    db.make("chosen", f"SELECT child FROM judged UNION {_in_time(knowledge, since, manifest.basis.as_of)}")
    gone = db.rows(
        "SELECT DISTINCT child_ref FROM judged WHERE child_ref NOT IN (SELECT child_ref FROM result_child) ORDER BY 1"
    )
    for table in TABLES:
        db.make(f"chosen_{table}", f"SELECT * FROM result_{table} WHERE child IN (SELECT child FROM chosen)")
        db.run(f"CREATE OR REPLACE TEMP VIEW result_{table} AS SELECT * FROM chosen_{table}")
    rows = everyone(db, knowledge, manifest.events, seconds)
    return replace(rows, gone=tuple(row["child_ref"] for row in gone))


def _in_time(knowledge: Knowledge, since: int, until: int) -> str:
    """Children to whom something came to be owed or ended after the one day and by the other, or changed hands as they grew."""
    ages = ", ".join(map(str, owners.ages_of_change(knowledge.expectations.values(), knowledge.owners))) or "NULL"
    return statement("in_time", PACKAGE, since=since, until=until, ages=ages)


def everyone(db: Database, knowledge: Knowledge, events: int, seconds: float) -> Sweep:
    """All that is in the tables of results."""
    tables = {name: db.arrow(statement(f"published_{name}", PACKAGE), schema) for name, schema in _SCHEMAS.items()}
    caseload = tables.pop("caseload")
    roster = tables["roster"].append_column("services", _lists(tables["roster"]["child_ref"], caseload))
    counted = counts(db)
    return Sweep(
        counted["children"],
        events,
        tables["spells"],
        tables["owed"],
        roster,
        seconds=seconds,
        knowledge_version=knowledge.version,
        only_joined=counted["only_joined"],
    )


def counts(db: Database) -> dict[str, int]:
    """children, spells, only_joined; and owed, as it is published."""
    queries = {
        "children": "SELECT count(*) AS n FROM result_child",
        "spells": "SELECT count(*) AS n FROM result_spell",
        "owed": f"SELECT count(*) AS n FROM ({statement('published_owed', PACKAGE)}) AS published",
        "only_joined": "SELECT count(DISTINCT child) AS n FROM result_spell WHERE only_joined",
    }
    return {name: int(db.rows(query)[0]["n"]) for name, query in queries.items()}


def used_events(db: Database, after: int = 0) -> int:
    """How many versions of events later than a load knowledge has a word for (table `used`)."""
    which = f"concept IN (SELECT concept FROM used) AND load > {after}"
    return int(db.rows(f"SELECT count(*) AS n FROM records.event WHERE {which}")[0]["n"])


def _lists(children: pa.ChunkedArray, caseload: pa.Table) -> pa.ChunkedArray:
    """The services of each child, in its row's place; `caseload` is in the order in which they are given."""
    grouped = caseload.group_by("child_ref", use_threads=False).aggregate([("service", "list")])
    none = pa.array([[]], pa.list_(pa.string()))
    lists = pa.chunked_array([*grouped["service_list"].chunks, none])
    return lists.take(pc.fill_null(pc.index_in(children, grouped["child_ref"].combine_chunks()), grouped.num_rows))


def titles(knowledge: Knowledge) -> pa.Table:
    """Table `title(kind, name, title)` of concepts and indicators."""
    rows = [("concept", name, one.title) for name, one in knowledge.concepts.items()]
    rows += [("indicator", name, one.title) for name, one in knowledge.indicators.items()]
    kinds, names, words = (list(column) for column in zip(*rows, strict=True))
    return pa.table({"kind": kinds, "name": names, "title": words})


def _some(table: str, *names: str) -> pa.Schema:
    """These columns of a table of results; `reason` and `recorder` are what the rest of a row of what is owed comes to in words."""
    return pa.schema([_WORDS[name] if name in _WORDS else COLUMNS[table].field(name) for name in names])


_WORDS = {name: pa.field(name, pa.string()) for name in ("reason", "recorder")}
_SCHEMAS = {
    "spells": _some("spell", "child_ref", "view", "indicator", "since", "until", "count"),
    "owed": _some(
        "owed", "child_ref", "expectation", "trigger", "due", "met_on", "ends", "lapses", "reason", "anchor", "recorder"
    ),
    "roster": _some("child", *COLUMNS["child"].names[1:]),
    "caseload": _some("caseload", "child_ref", "service"),
}
