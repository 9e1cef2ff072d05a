"""Whether the site's database is sound, where it is SQLite's: for `kinsight verify`. Nothing makes anew what people did there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from kinsight.store.upkeep.verify import Finding, Look

SITE = "casework.sqlite3"
_TO_DO = "put it back from a backup, then sweep: what people recorded and the audit are in no other place"


def check(look: Look) -> Iterator[Finding]:
    """Reading the site's database. SQLite finds it sound."""
    path = look.workspace.root / SITE
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as con:
            if [str(row[0]) for row in con.execute("PRAGMA quick_check(5)")] != ["ok"]:
                yield Finding(SITE, "is damaged, SQLite finds", _TO_DO)
    except sqlite3.Error as error:
        yield Finding(SITE, f"cannot be read ({type(error).__name__})", _TO_DO)
