"""Backup: the records at one `HEAD.json`, the site's database and its secret in one archive, made while others read and write.

What `HEAD.json` names is never rewritten, so it is copied as it lies; vacuum waits meanwhile. The records are copied first and the
database afterwards: a fact in the database that the records do not have yet is delivered again, and the other way round it is not.
"""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from deltalake import DeltaTable

from kinsight.store import disk, part_files, table_log
from kinsight.store.stages import stage
from kinsight.store.workspace import Workspace

MANIFEST, FORMAT = "manifest.json", 1
#: Files of a workspace that are copied whole, where they are there.
KEY_FILE = "secret_key"
DATABASE = "casework.sqlite3"
#: How far the audit had come (casework/audit_head.py). Copied before the database, so that it never knows of rows that are not in it.
HEADS = "audit-heads.txt"
Progress = Callable[[str, int, int], None]


class BackupError(Exception):
    """No backup was made, and what stood at its place before still stands; the message says why and what to do."""


@dataclass(frozen=True)
class Backup:
    """What an archive holds: `head` names the version of each table, `files` the SHA-256 of each file by its place."""

    head: dict[str, int]
    files: dict[str, str]
    bytes: int


def backup(workspace: Workspace, target: Path, progress: Progress | None = None) -> Backup:
    """Write the archive, whole or not at all. Raises BackupError, OSError and sqlite3.Error."""
    if target.is_dir():
        raise BackupError(f"{target} is a folder: name a file, such as {target / 'kinsight-backup.tar'}")
    if target.resolve().is_relative_to(workspace.require().root.resolve()):
        raise BackupError(f"{target} lies in the workspace itself, and would be lost with it: name a file elsewhere")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)  # mode 0600
    try:
        with workspace.snapshot_lock(), os.fdopen(handle, "wb") as out:
            with stage("writing the backup") as counted:
                made = _write(workspace, out, progress or _silent)
                counted["files"] = len(made.files)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    disk.sync_one(target.parent)
    return made


def _silent(what: str, done: int, total: int) -> None:
    return None


def _write(workspace: Workspace, out: IO[bytes], progress: Progress) -> Backup:
    """Records first, then what the site holds, then the manifest: an archive without one is not whole."""
    head, files = workspace.head(), dict[str, str]()
    names = sorted(path for table, version in head.items() for path in _files(workspace, table, version))
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for done, path in enumerate(names):
            progress("Copying the records", done, len(names))
            _add(tar, files, path.relative_to(workspace.root).as_posix(), path)
        _add_bytes(tar, files, "HEAD.json", json.dumps(head).encode())
        progress("Copying the site's database", 0, 0)
        with tempfile.TemporaryDirectory(prefix="kinsight-backup-") as scratch:
            for name, path in _site(workspace.root, Path(scratch)):
                _add(tar, files, name, path)
        manifest = {"format": FORMAT, "head": head, "files": files}
        _add_bytes(tar, {}, MANIFEST, json.dumps(manifest, indent=1).encode())
    return Backup(head, files, out.tell())


def _files(workspace: Workspace, table: str, version: int) -> Iterator[Path]:
    """What the complete version of a table is made of: its log so far, and its parts."""
    folder = workspace.path(table)
    yield from table_log.files(folder, version)
    yield from (folder / part.path for part in part_files.of(DeltaTable(str(folder), version=version)))


def _site(root: Path, scratch: Path) -> Iterator[tuple[str, Path]]:
    """The secret, and a copy of the database made by SQLite itself: a copy of the file alone lacks what is in its -wal."""
    if (root / KEY_FILE).exists():
        yield KEY_FILE, root / KEY_FILE
    if (root / HEADS).exists():
        (scratch / HEADS).write_bytes((root / HEADS).read_bytes())
        yield HEADS, scratch / HEADS
    if (root / DATABASE).exists():
        copied = scratch / DATABASE
        with (
            closing(sqlite3.connect(f"{(root / DATABASE).resolve().as_uri()}?mode=rw", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(copied)) as target,
        ):
            source.backup(target)
            if target.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise BackupError(f"{root / DATABASE} is damaged: see kinsight verify --workspace {root}")
        yield DATABASE, copied


def _add(tar: tarfile.TarFile, files: dict[str, str], name: str, path: Path) -> None:
    """Copy one file into the archive and note its digest; a part must be what its name tells."""
    try:
        with path.open("rb") as file:
            reader = _Digesting(file)
            tar.addfile(_info(name, os.fstat(file.fileno()).st_size), reader)
    except FileNotFoundError as missing:
        raise BackupError(f"{name} is missing: see kinsight verify") from missing
    files[name] = reader.digest.hexdigest()
    if not part_files.is_digest_of(path.name, files[name]):
        raise BackupError(f"{name} is damaged: see kinsight verify")


def _add_bytes(tar: tarfile.TarFile, files: dict[str, str], name: str, content: bytes) -> None:
    tar.addfile(_info(name, len(content)), io.BytesIO(content))
    files[name] = hashlib.sha256(content).hexdigest()


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class _Digesting(io.RawIOBase):
    """Reads a file and takes its digest on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        found = self._file.read(size)
        self.digest.update(found)
        return found
