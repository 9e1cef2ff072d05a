"""Locks of a workspace: each is waited for only so long, and whoever waited in vain is told which process holds it."""

import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

log = logging.getLogger(__name__)
#: Seconds that a command waits. A load of a region takes hours; one that hangs is not waited for for ever.
PATIENCE = 4 * 3600.0
#: Seconds after which whoever still waits says so.
_SAY_AFTER = 10.0


class WorkspaceBusy(Exception):
    """Another process has the lock; it was waited for, and the same can be tried again when that one has ended."""


@contextmanager
def exclusive(path: Path, wait: float = PATIENCE) -> Iterator[None]:
    """Hold this lock file, alone among all processes and threads. Raises WorkspaceBusy after `wait` seconds."""
    lock, holder = FileLock(str(path)), path.with_name(f"{path.name}.holder")
    _acquire(lock, holder, wait)
    try:
        with suppress(OSError):  # a full disk: the lock holds all the same
            holder.write_text(f"{os.getpid()} {_program()}")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, holder: Path, wait: float) -> None:
    first = min(wait, _SAY_AFTER)
    try:
        lock.acquire(timeout=first)
        return
    except Timeout:
        if wait > first:
            log.warning("waiting: %s is in use by %s", lock.lock_file, held_by(holder))
    try:
        lock.acquire(timeout=wait - first)
    except Timeout:
        what = f"{lock.lock_file} is in use by {held_by(holder)}"
        raise WorkspaceBusy(f"{what}; try again when it has ended, or end it if it hangs: nothing is lost") from None


def held_by(holder: Path) -> str:
    """`process 4711 (kinsight sweep), since 22:31 on 28 November`, as whoever holds the lock noted it."""
    try:
        pid, _, program = holder.read_text().partition(" ")
        since = f"{datetime.fromtimestamp(holder.stat().st_mtime, UTC).astimezone():%H:%M on %-d %B}"
    except OSError:
        return "another process"
    return f"process {pid} ({program}), since {since}" if pid else "another process"


def _program() -> str:
    """The program and its command, never what follows: that may be a patient's number."""
    words = [Path(sys.argv[0]).name or "python", *sys.argv[1:2]]
    return " ".join(words if re.fullmatch("[a-z-]+", words[-1]) else words[:1])
