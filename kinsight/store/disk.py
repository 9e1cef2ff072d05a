"""Files that survive a power cut: what is synced is on the disk, content and name, before anything relies on it."""

import os
from collections.abc import Iterable
from pathlib import Path


def sync(paths: Iterable[Path], root: Path) -> None:
    """Have the disk hold these files, if they are there, and every folder that leads to them from the parent of `root`."""
    there = [path for path in paths if path.exists()]
    folders = {folder for path in there for folder in _folders(path, root)}
    for path in (*there, *sorted(folders, reverse=True)):
        sync_one(path)


def _folders(path: Path, root: Path) -> set[Path]:
    """The folders whose entries lead to `path`: a file that is on the disk in a folder that is not is lost too."""
    return {folder for folder in path.parents if folder == root or root in folder.parents} | {root.parent}


def sync_one(path: Path) -> None:
    """Have the disk hold one file, or the names in one folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, text: str) -> None:
    """Write a small file whole or not at all: after a power cut it says what it said before, or this."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(fresh, path)
    sync_one(path.parent)
