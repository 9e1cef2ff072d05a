"""Whose families later loads may change: from the people whom new records are about to the children around them, and from those to all
that is read to join them. Tables: `store.*` holds all records; `records.*` is filled with the part that these families need.

Who belongs to a child's family is said by `bond` alone (identity/sql/bond.sql); here is only how far from a child it may reach.
A child's family hangs on people at the same address, and on people up to four ties away: the mother's partner (two) may have become a
young father (three) of a child whose expected day its own mother's record says (four).
"""

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa

from kinsight.engine.database import Duck
from kinsight.engine.families.inputs import PACKAGE
from kinsight.engine.families.news import News
from kinsight.engine.families.store import Snapshot
from kinsight.identity import kinship
from kinsight.store import scratch_database, supersession
from kinsight.store.schema import STATES
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace

_ADDRESSED, _TIED = True, False
#: From a child outward; from a person to the children around, the other way round.
OUTWARD = (_ADDRESSED, _TIED, _TIED, _TIED)
_JOINING = ", ".join(f"'{concept}'" for concept in kinship.CONCEPTS)
#: Columns by which a row is about someone.
_ABOUT = {
    "event": ("person",),
    "person": ("person",),
    "address": ("person",),
    "bond": ("patient", "person"),
    "link": ("person", "other"),
}
_VERSIONED = " UNION ALL ".join(f"SELECT version FROM records.{table}" for table in STATES)
#: Order matters: supersessions are of versions already read.
_READ = {
    "person": "person IN (SELECT person FROM reached)",
    "address": "person IN (SELECT person FROM reached)",
    "event": f"person IN (SELECT person FROM reached) AND concept IN ({_JOINING})",
    "bond": "patient IN (SELECT person FROM reached) OR person IN (SELECT person FROM reached)",
    "link": "person IN (SELECT person FROM reached) OR other IN (SELECT person FROM reached)",
    "supersession": f"version IN ({_VERSIONED})",
    "service": "true",
}  # fmt: skip


def replaced_is_joining(workspace: Workspace, new: News, replaced: Mapping[int, int]) -> bool:
    """Whether one of the versions that were replaced says who belongs to whom."""
    if not replaced:
        return False
    with scratch_database.connected() as con:
        workspace.attach(con, head=new.head)
        Duck(con).keep("replaced", pa.table({"version": pa.array(replaced, pa.int64())}))
        queries = [f"SELECT version FROM records.{table}" for table in STATES if table != "event"]
        queries.append(f"SELECT version FROM records.event WHERE concept IN ({_JOINING})")
        found = f"SELECT 1 FROM ({' UNION ALL '.join(queries)}) WHERE version IN (SELECT version FROM replaced) LIMIT 1"
        return bool(con.execute(found).fetchall())


def read(db: Duck, workspace: Workspace, head: dict[str, int], snapshot: Snapshot) -> np.ndarray:
    """Fill `records.*` for the families that loads after those of the snapshot may change; keys of those that it has."""
    workspace.attach(db.con, "store", head=head)
    _touch(db.con, snapshot.load)
    read_around(db.con)
    near = np.array([row[0] for row in db.con.execute("SELECT person FROM near").fetchall()], np.int64)
    found = [
        one.keys[numbers[np.isin(np.array(one.child.column("person")), near)[numbers]]]
        for one, numbers in snapshot.living()
    ]
    return np.concatenate([np.empty(0, np.int64), *found])


def read_around(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `records.*` of `store.*` for the families around the people of `touched(person)`."""
    con.execute("CREATE SCHEMA IF NOT EXISTS records")
    for table in _READ:
        con.execute(f"DROP VIEW IF EXISTS records.{table}")
    con.execute(statement("affected_edges", PACKAGE))
    _follow(con)
    for table, which in _READ.items():
        con.execute(f'CREATE OR REPLACE TABLE records."{table}" AS SELECT * FROM store."{table}" WHERE {which}')


def keep_touched(db: Duck) -> None:
    """Of the families joined, keep those that may be touched; and let `believed` know the facts that are read of them."""
    db.make("wanted", f"SELECT DISTINCT child FROM ({statement('touched_children', PACKAGE)})")
    for table in ("child", "child_record", "bond"):
        db.run(f"DELETE FROM {table} WHERE child NOT IN (SELECT child FROM wanted)")
    # Of relatives of relatives not all was read: what would follow from it is not true.
    db.run("DELETE FROM derived WHERE person NOT IN (SELECT person FROM bond)")
    facts = "SELECT version FROM store.event WHERE person IN (SELECT person FROM bond)"
    more = f"SELECT version, superseded FROM store.supersession WHERE version IN ({facts})"
    db.make("believed", supersession.first_days(f"(SELECT * FROM believed UNION ALL {more})"))


def _touch(con: duckdb.DuckDBPyConnection, load: int) -> None:
    """`touched(person)`: whose ties records later than a load may change."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE replaced AS SELECT version FROM store.supersession WHERE load > {load}")
    later = (f"load > {load}", "version IN (SELECT version FROM replaced)")
    people = " UNION ".join(
        f"SELECT {column} AS person FROM store.{table} WHERE {when} {f'AND concept IN ({_JOINING})' if table == 'event' else ''}"
        for table, columns in _ABOUT.items()
        for column in columns
        for when in later
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {people}")


def _follow(con: duckdb.DuckDBPyConnection) -> None:
    """`near`, and `reached`: who must be read to join the families of those."""
    _start(con)
    for addressed in reversed(OUTWARD):
        _widen(con, addressed)
    con.execute("CREATE OR REPLACE TEMP TABLE near AS SELECT person FROM reached")
    for addressed in OUTWARD:
        _widen(con, addressed)


def _start(con: duckdb.DuckDBPyConnection) -> None:
    """`reached(person)`, and `fresh(person)`: those of them whose ties were not followed yet."""
    con.execute("CREATE OR REPLACE TEMP TABLE reached AS SELECT person FROM touched")
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT person FROM touched")
    _add(con, "SELECT person FROM touched")
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT person FROM reached")


def _widen(con: duckdb.DuckDBPyConnection, addressed: bool) -> None:
    """Everyone tied to someone fresh, and at the same address as anyone; then all that are the same human being."""
    tied = statement("tied_to_fresh", PACKAGE)
    _add(con, f"{tied} UNION {statement('housed_with_reached', PACKAGE)}" if addressed else tied)


def _add(con: duckdb.DuckDBPyConnection, people: str) -> None:
    # Of the fresh too: a number that one of them had before may be how the next is found.
    con.execute(f"CREATE OR REPLACE TEMP TABLE affected_person AS {people} UNION SELECT person FROM fresh")
    same = statement("perhaps_same", PACKAGE)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE wider AS (SELECT person FROM affected_person UNION {same}) EXCEPT SELECT person FROM reached"
    )
    con.execute("INSERT INTO reached SELECT person FROM wider")
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT person FROM wider")
    if con.execute("SELECT count(*) FROM linked").fetchall()[0][0]:
        _follow_links(con)


def _follow_links(con: duckdb.DuckDBPyConnection) -> None:
    """A chain of links, and of numbers between them, to its end: all of it is one human."""
    same = statement("perhaps_same", PACKAGE)
    while con.execute("SELECT count(*) FROM wider").fetchall()[0][0]:
        con.execute("CREATE OR REPLACE TEMP TABLE affected_person AS SELECT person FROM wider")
        con.execute(f"CREATE OR REPLACE TEMP TABLE wider AS ({same}) EXCEPT SELECT person FROM reached")
        con.execute("INSERT INTO reached SELECT person FROM wider")
        con.execute("INSERT INTO fresh SELECT person FROM wider")
