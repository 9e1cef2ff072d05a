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
    _start(con, "SELECT person FROM touched")
    for addressed in reversed(OUTWARD):
        _widen(con, addressed)
    con.execute("CREATE OR REPLACE TEMP TABLE near AS SELECT person FROM reached")
    for addressed in OUTWARD:
        _widen(con, addressed)
    for table, which in _READ.items():
        con.execute(f'CREATE OR REPLACE TABLE records."{table}" AS SELECT * FROM store."{table}" WHERE {which}')


def _start(con: duckdb.DuckDBPyConnection, people: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE reached AS {people}")
    _identify(con)


def _widen(con: duckdb.DuckDBPyConnection, addressed: bool) -> None:
    """Everyone tied to someone reached, and at the same address; then all that are the same human being."""
    home = (
        " UNION SELECT person FROM store.address WHERE place IN "
        "(SELECT place FROM store.address WHERE person IN (SELECT person FROM reached))"
    )
    con.execute(
        "INSERT INTO reached SELECT person FROM (SELECT person FROM store.bond WHERE patient IN (SELECT person FROM reached) "
        f"UNION SELECT patient FROM store.bond WHERE person IN (SELECT person FROM reached){home if addressed else ''}) "
        "EXCEPT SELECT person FROM reached"
    )
    _identify(con)


def _identify(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "INSERT INTO reached SELECT person FROM store.person WHERE nhs_number IN "
        "(SELECT nhs_number FROM store.person WHERE person IN (SELECT person FROM reached)) EXCEPT SELECT person FROM reached"
    )


def _of_use(table: str) -> str:
    return "AND concept IS NOT NULL" if table == "event" else ""


#: Children, born or not, one of whose references, or whose mother's before birth, is `near`.
JUDGED = """
SELECT h.human AS child FROM human h WHERE h.person IN (SELECT person FROM near)
UNION
SELECT key_of(p.ref) FROM carried p JOIN human h ON h.human = p.mother WHERE p.baby IS NULL AND h.person IN (SELECT person FROM near)
"""
assert set(_READ) <= set(TABLES)
