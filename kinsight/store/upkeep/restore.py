"""Restore: a workspace from a backup, checked file by file against its manifest, in place whole or not at all."""

import hashlib
import json
import os
import re
import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from kinsight.store import disk
from kinsight.store.upkeep.backup import DATABASE, FORMAT, HEADS, KEY_FILE, MANIFEST

#: The places that a backup may name: nothing of an archive is written anywhere else.
_PLACE = re.compile(
    rf"HEAD\.json|{re.escape(KEY_FILE)}|{re.escape(DATABASE)}|{re.escape(HEADS)}|records/[a-z_]+/(_delta_log/)?[A-Za-z0-9._-]+"
)
_BLOCK = 1 << 20


class RestoreError(Exception):
    """Nothing was restored; the message says why and what to do."""


def restore(archive: Path, root: Path) -> dict[str, str]:
    """Make the workspace anew; the digest of each of its files. Raises RestoreError and OSError."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise RestoreError(f"{root} is not empty: name a folder that is new, so that nothing is written over")
    fresh = root.parent / f".{root.name}.restoring"
    shutil.rmtree(fresh, ignore_errors=True)  # of a restore that was killed
    fresh.mkdir(parents=True, mode=0o700)
    try:
        found = _checked(_unpacked(archive, fresh), archive)
        disk.sync([fresh / name for name in found], fresh)
        if root.exists():
            root.rmdir()
        fresh.rename(root)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    disk.sync_one(root.parent)
    return found


def _unpacked(archive: Path, fresh: Path) -> tuple[dict[str, str], Any]:
    """Write every file; the digest of each by its place, and what the manifest says (None: there is none)."""
    found, manifest = dict[str, str](), None
    try:
        with tarfile.open(archive, mode="r:") as tar:
            for member in tar:
                file = tar.extractfile(member) if member.isreg() else None
                if file is None:
                    raise RestoreError(f"{archive} is no backup of ours: it holds {member.name!r}, which is not a file")
                if member.name == MANIFEST:
                    manifest = json.load(file)
                else:
                    found[member.name] = _write(file, fresh, member.name, archive)
    except (tarfile.TarError, EOFError, ValueError) as problem:
        raise RestoreError(
            f"{archive} is damaged or not a backup ({type(problem).__name__}): use another one"
        ) from problem
    return found, manifest


def _write(file: IO[bytes], fresh: Path, name: str, archive: Path) -> str:
    if not _PLACE.fullmatch(name):
        raise RestoreError(f"{archive} is no backup of ours: it holds {name!r}, which has no place in a workspace")
    path, digest = fresh / name, hashlib.sha256()
    for folder in reversed(path.relative_to(fresh).parents):  # `parents=True` would give only the last its mode
        (fresh / folder).mkdir(exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while block := file.read(_BLOCK):
            digest.update(block)
            out.write(block)
    return digest.hexdigest()


def _checked(unpacked: tuple[dict[str, str], Any], archive: Path) -> dict[str, str]:
    """The files, if they are those of the manifest, all of them and as they were."""
    found, manifest = unpacked
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise RestoreError(f"{archive} is not whole: it has no manifest, so its making was cut short; use another one")
    if manifest.get("format") != FORMAT:
        raise RestoreError(
            f"{archive} has format {manifest.get('format')!r}: restore it with the Kinsight that made it"
        )
    wanted = manifest["files"]
    wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if wrong or "HEAD.json" not in found:
        raise RestoreError(f"{archive} is damaged: {_named(wrong)} not as when it was made; use another one")
    return found


def _named(wrong: Sequence[str]) -> str:
    more = f" and {len(wrong) - 3} more are" if len(wrong) > 3 else " is" if len(wrong) == 1 else " are"
    return ", ".join(wrong[:3]) + more
