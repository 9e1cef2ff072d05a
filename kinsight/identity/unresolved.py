"""What stands in the way of knowing who is who, for a person to decide: contradicting records, numbers that join nobody, no birth date."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from kinsight.identity import kinship
from kinsight.store import scratch_database, sql_macros
from kinsight.store.schema import NUMBER_NOT_USED
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace

_HERE = "kinsight.identity"
#: Kinds of service that work with children alone.
CHILDRENS = ("health-visiting", "school-nursing", "camhs", "paediatrics")
TO_DO = "Ask the services which record is right. Once a corrected number, birth date or name is loaded, the next sweep joins or parts them."


@dataclass(frozen=True)
class Conflict:
    """Records of one NHS number that contradict each other. `people`: the references of each human that they are taken for."""

    number_ends: str
    contradicts: list[str]
    people: list[list[str]]
    to_do: str = TO_DO


@dataclass(frozen=True)
class LinkConflict:
    """Records that services say are one person's, and that contradict each other. `people`: the references of each human that they
    are taken for."""

    contradicts: list[str]
    people: list[list[str]]
    to_do: str = TO_DO


@dataclass(frozen=True)
class UnusedLink:
    """A link between two records that joins nobody, and why."""

    ref: str
    other: str
    why: str


@dataclass(frozen=True)
class Unused:
    """Someone whose NHS number joins them to nobody, and why."""

    ref: str
    why: str


@dataclass(frozen=True)
class WithoutBirth:
    """A patient whose birth date nobody recorded: whether they are a child cannot be told. `signs`: what speaks for it."""

    ref: str
    signs: list[str]


@dataclass(frozen=True)
class Identity:
    conflicts: list[Conflict]
    unused_numbers: list[Unused]
    without_birth_date: list[WithoutBirth]
    link_conflicts: list[LinkConflict]
    unused_links: list[UnusedLink]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {name: len(rows) for name, rows in vars(self).items()}


def read(workspace: Workspace, of_children: Iterable[str] = ()) -> Identity:
    """All that the newest records leave open. `of_children`: concepts that rules take of a child alone, as signs of one."""
    with scratch_database.connected() as con:
        workspace.attach(con, "store", tables=("person", "supersession", "bond", "link", "event", "service"))
        _link(con)
        return Identity(
            _conflicts(con), _unused(con), _without_birth(con, of_children), _link_conflicts(con), _unused_links(con)
        )


def _link(con: duckdb.DuckDBPyConnection) -> None:
    """As linkage parts and joins them: its own statements, over the few people whose numbers or links can be in question."""
    con.execute(statement("in_question", _HERE))
    sql_macros.make(con)

    def make(table: str, query: str) -> int:
        return int(con.execute(f"CREATE OR REPLACE TABLE {table} AS {query}").fetchall()[0][0])

    kinship.build(make, kinship.WHO_IS_WHO)


def _conflicts(con: duckdb.DuckDBPyConnection) -> list[Conflict]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for number, *record in con.execute(statement("parted_records", _HERE)).fetchall():
        found.setdefault(number, []).append(tuple(record))
    return [one for number, records in found.items() if (one := _conflict(number, records))]


def _conflict(number: str, records: list[tuple[Any, ...]]) -> Conflict | None:
    """None when those who contradicted each other are no longer believed."""
    different, people = _apart(records)
    return Conflict(number[-3:], different, people) if len(people) > 1 else None


def _apart(records: list[tuple[Any, ...]]) -> tuple[list[str], list[list[str]]]:
    """What records (human, ref, and what can contradict) say differently, and the references of each human."""
    people: dict[int, list[str]] = {}
    for human, ref, *_ in records:
        people.setdefault(human, []).append(ref)
    columns = zip(_CONTRADICTS, zip(*(record[2:] for record in records), strict=True), strict=True)
    different = [name for name, values in columns if len({value for value in values if value is not None}) > 1]
    return different, sorted(people.values())


def _link_conflicts(con: duckdb.DuckDBPyConnection) -> list[LinkConflict]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for group, *record in con.execute(statement("linked_apart", _HERE)).fetchall():
        found.setdefault(group, []).append(tuple(record))
    conflicts = [LinkConflict(*_apart(records)) for records in found.values()]
    return [one for one in conflicts if len(one.people) > 1]


def unsure_links(workspace: Workspace) -> list[UnusedLink]:
    """Links between two records of which the sender is not sure, for a person to look at."""
    with scratch_database.connected() as con:
        workspace.attach(con, "store", tables=("person", "supersession", "link"))
        return [one for one in _unused_links(con) if one.why == "not-sure"]


def _unused_links(con: duckdb.DuckDBPyConnection) -> list[UnusedLink]:
    return [UnusedLink(*row) for row in con.execute(statement("unused_links", _HERE)).fetchall()]


def _unused(con: duckdb.DuckDBPyConnection) -> list[Unused]:
    rows = con.execute(statement("unused_numbers", _HERE, code=NUMBER_NOT_USED)).fetchall()
    return [Unused(*row) for row in rows]


def _without_birth(con: duckdb.DuckDBPyConnection, of_children: Iterable[str]) -> list[WithoutBirth]:
    con.execute(statement("no_birth", _HERE))
    rows = con.execute(
        statement("signs_of_childhood", _HERE), {"concepts": list(of_children), "kinds": list(CHILDRENS)}
    ).fetchall()
    return [
        WithoutBirth(ref, [word for word, is_so in zip(_SIGN, signs, strict=True) if is_so]) for ref, *signs in rows
    ]


_CONTRADICTS = ("birth date", "sex", "first name", "order of a multiple birth")
_SIGN = (
    "has a parent, carer, brother or sister recorded",
    "has facts that are recorded of children",
    "known to a children's service",
)
