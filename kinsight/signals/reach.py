"""Whom new records can concern: from the people they are about to the children around them, and from those to all that is read of
them. Tables: `store.*` holds all records; `records.*` is filled with the part that these children need.

A child's inputs hang on people at the same address, and on people up to four ties away: the mother's partner (two) may have
become a young father (three) of a child whose expected day its own mother's record says (four).
"""

import duckdb

from kinsight.records.model import TABLES
from kinsight.records.store import Workspace

_ADDRESSED, _TIED = True, False
#: From a child outward; from a person to the children around, the other way round.
OUTWARD = (_ADDRESSED, _TIED, _TIED, _TIED)
_ABOUT_PEOPLE = {"event": ("person",), "person": ("person",), "address": ("person",), "bond": ("patient", "person")}
_VERSIONED = " UNION ALL ".join(f"SELECT version FROM records.{table}" for table in ("person", "address", "bond", "event"))  # fmt: skip
#: Order matters: supersessions are of versions already read.
_READ = {
    "person": "person IN (SELECT person FROM reached)",
    "address": "person IN (SELECT person FROM reached)",
    "event": "person IN (SELECT person FROM reached) AND concept IS NOT NULL",
    "bond": "patient IN (SELECT person FROM reached) OR person IN (SELECT person FROM reached)",
    "supersession": f"version IN ({_VERSIONED})",
    "service": "true",
}


def attach(con: duckdb.DuckDBPyConnection, workspace: Workspace, head: dict[str, int]) -> None:
    """The record tables of this complete version as `store.*`; `records.*` for `read` to fill."""
    workspace.attach(con, "store", head=head)
    con.execute("CREATE SCHEMA IF NOT EXISTS records")


def touch(con: duckdb.DuckDBPyConnection, load: int, children: str) -> int:
    """`touched(person)`: whom records later than a load are about, and the people that the query `children` gives; how many."""
    replaced = f"SELECT version FROM store.supersession WHERE load > {load}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE replaced AS {replaced}")
    parts = [f"SELECT {column} AS person FROM store.{table} WHERE load > {load} {_of_use(table)}"
             for table, columns in _ABOUT_PEOPLE.items() for column in columns]  # fmt: skip
    if con.execute("SELECT count(*) FROM replaced").fetchall()[0][0]:
        parts += [f"SELECT {column} FROM store.{table} WHERE version IN (SELECT version FROM replaced)"
                  for table, columns in _ABOUT_PEOPLE.items() for column in columns]  # fmt: skip
    con.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {' UNION '.join(parts)} UNION ({children})")
    return int(con.execute("SELECT count(*) FROM touched").fetchall()[0][0])


def read(con: duckdb.DuckDBPyConnection) -> None:
    """`near(person)`: those among whom the children to judge are; `records.*`: all that judging them needs."""
    con.execute(_EDGES)
    _start(con)
    for addressed in reversed(OUTWARD):
        _widen(con, addressed)
    con.execute("CREATE OR REPLACE TEMP TABLE near AS SELECT person FROM reached")
    for addressed in OUTWARD:
        _widen(con, addressed)
    for table, which in _READ.items():
        con.execute(f'CREATE OR REPLACE TABLE records."{table}" AS {_rows(table, which)}')


def _rows(table: str, which: str) -> str:
    """What joining families and judging read: not the codes and words of an event, which cost more than all the rest."""
    columns = ", ".join(f'"{name}"' for name in TABLES[table].names if name not in _WORDS)
    return f'SELECT {columns} FROM store."{table}" WHERE {which}'


_WORDS = ("system", "code", "term", "certainty")
#: Who is tied to whom, who lives where and who is who, read once for all steps.
_EDGES = """
CREATE OR REPLACE TEMP TABLE tied AS SELECT patient AS one, person AS other FROM store.bond;
CREATE OR REPLACE TEMP TABLE housed AS SELECT person, place FROM store.address;
CREATE OR REPLACE TEMP TABLE numbered AS SELECT person, nhs_number FROM store.person WHERE nhs_number IS NOT NULL
"""


def _start(con: duckdb.DuckDBPyConnection) -> None:
    """`reached(person)`, and `fresh(person)`: those of them whose ties were not followed yet."""
    con.execute("CREATE OR REPLACE TEMP TABLE reached AS SELECT person FROM touched")
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT person FROM touched")
    _add(con, "SELECT person FROM touched")
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT person FROM reached")


def _widen(con: duckdb.DuckDBPyConnection, addressed: bool) -> None:
    """Everyone tied to someone fresh, and at the same address as anyone; then all that are the same human being."""
    home = "UNION SELECT person FROM housed WHERE place IN (SELECT place FROM housed WHERE person IN (SELECT person FROM reached))"
    _add(
        con,
        "SELECT other AS person FROM tied WHERE one IN (SELECT person FROM fresh) "
        f"UNION SELECT one FROM tied WHERE other IN (SELECT person FROM fresh) {home if addressed else ''}",
    )


def _add(con: duckdb.DuckDBPyConnection, people: str) -> None:
    # Of the fresh too: a number that one of them had before may be how the next is found.
    con.execute(f"CREATE OR REPLACE TEMP TABLE found AS {people} UNION SELECT person FROM fresh")
    same = "SELECT person FROM numbered WHERE nhs_number IN (SELECT nhs_number FROM numbered WHERE person IN (SELECT person FROM found))"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE wider AS (SELECT person FROM found UNION {same}) EXCEPT SELECT person FROM reached"
    )
    con.execute("INSERT INTO reached SELECT person FROM wider")
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT person FROM wider")


def _of_use(table: str) -> str:
    return "AND concept IS NOT NULL" if table == "event" else ""


#: Children, born or not, one of whose references, or whose mother's before birth, is `near`.
JUDGED = """
SELECT h.human AS child FROM human h WHERE h.person IN (SELECT person FROM near)
UNION
SELECT key_of(p.ref) FROM carried p JOIN human h ON h.human = p.mother WHERE p.baby IS NULL AND h.person IN (SELECT person FROM near)
"""
assert set(_READ) <= set(TABLES)
