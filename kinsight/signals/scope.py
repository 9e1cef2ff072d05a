"""The part of the record store that one family's picture needs: the child, who belongs to it, and theirs."""

import duckdb

from kinsight.records.keys import key
from kinsight.records.model import TABLES
from kinsight.records.store import Workspace

#: Column that says whose row it is. Bonds name two people; the rest is small or not about people.
_WHOSE = {"person": "person", "address": "person", "event": "person"}


class ChildUnknown(Exception):
    """No patient, and no pregnancy, has this NHS number or reference."""


def attach(con: duckdb.DuckDBPyConnection, workspace: Workspace, children: list[str]) -> None:
    """Make `records.*` tables that hold these children's families only; raises ChildUnknown."""
    workspace.attach(con, "store")
    con.execute("CREATE SCHEMA IF NOT EXISTS records")
    _seed(con, children)
    for _ in range(2):
        _widen(con)
    _narrow(con)


def child_keys(con: duckdb.DuckDBPyConnection) -> list[int]:
    """Keys under which the children asked for stand in table `child`: a human's, or a pregnancy's."""
    return [row[0] for row in con.execute("SELECT DISTINCT asked FROM wanted").fetchall()]


def _seed(con: duckdb.DuckDBPyConnection, children: list[str]) -> None:
    """`wanted(asked)`: what the children are called in `child`; `scope(person)`: where to start reading."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE wanted (asked BIGINT); CREATE OR REPLACE TEMP TABLE scope (person BIGINT)"
    )
    for child in children:
        if not (_seed_patient(con, child) or _seed_unborn(con, child)):
            raise ChildUnknown(f"no child with this NHS number or reference: {'…' + child[-3:]}")


def _seed_patient(con: duckdb.DuckDBPyConnection, child: str) -> bool:
    bare = child.replace(" ", "")
    keys = [key(ref) for ref in (child, f"Patient/{child}")]
    rows = con.execute(
        "SELECT person, nhs_number FROM store.person WHERE ref LIKE 'Patient/%' AND (person IN (?, ?) OR nhs_number = ?)",
        [*keys, bare],
    ).fetchall()
    humans = {key(f"nhs/{number}") if number else person for person, number in rows}
    con.executemany("INSERT INTO wanted VALUES (?)", [[h] for h in humans]) if humans else None
    con.executemany("INSERT INTO scope VALUES (?)", [[person] for person, _ in rows]) if rows else None
    return bool(rows)


def _seed_unborn(con: duckdb.DuckDBPyConnection, child: str) -> bool:
    rows = con.execute(
        "SELECT DISTINCT person FROM store.event WHERE ref = ? AND concept = 'expected-date'", [child]
    ).fetchall()
    con.execute("INSERT INTO wanted VALUES (?)", [key(child)]) if rows else None
    con.executemany("INSERT INTO scope VALUES (?)", rows) if rows else None
    return bool(rows)


def _widen(con: duckdb.DuckDBPyConnection) -> None:
    """Everyone tied to someone in scope, at the same address, or the same human by NHS number."""
    con.execute(
        "INSERT INTO scope SELECT person FROM store.bond WHERE patient IN (SELECT person FROM scope) "
        "UNION SELECT patient FROM store.bond WHERE person IN (SELECT person FROM scope) "
        "UNION SELECT person FROM store.address WHERE place IN "
        "(SELECT place FROM store.address WHERE person IN (SELECT person FROM scope)) EXCEPT SELECT person FROM scope"
    )
    con.execute(
        "INSERT INTO scope SELECT person FROM store.person WHERE nhs_number IN "
        "(SELECT nhs_number FROM store.person WHERE person IN (SELECT person FROM scope)) EXCEPT SELECT person FROM scope"
    )


def _narrow(con: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES:
        con.execute(f'CREATE OR REPLACE TABLE records."{table}" AS SELECT * FROM store."{table}" {_which(table)}')


def _which(table: str) -> str:
    if table in _WHOSE:
        return f"WHERE {_WHOSE[table]} IN (SELECT person FROM scope)"
    if table == "bond":
        return "WHERE patient IN (SELECT person FROM scope) OR person IN (SELECT person FROM scope)"
    if table in ("supersession", "service"):
        return ""
    return "WHERE false"
