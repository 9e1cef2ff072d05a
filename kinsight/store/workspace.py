"""A workspace: Delta tables in a folder, and one small file that says which version of each is complete.

A load writes several tables. Readers open each at the version that `HEAD.json` names, and `HEAD.json` is replaced
by an atomic rename after the last table is written: so a load is seen whole or not at all, and a killed one is
rolled back by the next writer. See docs/adr/0002.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable
from deltalake.transaction import AddAction, PostCommitHookProperties, RemoveAction

from kinsight.store import connection_pool, disk, part_files, table_log, workspace_locks
from kinsight.store.part_files import Part
from kinsight.store.schema import TABLES

#: Delta Lake makes a checkpoint now and then, and would remove all older commits with it: before the version is complete, so that
#: of a table that a kill then leaves at the version before nothing could be opened.
_KEEP_LOG = PostCommitHookProperties(cleanup_expired_logs=False)


class WorkspaceMissing(Exception):
    """The folder holds no workspace; load a feed into it first."""


class Workspace:
    """`patience`: seconds that each of its locks is waited for; a page of the site waits for much less than a command."""

    def __init__(self, root: Path | str, patience: float | None = None) -> None:
        self.root, self.patience = Path(root), workspace_locks.PATIENCE if patience is None else patience
        self._head_file = self.root / "HEAD.json"

    @property
    def exists(self) -> bool:
        return self._head_file.exists()

    def head(self) -> dict[str, int]:
        """Complete version of each table; a table with no complete write is absent."""
        if not self.exists:
            return {}
        return {str(k): int(v) for k, v in json.loads(self._head_file.read_text()).items()}

    def require(self) -> "Workspace":
        """The workspace itself. Raises WorkspaceMissing, which says what to run."""
        if not self.exists:
            raise WorkspaceMissing(f"{self.root} holds no Kinsight workspace; run: kinsight load FEED --workspace W")
        return self

    @property
    def beside(self) -> Path:
        """Folder of what can be made again from the records and from knowledge: it may be deleted at any time."""
        return self.root / "index"

    def path(self, table: str) -> Path:
        return self.root / "records" / table

    def files(self, table: str, head: Mapping[str, int] | None = None) -> list[str]:
        """Parquet files of the complete version of a table, or of the version that an earlier `head` names."""
        version = (self.head() if head is None else head).get(table)
        if version is None:
            return []
        return list(DeltaTable(str(self.path(table)), version=version).file_uris())

    @contextmanager
    def writing(self, wait: float | None = None) -> Iterator["Writer"]:
        """The one writer. Nothing written is seen until the block ends without an error.

        Raises WorkspaceBusy when another is still writing after `wait` seconds.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with workspace_locks.exclusive(self.root / "writing.lock", self.patience if wait is None else wait):
            disk.sync_one(self.root)  # a killed writer may have renamed HEAD.json, and not have seen that on the disk
            writer = Writer(self)
            writer.roll_back()
            yield writer
            writer.complete()

    def snapshot_lock(self) -> AbstractContextManager[None]:
        """Held by whoever copies the files that `HEAD.json` names now, and by whoever removes files. Raises WorkspaceBusy."""
        return workspace_locks.exclusive(self.root / "snapshot.lock", self.patience)

    def attach(
        self,
        con: duckdb.DuckDBPyConnection,
        schema: str = "records",
        tables: Iterable[str] = tuple(TABLES),
        head: Mapping[str, int] | None = None,
    ) -> None:
        """Make every record table a view `records.<table>` over its complete version (empty ones included).

        `tables`: only these, when the others are known to be unchanged since they were attached. `head`: as it was then.
        """
        head = self.head() if head is None else head
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for table in tables:
            con.execute(f'CREATE OR REPLACE VIEW {schema}."{table}" AS {select(table, self.files(table, head))}')


def select(table: str, files: list[str]) -> str:
    """SQL of all rows of a table in these Parquet files; none, an empty table of the right shape."""
    if files:
        return f"SELECT * FROM read_parquet({files!r})"
    columns = ", ".join(f'NULL::{sql_type(f.type)} AS "{f.name}"' for f in TABLES[table])
    return f"SELECT {columns} WHERE false"


class Writer:
    """Appends to tables under the workspace's lock; may complete several times (once a file) in one block."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._versions = workspace.head()
        self._open: dict[str, DeltaTable] = {}
        self._changed: set[str] = set()
        self._complete = dict(self._versions)
        self._unsynced: set[Path] = set()

    def roll_back(self) -> None:
        """Undo what a killed writer left behind: take out of each table's log what its complete version does not have."""
        for table in TABLES:
            path, complete = self.workspace.path(table), self._versions.get(table, -1)
            table_log.roll_back(path, complete)
            table_log.drop_unreadable_checkpoints(path, complete)

    def append(self, table: str, rows: pa.Table) -> None:
        if rows.num_rows:
            path = self._fresh(table)
            pq.write_table(rows.cast(TABLES[table]), path)
            self._commit(table, path)

    def append_query(self, table: str, con: duckdb.DuckDBPyConnection, query: str) -> None:
        """Append what a DuckDB query gives, without it passing through Python; nothing, when it gives no row."""
        self.append_queries(con, [(table, query)])

    def append_queries(self, con: duckdb.DuckDBPyConnection, queries: Sequence[tuple[str, str]]) -> None:
        """The same of several (table, query), a part each, written side by side: they see nothing temporary of the connection."""
        wanted = [(table, query, self._fresh(table)) for table, query in queries]
        jobs = [partial(copy, query=query, path=path) for _, query, path in wanted]
        for (table, _, path), rows in zip(wanted, connection_pool.together(con, jobs), strict=True):
            if rows:
                self._commit(table, path)
            else:
                path.unlink()

    def _fresh(self, table: str) -> Path:
        path = self.workspace.path(table)
        path.mkdir(parents=True, exist_ok=True)
        return path / f"part-{uuid4().hex}.parquet"

    def _commit(self, table: str, path: Path) -> None:
        self._change(table, [part_files.added(part_files.sealed(path))])

    def complete_tables(self) -> list[str]:
        """Tables that have ever been written to the end."""
        return [table for table in TABLES if table in self._versions]

    def checkpoint(self, table: str) -> None:
        """Write down what a table's log comes to, so that opening it need not read all of it."""
        self._table(table).create_checkpoint()
        self._unsynced |= table_log.unsynced(self.workspace.path(table), self._versions[table] - 1)

    def parts(self, table: str) -> list[Part]:
        """All parts of a table, with what this writer appended."""
        return part_files.of(self._table(table))

    def exchange(self, table: str, gone: Iterable[Part], come: Iterable[Path], *, new_rows: bool) -> None:
        """Take parts out of a table and put others in, in one commit. `come`: sealed, in the table's folder.

        `new_rows`: false when these are the same rows, so that who follows the table's log need not read them.
        """
        at = int(time.time() * 1000)
        removed = [RemoveAction(part.path, new_rows, at, part.size) for part in gone]
        self._change(table, [*removed, *(part_files.added(path, new_rows=new_rows) for path in come)])

    def _change(self, table: str, actions: list[AddAction | RemoveAction]) -> None:
        delta = self._table(table)
        delta.create_write_transaction(actions, "append", delta.schema(), post_commithook_properties=_KEEP_LOG)
        delta.update_incremental()
        self._versions[table] = delta.version()
        self._changed.add(table)
        home = self.workspace.path(table)
        self._unsynced |= {home / one.path for one in actions if isinstance(one, AddAction)}

    def _table(self, table: str) -> DeltaTable:
        """The newest version of a table, created when there is none; opened once."""
        if table not in self._open:
            path = self.workspace.path(table)
            path.mkdir(parents=True, exist_ok=True)
            self._open[table] = DeltaTable.create(str(path), TABLES[table], mode="ignore")
        return self._open[table]

    def attach_changed(self, con: duckdb.DuckDBPyConnection, schema: str = "records") -> None:
        """Renew the views of the tables that this writer appended to since the last time, completed or not."""
        for table in sorted(self._changed):
            con.execute(f'CREATE OR REPLACE VIEW {schema}."{table}" AS {select(table, self._open[table].file_uris())}')
        self._changed.clear()

    def complete(self) -> None:
        """Let readers see everything appended so far: one atomic rename, of which a power cut leaves all or nothing."""
        for table in self._open:
            self._unsynced |= table_log.unsynced(self.workspace.path(table), self._complete.get(table, -1))
        disk.sync(self._unsynced, self.workspace.root)
        self._unsynced.clear()
        disk.replace(self.workspace._head_file, json.dumps(self._versions))
        self._complete = dict(self._versions)


def copy(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write what a query gives as one Parquet file, in its order; how many rows."""
    target = str(path).replace("'", "''")
    copied = con.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION snappy)").fetchall()
    return int(copied[0][0])


def sql_type(kind: pa.DataType) -> str:
    return {"int64": "BIGINT", "int32": "INTEGER", "string": "VARCHAR", "bool": "BOOLEAN"}[str(kind)]
