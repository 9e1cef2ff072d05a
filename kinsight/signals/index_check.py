"""Whether the databases beside the records are sound, as checks of `kinsight verify`.

The index of families can always be made anew from the records; the site's database holds what people did, and cannot.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from kinsight.records.store import Workspace
from kinsight.records.verify import Finding, Look
from kinsight.signals import index

PLACE, SITE = "index/family.sqlite", "casework.sqlite3"
_TO_DO = "remove it (kinsight verify --set-aside does): whoever asks for a picture next makes it anew"
_SITE_TO_DO = "put it back from a backup, then sweep: what people recorded and the audit are in no other place"


def check(look: Look) -> Iterator[Finding]:
    """Reading the index of families. SQLite finds it sound, and it has the rows of the files that it says it has."""
    path = look.workspace.root / PLACE
    if path.exists():
        yield from (Finding(PLACE, one, _TO_DO) for one in _wrong(path, lambda con: list(_differs(look, con))))


def site(look: Look) -> Iterator[Finding]:
    """Reading the site's database. SQLite finds it sound, where it is SQLite's."""
    path = look.workspace.root / SITE
    if path.exists():
        yield from (Finding(SITE, one, _SITE_TO_DO) for one in _wrong(path, lambda _: []))


def _wrong(path: Path, beside: Callable[[sqlite3.Connection], list[str]]) -> list[str]:
    """What SQLite finds, or else what is `beside` that."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as con:
            found = [str(row[0]) for row in con.execute("PRAGMA quick_check(5)")]
            return beside(con) if found == ["ok"] else ["is damaged, SQLite finds"]
    except sqlite3.Error as error:
        return [f"cannot be read ({type(error).__name__})"]


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


def drop(workspace: Workspace) -> None:
    """Remove the index, with what SQLite keeps beside it."""
    path = workspace.root / PLACE
    with index.lock(path, workspace.patience):
        index.drop(path)
