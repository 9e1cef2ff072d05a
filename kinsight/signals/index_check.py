"""Whether the index of families is sound: a check of `kinsight verify`. It can always be made anew from the records."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from filelock import FileLock

from kinsight.records.verify import Finding, Look
from kinsight.signals import index

PLACE = "index/family.sqlite"
_TO_DO = "remove it (kinsight verify --set-aside does): whoever asks for a picture next makes it anew"


def check(look: Look) -> Iterator[Finding]:
    """Reading the index of families. SQLite finds it sound, and it has the rows of the files that it says it has."""
    path = look.workspace.root / PLACE
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as con:
            found = [str(row[0]) for row in con.execute("PRAGMA quick_check(5)")]
            wrong = [] if found == ["ok"] else ["SQLite finds it damaged"]
            wrong = wrong or list(_differs(look, con))
    except sqlite3.Error as error:
        wrong = [f"cannot be read ({type(error).__name__})"]
    yield from (Finding(PLACE, one, _TO_DO) for one in wrong)


def _differs(look: Look, con: sqlite3.Connection) -> Iterator[str]:
    for table in index.tables():
        have = {path for (path,) in con.execute('SELECT path FROM file WHERE "table" = ?', [table])}
        wanted = set(look.sound.get(table, []))
        if have != wanted:
            look.notes.append(f"{PLACE} has not taken in all of {table} yet; who asks for a picture next brings it up.")
        elif have and con.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] != _rows(look, table, wanted):
            yield f"has not the rows of {table} that are in its files"


def _rows(look: Look, table: str, files: set[str]) -> int:
    query = f"SELECT count(*) FROM (SELECT * FROM read_parquet({sorted(files)!r}) {index.kept(table)})"
    return int(look.con.execute(query).fetchall()[0][0])


def drop(root: Path) -> None:
    """Remove the index, with what SQLite keeps beside it."""
    path = root / PLACE
    with FileLock(str(path.with_suffix(".lock"))):
        for one in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            one.unlink(missing_ok=True)
