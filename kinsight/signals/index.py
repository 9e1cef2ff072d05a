"""The record store once more, by person: an SQLite file beside it, so that one family is found in a moment.

It is brought up to the workspace's newest load whenever someone asks: parquet files that it does not have yet are added,
and if one that it has is gone from the store, all is read anew. It can be deleted at any time.
"""

import os
import sqlite3
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path

from kinsight.records import aside, disk, locks
from kinsight.records.model import TABLES
from kinsight.records.store import Workspace

#: What a family's picture reads of each table. Facts that no concept names are nothing to it.
_COLUMNS = {
    "person": [field.name for field in TABLES["person"] if field.name != "load"],
    "address": [field.name for field in TABLES["address"] if field.name not in ("service", "load")],
    "bond": [field.name for field in TABLES["bond"] if field.name not in ("service", "load")],
    "link": ["person", "other", "kind", "version"],
    "event": ["event", "ref", "version", "person", "concept", "term", "on", "until", "known", "certainty", "value", "service"],
    "supersession": ["version", "superseded"],
    "service": ["service", "ref", "name", "kind", "load"],
}  # fmt: skip
_FOUND_BY = {
    "person": ("person", "nhs_number"), "address": ("person", "place"), "bond": ("patient", "person"), "link": ("person", "other"),
    "event": ("person",),
    "supersession": ("version",), "service": ("service", "ref"),
}  # fmt: skip
_BATCH = 50_000
#: Seconds that what need not be done waits for another writer of the index.
_SHORT = 10.0
#: Workspaces as this process last found them: (HEAD.json, the index) by their inode and time of change.
_seen: dict[Path, tuple[object, ...] | None] = {}


def columns(table: str) -> str:
    return ", ".join(f'"{name}"' for name in _COLUMNS[table])


def tables() -> list[str]:
    return list(_COLUMNS)


def current(workspace: Workspace) -> Path:
    """The index file, up to date with the newest complete load."""
    path = workspace.require().beside.resolve() / "family.sqlite"
    if (marks := _marks(workspace, path)) is None or _seen.get(path) != marks:
        if not _has(path, _head(workspace)):
            _bring_up(workspace, path)
        _seen[path] = _marks(workspace, path)
    return path


def exchanged(workspace: Workspace, table: str, gone: list[str], come: list[str]) -> None:
    """Other files of a table hold the same rows now: an index that has all of them need not read them again."""
    path = workspace.root.resolve() / "index" / "family.sqlite"
    if table not in _COLUMNS or not path.exists():
        return
    # Where that does not succeed, the index is read anew, as after any change of files.
    with suppress(sqlite3.Error, locks.WorkspaceBusy), lock(path, _SHORT), closing(sqlite3.connect(path)) as con, con:
        have = {name for (name,) in con.execute('SELECT path FROM file WHERE "table" = ?', [table])}
        if have == set(gone):
            con.execute('DELETE FROM file WHERE "table" = ?', [table])
            con.executemany("INSERT INTO file VALUES (?, ?)", [(table, name) for name in come])


def _marks(workspace: Workspace, path: Path) -> tuple[object, ...] | None:
    try:
        head, index = (workspace.root / "HEAD.json").stat(), path.stat()
    except FileNotFoundError:
        return None
    return head.st_ino, head.st_mtime_ns, index.st_ino


def _head(workspace: Workspace) -> str:
    """The newest complete load, and which tables an index of it has: one that lacks a table is brought up too."""
    return (workspace.root / "HEAD.json").read_text() + " ".join(_COLUMNS)


def _has(path: Path, head: str) -> bool:
    """Whether the index was last brought up to this very load: then a new process need not ask each table for its files."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as con:
            return [(head,)] == con.execute("SELECT head FROM brought_up").fetchall()
    except sqlite3.DatabaseError:
        return False


def _bring_up(workspace: Workspace, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with lock(path, workspace.patience):
        try:
            if path.exists():
                with closing(_opened(path)) as con:
                    return _write(con, workspace)
        except sqlite3.OperationalError:  # locked, or no room: the file is not to blame
            raise
        except sqlite3.DatabaseError:  # not a database any more, or damaged: all of it is in the records too
            drop(path)
        _build(workspace, path)


def lock(path: Path, wait: float) -> AbstractContextManager[None]:
    """Held by whoever writes the index. Raises WorkspaceBusy after `wait` seconds."""
    return locks.exclusive(path.with_suffix(".lock"), wait)


def drop(path: Path) -> None:
    """Remove the index, with SQLite's files beside it."""
    for one in (path, *(path.with_name(f"{path.name}-{end}") for end in ("wal", "shm"))):
        one.unlink(missing_ok=True)


def _build(workspace: Workspace, path: Path) -> None:
    """From nothing: beside, without a journal that would hold all of it a second time, and then in its place."""
    fresh = path.with_suffix(".building")
    fresh.unlink(missing_ok=True)
    with closing(_opened(fresh, "off")) as con:
        _write(con, workspace)
    _opened(fresh).close()
    disk.sync_one(fresh)
    os.replace(fresh, path)
    disk.sync_one(path.parent)


def _opened(path: Path, journal: str = "wal") -> sqlite3.Connection:
    con = sqlite3.connect(path, isolation_level=None)
    con.execute(f"PRAGMA journal_mode = {journal}")
    con.execute(f"PRAGMA synchronous = {'normal' if journal == 'wal' else 'off'}")
    return con


def _write(con: sqlite3.Connection, workspace: Workspace) -> None:
    con.execute("BEGIN IMMEDIATE")
    head = _head(workspace)
    _fill(con, workspace)
    con.execute("DROP TABLE IF EXISTS brought_up")
    con.execute("CREATE TABLE brought_up AS SELECT ? AS head", [head])
    con.execute("COMMIT")


def _fill(con: sqlite3.Connection, workspace: Workspace) -> None:
    con.execute('CREATE TABLE IF NOT EXISTS file ("table" TEXT, path TEXT)')
    for table in _COLUMNS:
        have = {path for (path,) in con.execute('SELECT path FROM file WHERE "table" = ?', [table])}
        wanted = set(workspace.files(table))
        if not have or have - wanted:
            _start(con, table)
            have = set()
        _take_in(con, table, sorted(wanted - have))
        for column in _FOUND_BY[table]:
            con.execute(f"CREATE INDEX IF NOT EXISTS {table}_{column} ON {table} ({column})")
    con.execute("CREATE INDEX IF NOT EXISTS expected ON event (ref) WHERE concept = 'expected-date'")


def _start(con: sqlite3.Connection, table: str) -> None:
    con.execute(f"DROP TABLE IF EXISTS {table}")
    con.execute(f"CREATE TABLE {table} ({columns(table)})")
    con.execute('DELETE FROM file WHERE "table" = ?', [table])


def _take_in(con: sqlite3.Connection, table: str, files: list[str]) -> None:
    if not files:
        return
    places = ", ".join("?" * len(_COLUMNS[table]))
    with aside.connected() as reader:
        for file in files:  # one after another: to sort all of a region's would take its size in memory or on disk
            reader.execute(f"SELECT {columns(table)} FROM read_parquet([?]) {kept(table)}", [file])
            while rows := reader.fetchmany(_BATCH):
                con.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
    con.executemany("INSERT INTO file VALUES (?, ?)", [(table, path) for path in files])


def kept(table: str) -> str:
    """A person's facts side by side on disk."""
    return {"event": "WHERE concept IS NOT NULL ORDER BY person", "address": "ORDER BY person"}.get(table, "")
