"""The log of a table as Delta Lake writes it: commits, checkpoints made of them, and a hint at the newest checkpoint.

Delta Lake syncs none of them. So whoever is to rely on a version first syncs what `unsynced` names, and what lies beyond the complete
version is never read: a kill and a power cut may have left it empty, torn, or with gaps.
"""

import json
import os
import re
from pathlib import Path
from uuid import uuid4

from kinsight.store import disk

#: In a table's folder: what a killed writer had put into its log, until it is vacuumed.
ROLLED_BACK = "_rolled_back"
_HINT = "_last_checkpoint"
_NUMBERED = re.compile(r"^(\d{20})\.")
_PARQUET_END = b"PAR1"


def folder(table: Path) -> Path:
    return table / "_delta_log"


def commit_file(table: Path, version: int) -> Path:
    """Where Delta Lake writes the commit that makes this version of a table."""
    return folder(table) / f"{version:020d}.json"


def files(table: Path, version: int) -> list[Path]:
    """The log up to a version: its commits, and the checkpoints that can be read. The hint is left out: it may be ahead."""
    broken = set(unreadable_checkpoints(table))
    return [path for number, path in _numbered(table) if number <= version and path not in broken]


def unsynced(table: Path, complete: int) -> set[Path]:
    """Files of the log beyond a version that is on the disk (-1: none is): commits, checkpoints, the hint at the newest one."""
    found = {path for version, path in _numbered(table) if version > complete}
    return found | {folder(table) / _HINT} if found else found


def roll_back(table: Path, complete: int) -> None:
    """Take out of the log what lies beyond the complete version (-1: all of it), whether or not it can be read.

    The files are moved and not removed: a `HEAD.json` put back from an old backup must not cost what came after it.
    """
    beyond = sorted(((version, path) for version, path in _numbered(table) if version > complete), reverse=True)
    if beyond:
        _move(table, [path for _, path in beyond])  # the newest first, so that a kill leaves no gap
    if beyond or _broken_hint(table):
        (folder(table) / _HINT).unlink(missing_ok=True)
        disk.sync_one(folder(table))


def drop_unreadable_checkpoints(table: Path, complete: int) -> list[str]:
    """Move checkpoints out of the log that cannot be read; their names. They come from commits, and go only where those are all there."""
    broken = unreadable_checkpoints(table)
    if broken and has_all_commits(table, complete, broken):
        _move(table, broken)
        (folder(table) / _HINT).unlink(missing_ok=True)
        disk.sync_one(folder(table))
        return [path.name for path in broken]
    return []


def unreadable_checkpoints(table: Path) -> list[Path]:
    """Checkpoints that are not whole Parquet files, as a power cut leaves what was not synced."""
    return [path for _, path in _numbered(table) if path.suffix == ".parquet" and not _ends_well(path)]


def has_all_commits(table: Path, complete: int, without: list[Path]) -> bool:
    """Whether the table can be opened from its commits and the checkpoints other than these."""
    versions = {version for version, path in _numbered(table) if path.suffix == ".json"}
    sound = [
        version
        for version, path in _numbered(table)
        if path.suffix == ".parquet" and path not in without and version <= complete
    ]
    return versions >= set(range(max(sound, default=-1) + 1, complete + 1))


def _numbered(table: Path) -> list[tuple[int, Path]]:
    """Commits and checkpoints, each with its version."""
    if not folder(table).is_dir():
        return []
    found = ((_NUMBERED.match(path.name), path) for path in folder(table).iterdir())
    return [(int(named[1]), path) for named, path in found if named]


def _move(table: Path, paths: list[Path]) -> None:
    target = table / ROLLED_BACK
    target.mkdir(exist_ok=True)
    for path in paths:
        path.rename(target / f"{uuid4().hex[:12]}-{path.name}")
    disk.sync_one(target)


def _broken_hint(table: Path) -> bool:
    """Whether the hint is there, but says nothing or names a checkpoint that is not: Delta Lake then refuses to open the table."""
    try:
        hint = (folder(table) / _HINT).read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except UnicodeDecodeError:
        return True
    try:
        return not any(folder(table).glob(f"{int(json.loads(hint)['version']):020d}.checkpoint*.parquet"))
    except (ValueError, TypeError, KeyError):
        return True


def _ends_well(path: Path) -> bool:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(-min(size, len(_PARQUET_END)), os.SEEK_END)
        return size > 2 * len(_PARQUET_END) and file.read() == _PARQUET_END
