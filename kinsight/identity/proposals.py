"""Who may belong to a child's family, for a person to decide: adults at the child's address without a tie, with the evidence in words.

A proposal joins nobody and carries nothing. Nobody whose record is restricted is in one, nor anyone of their family or at an address of
theirs, and nobody of the family from which a child was adopted (docs/adr/0032).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from kinsight.identity import comparing, kinship
from kinsight.rules.schema.durations import days
from kinsight.rules.schema.proposal_kinds import ProposalKind
from kinsight.store import scratch_database, sql_macros
from kinsight.store.days import FOREVER, to_date
from kinsight.store.schema import PHONE
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace

_HERE = "kinsight.identity"
_TABLES = ("person", "address", "bond", "link", "event", "supersession")
#: Each builds on those before it, and all on those of `kinship`.
_SEEN = ("hidden", "out_of_sight", "residence", "tied_now", "old_family", "relation_now", "says")
FAMILY = (*_SEEN, "grown_there", "pair", "side_child", "side_person")
ALIKE = (*_SEEN, "alike", "alike_one", "alike_other")
#: So often it is looked who is tied to those there are: to the child, to who lives there, to theirs, and to theirs again.
_STEPS_AROUND = ("around_tied", "around_place", "around_tied", "around_tied", "around_tied")


@dataclass(frozen=True)
class Proposal:
    """Somebody who may be of a child's family. `since`: the day (since 1970) from which both have the address, if it is recorded;
    `speaks_for`, `speaks_against`, `beside`: the evidence in words, a line each."""

    child: str
    person: str
    name: str | None
    band: comparing.Band
    since: int | None
    speaks_for: list[str]
    speaks_against: list[str]
    beside: list[str]


def read(workspace: Workspace, as_of: int, kind: ProposalKind, children: Iterable[str] | None = None) -> list[Proposal]:
    """The proposals as they could be made on a day, the likely ones of a child first; of these children's references, or of all."""
    asked = None if children is None else sorted(set(children))
    with linked(workspace, as_of, kind, FAMILY, asked) as con:
        pairs = _pairs(con)
        weighed = comparing.compared(con, kind, ("side_child", "side_person")) if pairs else {}
    made = [_proposal(pair, kind, *weighed[f"{pair['child']}/{pair['person']}"]) for pair in pairs]
    shown = [one for one in made if one is not None and (asked is None or one.child in asked)]
    return sorted(shown, key=lambda one: (one.child, one.band != "likely", one.since or 0, one.person))


@contextmanager
def linked(
    workspace: Workspace, as_of: int, kind: ProposalKind, steps: Iterable[str], children: list[str] | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with who is who, who belongs to whom, and these steps, of everyone or of who is around these children."""
    with scratch_database.connected() as con:
        workspace.attach(con, "records" if children is None else "store", tables=_TABLES)
        sql_macros.make(con)
        if children is not None:
            _around(con, children)
        _build(con, as_of, kind, steps)
        yield con


def _around(con: duckdb.DuckDBPyConnection, refs: list[str]) -> None:
    """The tables `records.*` of a few children, of who lives where they do, and of everyone tied to those."""
    marks = ", ".join("?" for _ in refs)
    con.execute(f"CREATE TABLE around AS {statement('around_begin', _HERE, refs=marks)}", refs)
    for step in _STEPS_AROUND:
        con.execute(f"CREATE OR REPLACE TABLE around AS {statement(step, _HERE)}")
    concepts = ", ".join(f"'{one}'" for one in kinship.CONCEPTS)
    con.execute(statement("around_records", _HERE, concepts=concepts, phone=PHONE))


def _build(con: duckdb.DuckDBPyConnection, as_of: int, kind: ProposalKind, steps: Iterable[str]) -> None:
    def make(table: str, query: str) -> int:
        return int(con.execute(f"CREATE OR REPLACE TABLE {table} AS {query}").fetchall()[0][0])

    make("clock", f"SELECT {as_of} AS as_of, {as_of} AS horizon")
    kinship.build(make, tuple(step for step in kinship.STEPS if step != "bond"))
    given = {
        "as_of": as_of,
        "from_age": days(kind.from_age),
        "crowded_from": kind.crowded_from or FOREVER,
        "alike_from": kind.alike_from,
        "phone": PHONE,
        "restricted": kinship.RESTRICTED,
    }
    for step in steps:
        name, side = ("alike_side", step.removeprefix("alike_")) if step.startswith("alike_") else (step, "")
        make(step, statement(name, _HERE, **given, side=side))


def _pairs(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    cursor = con.execute("SELECT * FROM pair")
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _proposal(pair: dict[str, Any], kind: ProposalKind, weight: float, levels: comparing.Levels) -> Proposal | None:
    """None of one for which so little speaks that nobody is asked."""
    if (band := comparing.band(kind, weight)) is None:
        return None
    said = comparing.in_words(kind, levels, _places(pair))
    return Proposal(pair["child_ref"], pair["person_ref"], pair["name"], band, pair["since"], *said)


def _places(pair: dict[str, Any]) -> dict[str, str]:
    return {"since": _day(pair["since"]), "others": str(pair["others"])}


def _day(day: int | None) -> str:
    """`3 May 2024`."""
    if day is None:
        return "a day that is not recorded"
    date = to_date(day)
    return f"{date.day} {date:%B} {date.year}"
