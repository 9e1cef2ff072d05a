"""Verify: the workspace checks itself, and what is wrong is said in plain words, each with what to do.

A check is a function of a `Look` that gives findings; `CHECKS` are those of this room, and whoever keeps more in a workspace
hands in more. They run in order: what rests on sound tables is asked only where the tables are sound.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from kinsight.store import part_files, scratch_database, table_log
from kinsight.store.part_files import Part
from kinsight.store.schema import NULLABLE, TABLES
from kinsight.store.stages import stage
from kinsight.store.upkeep import invariants, losses
from kinsight.store.upkeep.damaged_parts import attach
from kinsight.store.upkeep.losses import Feed
from kinsight.store.workspace import Workspace, select, sql_type

_PUT_BACK = "put it back from a backup, or load all feeds into a new workspace"


@dataclass(frozen=True)
class Finding:
    """`place`: file or table, in the workspace. `feeds`: what to read again, in order, once `part` is set aside."""

    place: str
    what: str
    to_do: str
    table: str | None = None
    part: Part | None = None
    feeds: tuple[Feed, ...] = ()
    count: int | None = None  # of what it says, where it counts something


@dataclass
class Look:
    """What is known so far: the tables that open, their parts, the files of `sound` ones; `notes` are no faults."""

    workspace: Workspace
    con: duckdb.DuckDBPyConnection
    tables: dict[str, list[Part]] = field(default_factory=dict)
    sound: dict[str, list[str]] = field(default_factory=dict)
    rows: int = 0
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def damaged(self) -> dict[str, list[Part]]:
        """Parts that cannot be trusted, by table."""
        found: dict[str, list[Part]] = {}
        for one in self.findings:
            if one.table and one.part:
                found.setdefault(one.table, []).append(one.part)
        return found


Check = Callable[[Look], Iterable[Finding]]
Progress = Callable[[str], None]


def verify(workspace: Workspace, checks: Iterable[Check] = (), progress: Progress | None = None) -> Look:
    """Run this room's checks and then these; raises WorkspaceMissing. Findings are in the answer."""
    with (
        tempfile.TemporaryDirectory(prefix="kinsight-verify-") as scratch,
        scratch_database.database(memory_limit="3GB", temp_directory=scratch) as con,
    ):
        look = Look(workspace.require(), con)
        for check in (*CHECKS, *checks):
            (progress or _silent)((check.__doc__ or check.__name__).split(".")[0])
            with stage(f"verifying {check.__name__.replace('_', ' ')}") as counted:
                found = list(check(look))
                counted["findings"] = len(found)
            look.findings += found
        _name_feeds(look)
        return look


def _silent(_: str) -> None:
    return None


def opens(look: Look) -> Iterator[Finding]:
    """Opening the tables. HEAD.json is readable, and every version that it names opens."""
    try:
        head = look.workspace.head()
    except (ValueError, AttributeError, TypeError):
        yield Finding("HEAD.json", "cannot be read", _PUT_BACK)
        return
    for table, version in head.items():
        place = f"records/{table}"
        if table not in TABLES:
            yield Finding("HEAD.json", f"names a table that is none of ours: {table}", "use the Kinsight that wrote it")
            continue
        try:
            look.tables[table] = part_files.of(DeltaTable(str(look.workspace.path(table)), version=version))
        except (DeltaError, OSError, ValueError) as error:
            yield _unopened(look.workspace.path(table), place, version, type(error).__name__)


def _unopened(table: Path, place: str, version: int, error: str) -> Finding:
    """A checkpoint is made of commits, so that where all of those are there, the next writer takes it away."""
    broken = table_log.unreadable_checkpoints(table)
    if broken and table_log.has_all_commits(table, version, broken):
        what = f"has a checkpoint in its log that cannot be read ({error})"
        return Finding(place, what, "give any command that writes, such as kinsight compact: it does without it")
    return Finding(place, f"version {version} cannot be opened ({error})", _PUT_BACK)


def whole(look: Look) -> Iterator[Finding]:
    """Reading every file. Each is there, as long as its log says, made of the bytes that were written, and readable to its end."""
    for table, found in look.tables.items():
        folder = look.workspace.path(table)
        look.sound[table] = []
        for part in found:
            if wrong := _wrong(look, table, part):
                yield Finding(f"records/{table}/{part.path}", wrong, "", table, part)
            else:
                look.sound[table].append(str(folder / part.path))
                look.rows += part.rows or 0


def _wrong(look: Look, table: str, part: Part) -> str | None:
    """What is wrong with one file, in words."""
    path = look.workspace.path(table) / part.path
    if not path.is_file():
        return "is missing"
    if (size := path.stat().st_size) != part.size:
        return f"has {size} bytes where the log of its table says {part.size}"
    try:
        if not part_files.as_written(path):
            return "does not hold the bytes that were written: it was damaged on the disk"
        return _misread(look.con, table, part, str(path))
    except (duckdb.Error, OSError, UnicodeDecodeError) as error:
        return f"cannot be read to its end ({type(error).__name__})"


def _misread(con: duckdb.DuckDBPyConnection, table: str, part: Part, path: str) -> str | None:
    """Read every value of a file, and look at its columns, its rows and its nulls."""
    columns = {name: kind for name, kind, *_ in con.execute(f"DESCRIBE {select(table, [path])}").fetchall()}
    if columns != {column.name: sql_type(column.type) for column in TABLES[table]}:
        return "has other columns than its table"
    filled = [name for name in columns if name not in NULLABLE[table]]
    nulls = ", ".join(f'count(*) FILTER ("{name}" IS NULL)' for name in filled)
    row = ", ".join(f'"{name}"' for name in columns)
    count, _, *empty = con.execute(
        f"SELECT count(*), bit_xor(hash({row})), {nulls} FROM read_parquet([?])", [path]
    ).fetchall()[0]
    if part.rows is not None and count != part.rows:
        return f"has {count} rows where the log of its table says {part.rows}"
    if missing := [name for name, n in zip(filled, empty, strict=True) if n]:
        return f"has no value where there must be one: {', '.join(missing)}"
    return None


def agree(look: Look) -> Iterator[Finding]:
    """Comparing the tables. What they say of each other is so; asked only where all files are sound."""
    if look.findings:
        look.notes.append("What the tables say of each other was not looked at: first see to the above.")
        return
    attach(look.con, look.sound)
    for one in invariants.ALL:
        if count := look.con.execute(f"SELECT count(*) FROM ({one.query})").fetchall()[0][0]:
            yield Finding(f"records/{one.table}", one.what.format(count=count), one.to_do)


def _name_feeds(look: Look) -> None:
    """Say of the damaged parts which feeds have what was in them."""
    if not look.damaged:
        return
    attach(look.con, look.sound)
    for nth, one in enumerate(look.findings):
        if one.table and one.part:
            losses.find(look.con, look.sound, {one.table: [one.part]})
            feeds = losses.feeds(look.con)
            look.findings[nth] = replace(one, feeds=feeds, to_do=_again(one.table, feeds))


def _again(table: str, feeds: tuple[Feed, ...]) -> str:
    """What to do about a damaged part."""
    if not feeds:
        return f"set it aside (kinsight verify --set-aside); no feed need be read again: {_WITHOUT.get(table, 'nothing in it is lost')}"
    named = ", ".join(dict.fromkeys(_called(feed) for feed in feeds))
    return f"set it aside (kinsight verify --set-aside), then read again, in this order: {named}"


#: Why a table is whole again without any feed.
_WITHOUT = {
    "supersession": "which version replaces which is worked out anew from the versions",
    "load": "the rows are written anew from what was accepted, without the names of the files",
}


def _called(feed: Feed) -> str:
    if feed.retried:
        return f"the held lines (kinsight quarantine retry) of load {feed.load}"
    if feed.file == losses.RECORDED_ON_SITE:
        return "what was recorded on the site (kinsight deliver, or the running site within the hour)"
    return f"{feed.file or 'a file whose name is not known'} (load {feed.load}, received {feed.received or 'on a day not known'})"


#: This room's checks. Others are handed to `verify`: the index of families, what a sweep left in the workspace.
CHECKS: tuple[Check, ...] = (opens, whole, agree)
