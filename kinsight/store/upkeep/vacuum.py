"""Vacuum: remove the files that nobody needs any more, and never one that a reader may still have open.

Delta Lake's own vacuum, told by `keep_versions` which version `HEAD.json` names, would spare its files. But it adds two commits to
every table, and knows nothing of what was rolled back, set aside or left by a compaction that was killed. This one only unlinks.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kinsight.store.table_log import ROLLED_BACK
from kinsight.store.upkeep.compaction import SCRATCH
from kinsight.store.upkeep.damaged_parts import FOLDER
from kinsight.store.workspace import Workspace, Writer


@dataclass(frozen=True)
class Left:
    """A file that is not needed, in the workspace. `why`: superseded | unfinished | set aside."""

    path: str
    bytes: int
    why: str


def vacuum(workspace: Workspace, before: float, *, dry_run: bool = False) -> list[Left]:
    """Remove what was left before this instant (seconds since 1970); what no log names at once, for nobody can read it.

    Takes the writer's place first, so that nothing half written is taken for abandoned; waits for a backup to end.
    """
    with workspace.require().snapshot_lock(), workspace.writing() as writer:
        found = sorted(_unneeded(writer, before), key=lambda left: left.path)
        for left in [] if dry_run else found:
            _remove(workspace.root / left.path)
    return found


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _unneeded(writer: Writer, before: float) -> Iterator[Left]:
    root = writer.workspace.root
    for table in writer.complete_tables():
        yield from _parts(writer, table, before)
    for path in root.glob(f"{SCRATCH}*"):
        yield _left(root, path, "unfinished")
    for path in (root / FOLDER).rglob("*.parquet"):
        if path.stat().st_mtime < before:
            yield _left(root, path, "set aside")
    for path in root.glob(f"records/*/{ROLLED_BACK}/*"):
        if path.stat().st_mtime < before:
            yield _left(root, path, "unfinished")


def _parts(writer: Writer, table: str, before: float) -> Iterator[Left]:
    """Files of a table that its complete version does not have, and that no commit since `before` speaks of."""
    folder = writer.workspace.path(table)
    kept, lately, ever = {part.path for part in writer.parts(table)}, set[str](), set[str]()
    for commit in (*(folder / "_delta_log").glob("*.json"), *(folder / ROLLED_BACK).glob("*.json")):
        named = _named(commit)
        ever |= named
        lately |= named if commit.stat().st_mtime >= before else set()
    for path in folder.glob("*.parquet"):
        if path.name not in kept | lately:
            yield _left(writer.workspace.root, path, "superseded" if path.name in ever else "unfinished")


def _named(commit: Path) -> set[str]:
    """Files that a commit adds or removes: what was removed since then was still being read then. Of a torn one, what can be read."""
    found = set()
    for line in commit.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError, TypeError, KeyError):
            action = json.loads(line)
            found |= {action[kind]["path"] for kind in ("add", "remove") if kind in action}
    return found


def _left(root: Path, path: Path, why: str) -> Left:
    size = sum(one.stat().st_size for one in path.rglob("*") if one.is_file()) if path.is_dir() else path.stat().st_size
    return Left(path.relative_to(root).as_posix(), size, why)
