"""What stands in the way of knowing who is who, for a person to decide: contradicting records, numbers that join nobody, no birth date."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from kinsight.identity import kinship
from kinsight.store import scratch_database
from kinsight.store.keys import SQL_KEY
from kinsight.store.schema import NUMBER_NOT_USED
from kinsight.store.workspace import Workspace

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
    con.execute(_IN_QUESTION)
    con.execute(f"CREATE MACRO key_of(x) AS {SQL_KEY.format('x')}")
    con.execute("CREATE MACRO day_words(x) AS strftime(DATE '1970-01-01' + x, '%-d %B %Y')")

    def make(table: str, query: str) -> int:
        return int(con.execute(f"CREATE OR REPLACE TABLE {table} AS {query}").fetchall()[0][0])

    kinship.build(make, kinship.WHO_IS_WHO)


def _conflicts(con: duckdb.DuckDBPyConnection) -> list[Conflict]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for number, *record in con.execute(_PARTED).fetchall():
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
    for group, *record in con.execute(_LINKED_APART).fetchall():
        found.setdefault(group, []).append(tuple(record))
    conflicts = [LinkConflict(*_apart(records)) for records in found.values()]
    return [one for one in conflicts if len(one.people) > 1]


def _unused_links(con: duckdb.DuckDBPyConnection) -> list[UnusedLink]:
    return [UnusedLink(*row) for row in con.execute(_UNUSED_LINKS).fetchall()]


def _unused(con: duckdb.DuckDBPyConnection) -> list[Unused]:
    rows = con.execute(f"""SELECT DISTINCT e.ref, e."value" FROM store.event e ANTI JOIN store.supersession USING (version)
        WHERE e.concept IS NULL AND e.code = '{NUMBER_NOT_USED}' ORDER BY ALL""").fetchall()
    return [Unused(*row) for row in rows]


def _without_birth(con: duckdb.DuckDBPyConnection, of_children: Iterable[str]) -> list[WithoutBirth]:
    con.execute(_NO_BIRTH)
    rows = con.execute(_SIGNS, {"concepts": list(of_children), "kinds": list(CHILDRENS)}).fetchall()
    return [
        WithoutBirth(ref, [word for word, is_so in zip(_SIGN, signs, strict=True) if is_so]) for ref, *signs in rows
    ]


_CONTRADICTS = ("birth date", "sex", "first name", "order of a multiple birth")
_IN_QUESTION = """
CREATE SCHEMA records;
CREATE TABLE linked AS SELECT person FROM store.link UNION SELECT other FROM store.link;
CREATE TABLE records.person AS SELECT * FROM store.person WHERE person IN (
  SELECT person FROM store.person WHERE nhs_number IN (
    SELECT nhs_number FROM store.person WHERE nhs_number IS NOT NULL GROUP BY nhs_number
    HAVING count(DISTINCT person) > 1 AND (min(born) <> max(born) OR count(DISTINCT sex) > 1 OR count(DISTINCT birth_order) > 1)))
  OR person IN (SELECT person FROM linked)
  OR nhs_number IN (SELECT nhs_number FROM store.person WHERE person IN (SELECT person FROM linked));
CREATE TABLE records.link AS FROM store.link;
CREATE TABLE records.bond AS SELECT * FROM store.bond
  WHERE patient IN (SELECT person FROM records.person) OR person IN (SELECT person FROM records.person);
CREATE TABLE records.supersession AS SELECT * FROM store.supersession
  WHERE version IN (
    SELECT version FROM records.person UNION ALL SELECT version FROM records.bond UNION ALL SELECT version FROM records.link)
"""
_PARTED = """
SELECT p.nhs_number, p.human, n.ref, n.born, n.sex, split_part(n.name, ' ', 1), n.birth_order
FROM parted p JOIN newest n USING (person)
WHERE n.superseded = 2000000000
ORDER BY p.nhs_number, n.ref
"""
#: Everyone of the groups in which some link joins nobody.
_LINKED_APART = """
SELECT g.first_of, h.human, n.ref, n.born, n.sex, split_part(n.name, ' ', 1), n.birth_order
FROM link_group g JOIN link_member m ON m.human = g.human
JOIN newest n ON n.person = m.person JOIN human h ON h.person = m.person
WHERE g.first_of IN (SELECT first_of FROM link_apart) AND n.superseded = 2000000000
ORDER BY g.first_of, n.ref
"""
#: Links that say too little to be believed, and to records that have not come.
_UNUSED_LINKS = """
SELECT DISTINCT p.ref, l.other_ref, CASE WHEN l.kind = 'proposed' THEN 'not-sure' ELSE 'has-not-come' END AS why
FROM store.link l
JOIN (SELECT DISTINCT person, ref FROM store.person) p USING (person)
ANTI JOIN store.supersession USING (version)
WHERE l.kind = 'proposed' OR l.other NOT IN (SELECT person FROM store.person)
ORDER BY ALL
"""
#: Patients of whom no believed record, under any reference of theirs, gives a birth.
_NO_BIRTH = """
CREATE TABLE believed_person AS SELECT person, ref, nhs_number, born FROM store.person ANTI JOIN store.supersession USING (version);
CREATE TABLE no_birth AS
SELECT person, min(ref) AS ref FROM believed_person
WHERE ref LIKE 'Patient/%'
  AND coalesce(nhs_number NOT IN (SELECT nhs_number FROM believed_person WHERE born IS NOT NULL AND nhs_number IS NOT NULL), true)
GROUP BY person
HAVING max(born) IS NULL
"""
_SIGN = (
    "has a parent, carer, brother or sister recorded",
    "has facts that are recorded of children",
    "known to a children's service",
)
_SIGNS = """
SELECT n.ref, coalesce(b.is_so, false) AS is_tied, coalesce(bool_or(list_contains($concepts, e.concept)), false) AS has_facts,
       coalesce(bool_or(list_contains($kinds, s.kind)), false) AS is_known
FROM no_birth n
LEFT JOIN (SELECT DISTINCT patient, true AS is_so FROM store.bond WHERE role IN ('mother', 'father', 'carer', 'sibling')) b
  ON b.patient = n.person
LEFT JOIN store.event e ON e.person = n.person
LEFT JOIN store.service s ON s.service = e.service
GROUP BY n.ref, b.is_so
ORDER BY is_tied::INTEGER + has_facts::INTEGER + is_known::INTEGER DESC, n.ref
"""
