"""Compaction: a table's many small parts become few large ones in which a family's rows lie together.

The rows are the same before and after, and that is checked before the new parts are let in. Needs room on the disk for the table
twice over; memory stays within `MEMORY`, whatever the number of rows: a table too large to be sorted at once is dealt into shares
first, whole families each, which are sorted one after another.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from kinsight.store import part_files, scratch_database, sql_macros
from kinsight.store.part_files import Part
from kinsight.store.schema import TABLES
from kinsight.store.sql_files import statement
from kinsight.store.stages import stage
from kinsight.store.workspace import Workspace, Writer

PACKAGE = "kinsight.store.upkeep"
Progress = Callable[[str], None]
MEMORY = "3GB"
#: Bytes of a large part, about, and rows of a group within it: a group is what a reader may pass over.
LARGE, GROUP = 256_000_000, 122_880
#: Rows that are sorted at once: what does not fit into memory is spilled as it is, many times its size in a part.
AT_ONCE = 20_000_000
#: Where compaction writes before the parts are let in; one that was killed leaves it behind.
SCRATCH = ".compacting-"

#: What rows are in order of. `home(person, family)` is one row a person. The rest lies in the order in which it was loaded.
_ORDER = {
    "person": "family, person, known, version",
    "address": "family, person, known, version, place",
    "bond": "family, patient, bond, version",
    "link": "family, person, other, version",
    # What no concept names is kept apart: who judges passes over it.
    "event": 'concept IS NULL, family, person, "on", event, version',
    "resource": "load, ref, version",
    "supersession": "load, version",
}
_WHOSE = {"person": "person", "address": "person", "bond": "patient", "link": "person", "event": "person"}


class RowsDiffer(Exception):
    """The new parts would not hold the rows of the old ones; nothing was changed."""


class Damaged(Exception):
    """A file does not hold the bytes that were written; to write its rows anew would hide that. Nothing was changed."""


@dataclass(frozen=True)
class Size:
    """`large`: bytes of a part, about; `at_once`: rows that are sorted together."""

    large: int
    at_once: int


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
    workspace: Workspace,
    progress: Progress | None = None,
    *,
    memory: str = MEMORY,
    large: int = LARGE,
    at_once: int = AT_ONCE,
) -> list[Compacted]:
    """Compact every table that has something to gain; each is seen before or after, never between.

    Raises `RowsDiffer`, `Damaged`, and whatever the disk has to say; what was done until then stays done.
    """
    done, size = [], Size(large, at_once)
    with workspace.require().writing() as writer, _opened(workspace, memory) as (con, scratch):
        for table in writer.complete_tables():
            if _worth(writer.parts(table), size):
                (progress or _silent)(table)
                gone = workspace.files(table)
                with stage(f"compacting {table}", files=len(gone)) as counted:
                    one = _table(con, writer, table, scratch / table, size)
                    writer.complete()
                    counted["rows"] = one.rows
                done.append(replace(one, gone=gone, come=workspace.files(table)))
    return done


def _silent(_: str) -> None:
    return None


@contextmanager
def _opened(workspace: Workspace, memory: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A connection with the records and `home`, and a folder to spill and to write in, gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix=SCRATCH, dir=workspace.root) as scratch,
        scratch_database.database(memory_limit=memory, temp_directory=f"{scratch}/spill") as con,
    ):
        con.execute("SET preserve_insertion_order = false")  # COPY keeps the order that it is asked for
        workspace.attach(con)
        sql_macros.make(con)
        con.execute(f"CREATE TEMP TABLE home AS {statement('home', PACKAGE)}")
        yield con, Path(scratch)


def _worth(found: list[Part], size: Size) -> bool:
    """Whether anything is not in order yet. What was clustered in several goes is sorted together again; a share of the rows may
    leave a small part."""
    small = [part for part in found if part.size < size.large // 2]
    shares = _shares(sum(part.rows or 0 for part in found), size.at_once)
    return any(not part.path.startswith(part_files.CLUSTERED) for part in found) or len(small) > shares + 1


def _shares(rows: int, at_once: int) -> int:
    """Into how many shares so many rows are dealt to be sorted."""
    return max(1, -(-rows // at_once))


def _table(con: duckdb.DuckDBPyConnection, writer: Writer, table: str, folder: Path, size: Size) -> Compacted:
    old, home = writer.parts(table), writer.workspace.path(table)
    _sound(home, old)
    told = fingerprint(con, table, [str(home / part.path) for part in old])
    written = _write(con, table, folder, size, told[0])
    if fingerprint(con, table, written) != told:
        raise RowsDiffer(f"{table}: the rows of the new files are not those of the old ones; nothing was changed")
    new = [Path(name).rename(home / Path(name).name) for name in written]
    new = [part_files.sealed(path) for path in new]
    writer.exchange(table, old, new, new_rows=False)
    writer.checkpoint(table)
    sizes = sum(part.size for part in old), sum(path.stat().st_size for path in new)
    return Compacted(table, told[0], (len(old), len(new)), sizes)


def _sound(home: Path, old: list[Part]) -> None:
    for part in old:
        path = home / part.path
        if not path.exists() or path.stat().st_size != part.size or not part_files.as_written(path):
            raise Damaged(f"{home.name}/{part.path} is damaged or missing; see: kinsight verify")


def _write(con: duckdb.DuckDBPyConnection, table: str, folder: Path, size: Size, rows: int) -> list[str]:
    """The rows of a table in order; the files."""
    whose = _WHOSE.get(table)
    joined = f"LEFT JOIN home h ON h.person = r.{whose}" if whose else ""
    source = f'(SELECT r.*, {"h.family" if whose else "NULL AS family"} FROM records."{table}" r {joined})'
    shares = _shares(rows, size.at_once)
    if shares == 1 or "version" not in TABLES[table].names:
        return _sorted(con, table, source, folder, size.large)
    return [
        name for share in _dealt(con, source, folder, shares) for name in _sorted(con, table, share, folder, size.large)
    ]


def _dealt(con: duckdb.DuckDBPyConnection, source: str, folder: Path, shares: int) -> Iterator[str]:
    """Each share of the rows, a family in one of them, as SQL. It is gone when the next is asked for."""
    aside = folder.with_name(f"{folder.name}-shares")
    share = f"CAST(hash(coalesce(family, version)) % {shares} AS INTEGER) AS share"
    con.execute(f"COPY (SELECT *, {share} FROM {source}) TO '{_quoted(aside)}' (FORMAT parquet, PARTITION_BY (share))")
    for place in sorted(aside.iterdir()):
        yield f"read_parquet('{_quoted(place)}/*.parquet', hive_partitioning = false)"
        shutil.rmtree(place)


def _sorted(con: duckdb.DuckDBPyConnection, table: str, source: str, folder: Path, large: int) -> list[str]:
    query = f"SELECT * EXCLUDE (family) FROM {source} ORDER BY {_ORDER.get(table, 'load')}"
    options = f"COMPRESSION snappy, ROW_GROUP_SIZE {GROUP}, FILE_SIZE_BYTES {large}, FILENAME_PATTERN '{part_files.CLUSTERED}{{uuid}}'"
    found = con.execute(
        f"COPY ({query}) TO '{_quoted(folder)}' (FORMAT parquet, {options}, OVERWRITE_OR_IGNORE, RETURN_FILES)"
    ).fetchall()
    return [str(name) for name in found[0][1]]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def fingerprint(con: duckdb.DuckDBPyConnection, table: str, files: list[str]) -> tuple[int, int, int]:
    """Rows of these files, and two sums over all values of each row: the same for the same rows in any order."""
    row = ", ".join(f'"{name}"' for name in TABLES[table].names)
    query = f"SELECT count(*), coalesce(sum(hash({row})::HUGEINT), 0), coalesce(bit_xor(hash({row})), 0) FROM read_parquet({files!r})"
    count, total, xor = con.execute(query).fetchall()[0]
    return int(count), int(total), int(xor)
