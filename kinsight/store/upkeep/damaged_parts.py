"""Set aside damaged parts, and forget what was lost with them, so that reading the named feeds again restores all of it.

A version that is only half there would be taken for one that we have; so what is left of it goes too. Where nothing but
bookkeeping was lost, it is worked out anew. All of it is one step for readers, as a load is.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import duckdb

from kinsight.store import part_files, scratch_database, supersession
from kinsight.store.part_files import Part
from kinsight.store.schema import STATES, TABLES
from kinsight.store.sql_files import statement
from kinsight.store.upkeep import invariants, losses
from kinsight.store.upkeep.losses import Damaged, Feed, Sound
from kinsight.store.workspace import Workspace, Writer, copy, select

#: Where damaged files are kept, in the workspace, until they are vacuumed.
FOLDER = "set-aside"


def remove_damaged(workspace: Workspace, damaged: Damaged) -> tuple[Feed, ...]:
    """Take these parts out of their tables; which feeds to read again, in order."""
    with workspace.require().writing() as writer, _opened(workspace) as con:
        sound = _sound(writer, damaged)
        attach(con, sound)
        losses.find(con, sound, damaged)
        feeds = losses.feeds(con)
        _list_survivors(con)
        for table in writer.complete_tables():
            _forget(con, writer, table, sound, list(damaged.get(table, [])))
        if "load" in damaged:
            _ledger(con, writer, list(damaged["load"]))
    with workspace.snapshot_lock():
        for table, found in damaged.items():
            for part in found:
                _move(workspace, table, part)
    return feeds


@contextmanager
def _opened(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    with (
        tempfile.TemporaryDirectory(prefix="kinsight-set-aside-") as scratch,
        scratch_database.database(memory_limit="3GB", temp_directory=scratch) as con,
    ):
        yield con


def attach(con: duckdb.DuckDBPyConnection, sound: Sound) -> None:
    """Views `records.*` over these files alone."""
    con.execute("CREATE SCHEMA IF NOT EXISTS records")
    for table in TABLES:
        con.execute(f'CREATE OR REPLACE VIEW records."{table}" AS {select(table, list(sound.get(table, [])))}')


def _sound(writer: Writer, damaged: Damaged) -> dict[str, list[str]]:
    bad = {(table, part.path) for table, found in damaged.items() for part in found}
    return {
        table: [_file(writer, table, part) for part in writer.parts(table) if (table, part.path) not in bad]
        for table in writer.complete_tables()
    }


def _file(writer: Writer, table: str, part: Part) -> str:
    return str(writer.workspace.path(table) / part.path)


def _list_survivors(con: duckdb.DuckDBPyConnection) -> None:
    """`surviving(version, …)`: the versions that stay; `reopened(load)`: retries of which something is lost."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE surviving AS SELECT * FROM records.resource ANTI JOIN lost USING (version)"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE reopened AS SELECT load FROM lost_load WHERE load IN ({losses.RETRIES})")
    con.execute("""CREATE OR REPLACE TEMP TABLE unnamed AS SELECT resource AS service, load FROM records.resource
        SEMI JOIN lost USING (version) WHERE ref LIKE 'Organization/%'""")


#: Which rows of a table go.
_GONE = {
    "resource": "version IN (SELECT version FROM lost)",
    **dict.fromkeys(STATES, "version NOT IN (SELECT version FROM surviving)"),
    "supersession": """version NOT IN (SELECT version FROM surviving)
        OR version IN (SELECT version FROM surviving SEMI JOIN unsettled USING (resource))""",
    # A service that nobody has named keeps its row: it may have been written for another file that was read together with this.
    "service": """(service, load) IN (SELECT (service, load) FROM unnamed)
        OR (load IN (SELECT load FROM unversioned) AND (name IS NOT NULL OR kind <> 'other'))""",
    "quarantine": "state = 'mended' AND load IN (SELECT load FROM reopened)",
    "load": "false",
}
#: Supersessions of what stays, as loads would have written them.
_SETTLED = f"{supersession.replaced('surviving')} AND version IN (SELECT version FROM surviving SEMI JOIN unsettled USING (resource))"


def _forget(con: duckdb.DuckDBPyConnection, writer: Writer, table: str, sound: Sound, bad: list[Part]) -> None:
    """Write those parts anew that hold rows that go, without them, in one commit with the removal of the bad ones."""
    by_file = {_file(writer, table, part): part for part in writer.parts(table)}
    query = f"SELECT DISTINCT filename FROM read_parquet({list(sound[table])!r}, filename = true) WHERE {_GONE[table]}"
    touched = [name for (name,) in con.execute(query).fetchall()] if sound[table] else []
    come = [path for name in touched if (path := _written(con, writer, table, name))]
    if table == "supersession":
        come += filter(None, [_copied(con, writer.workspace.path(table) / f"part-{uuid4().hex}.parquet", _SETTLED)])
    if bad or come or touched:
        writer.exchange(table, [*bad, *(by_file[name] for name in touched)], come, new_rows=True)


def _written(con: duckdb.DuckDBPyConnection, writer: Writer, table: str, name: str) -> Path | None:
    kind = part_files.CLUSTERED if Path(name).name.startswith(part_files.CLUSTERED) else "part-"
    query = f"SELECT * FROM ({select(table, [name])}) WHERE ({_GONE[table]}) IS NOT TRUE"
    return _copied(con, writer.workspace.path(table) / f"{kind}{uuid4().hex}.parquet", query)


def _copied(con: duckdb.DuckDBPyConnection, path: Path, query: str) -> Path | None:
    if copy(con, query, path):
        return part_files.sealed(path)
    path.unlink()
    return None


def _ledger(con: duckdb.DuckDBPyConnection, writer: Writer, bad: list[Part]) -> None:
    """Rows for loads whose own are lost, from what the other tables hold: their number must not be given again."""
    low = min((part.loads[0] for part in bad if part.loads), default=1)
    high = max((part.loads[1] for part in bad if part.loads), default=0)
    writer.append_query("load", con, statement("ledger", invariants.PACKAGE, low=low, high=high, unknown=UNKNOWN))


#: Stands for the name of a feed file that is not known any more.
UNKNOWN = "(name lost)"


def _move(workspace: Workspace, table: str, part: Part) -> None:
    """Keep the file for who wants to look; its day is that of the move. It may be missing."""
    target = workspace.root / FOLDER / table / part.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        (workspace.path(table) / part.path).rename(target)
        os.utime(target)
