"""Compaction: a table's many small parts become few large ones in which a family's rows lie together.

The rows are the same before and after, and that is checked before the new parts are let in. Needs room on the disk for the table
once more and for sorting it; memory stays within `MEMORY`, whatever the number of rows.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from kinsight.records import parts
from kinsight.records.keys import SQL_KEY
from kinsight.records.model import TABLES
from kinsight.records.parts import Part
from kinsight.records.store import Workspace, Writer

Progress = Callable[[str], None]
MEMORY = "3GB"
#: Bytes of a large part, about, and rows of a group within it: a group is what a reader may pass over.
LARGE, GROUP = 256_000_000, 122_880
#: Where compaction writes before the parts are let in; one that was killed leaves it behind.
SCRATCH = ".compacting-"

#: What `r` is in order of. `home(person, family)` is one row a person. The rest lies in the order in which it was loaded.
_ORDER = {
    "person": "h.family, r.person, r.known, r.version",
    "address": "h.family, r.person, r.known, r.version, r.place",
    "bond": "h.family, r.patient, r.bond, r.version",
    # What no concept names is kept apart: who judges passes over it.
    "event": 'r.concept IS NULL, h.family, r.person, r."on", r.event, r.version',
    "resource": "r.load, r.ref, r.version",
    "supersession": "r.load, r.version",
}
_WHOSE = {"person": "person", "address": "person", "bond": "patient", "event": "person"}

#: The family of a person: the mother's key, or that of whom the person has a bond to. It only says what lies beside what.
_HOME = f"""CREATE OR REPLACE TEMP TABLE home AS
WITH human AS (
  SELECT person, coalesce({SQL_KEY.format("'nhs/' || max(nhs_number)")}, person) AS human FROM records.person GROUP BY person
), tie AS (
  SELECT DISTINCT p.human AS child, r.human AS relative, b.role
  FROM records.bond b JOIN human p ON p.person = b.patient JOIN human r ON r.person = b.person
), mother AS (
  SELECT child, min(relative) AS mother FROM tie WHERE role = 'mother' GROUP BY child
), mothers AS (
  SELECT DISTINCT mother FROM mother
), beside AS (
  SELECT t.relative, min(CASE WHEN o.mother IS NOT NULL THEN t.child ELSE coalesce(m.mother, t.child) END) AS family
  FROM tie t LEFT JOIN mother m ON m.child = t.child LEFT JOIN mothers o ON o.mother = t.child GROUP BY t.relative
)
SELECT h.person, coalesce(o.mother, m.mother, b.family, h.human) AS family
FROM human h LEFT JOIN mothers o ON o.mother = h.human LEFT JOIN mother m ON m.child = h.human
LEFT JOIN beside b ON b.relative = h.human"""


class RowsDiffer(Exception):
    """The new parts would not hold the rows of the old ones; nothing was changed."""


class Damaged(Exception):
    """A file does not hold the bytes that were written; to write its rows anew would hide that. Nothing was changed."""


@dataclass(frozen=True)
class Compacted:
    """`files`: how many parts before and after; `bytes` likewise. The files `gone` hold what those that have `come` hold."""

    table: str
    rows: int
    files: tuple[int, int]
    bytes: tuple[int, int]
    gone: list[str] = field(default_factory=list)
    come: list[str] = field(default_factory=list)


def compact(
    workspace: Workspace, progress: Progress | None = None, *, memory: str = MEMORY, large: int = LARGE
) -> list[Compacted]:
    """Compact every table that has something to gain; each is seen before or after, never between.

    Raises `RowsDiffer`, `Damaged`, and whatever the disk has to say; what was done until then stays done.
    """
    done = []
    with workspace.require().writing() as writer, _opened(workspace, memory) as (con, scratch):
        for table in writer.complete_tables():
            if _worth(writer.parts(table), large):
                (progress or _silent)(table)
                gone, one = workspace.files(table), _table(con, writer, table, scratch / table, large)
                writer.complete()
                done.append(replace(one, gone=gone, come=workspace.files(table)))
    return done


def _silent(_: str) -> None:
    return None


@contextmanager
def _opened(workspace: Workspace, memory: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A connection with the records and `home`, and a folder to spill and to write in, gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix=SCRATCH, dir=workspace.root) as scratch,
        duckdb.connect(config={"memory_limit": memory, "temp_directory": f"{scratch}/spill"}) as con,
    ):
        con.execute("SET preserve_insertion_order = false")  # COPY keeps the order that it is asked for
        workspace.attach(con)
        con.execute(_HOME)
        yield con, Path(scratch)


def _worth(found: list[Part], large: int) -> bool:
    """Whether anything is not in order yet. What was clustered in several goes is sorted together again."""
    small = [part for part in found if part.size < large // 2]
    return any(not part.path.startswith(parts.CLUSTERED) for part in found) or len(small) > 2


def _table(con: duckdb.DuckDBPyConnection, writer: Writer, table: str, folder: Path, large: int) -> Compacted:
    old, home = writer.parts(table), writer.workspace.path(table)
    _sound(home, old)
    told = fingerprint(con, table, [str(home / part.path) for part in old])
    written = _write(con, table, folder, large)
    if fingerprint(con, table, written) != told:
        raise RowsDiffer(f"{table}: the rows of the new files are not those of the old ones; nothing was changed")
    new = [Path(name).rename(home / Path(name).name) for name in written]
    new = [parts.sealed(path) for path in new]
    writer.exchange(table, old, new, new_rows=False)
    writer.checkpoint(table)
    sizes = sum(part.size for part in old), sum(path.stat().st_size for path in new)
    return Compacted(table, told[0], (len(old), len(new)), sizes)


def _sound(home: Path, old: list[Part]) -> None:
    for part in old:
        path = home / part.path
        if not path.exists() or path.stat().st_size != part.size or not parts.as_written(path):
            raise Damaged(f"{home.name}/{part.path} is damaged or missing; see: kinsight verify")


def _write(con: duckdb.DuckDBPyConnection, table: str, folder: Path, large: int) -> list[str]:
    whose = f"LEFT JOIN home h ON h.person = r.{_WHOSE[table]}" if table in _WHOSE else ""
    target = str(folder).replace("'", "''")
    query = f'SELECT r.* FROM records."{table}" r {whose} ORDER BY {_ORDER.get(table, "r.load")}'
    options = f"COMPRESSION snappy, ROW_GROUP_SIZE {GROUP}, FILE_SIZE_BYTES {large}, FILENAME_PATTERN '{parts.CLUSTERED}{{uuid}}'"
    found = con.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, {options}, RETURN_FILES)").fetchall()
    return [str(name) for name in found[0][1]]


def fingerprint(con: duckdb.DuckDBPyConnection, table: str, files: list[str]) -> tuple[int, int, int]:
    """Rows of these files, and two sums over all values of each row: the same for the same rows in any order."""
    row = ", ".join(f'"{name}"' for name in TABLES[table].names)
    query = f"SELECT count(*), coalesce(sum(hash({row})::HUGEINT), 0), coalesce(bit_xor(hash({row})), 0) FROM read_parquet({files!r})"
    count, total, xor = con.execute(query).fetchall()[0]
    return int(count), int(total), int(xor)
