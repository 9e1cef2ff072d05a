"""The folder in which a process keeps what it needs while it works: for its user alone, and gone afterwards, even when it was killed."""

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

#: What every command and the server set as umask: whatever they write holds, or may hold, records of children.
OWNER_ALONE = 0o077
_PREFIX, _LOCK = "kinsight-aside-", "in-use.lock"


def begin() -> Path:
    """Have all that this process lays aside lie in one folder of its own, and clear away what killed ones left behind.

    What they left may be records of children: spilled rows, or a feed that was unpacked.
    """
    base = Path(tempfile.gettempdir())
    if base.name.startswith(_PREFIX) and (base / _LOCK).exists():
        return base
    for left in base.glob(f"{_PREFIX}*"):
        _clear(left)
    own = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    held = FileLock(own / _LOCK, timeout=10)  # the system lets go of it when the process ends, in whatever way
    held.acquire()
    tempfile.tempdir = str(own)
    atexit.register(_end, own, held, os.getpid(), str(base))
    return own


def _clear(left: Path) -> None:
    """Unless whoever made it is at work, or it is somebody else's."""
    with suppress(OSError, Timeout):
        if left.stat().st_uid == os.getuid() and not left.is_symlink() and (left / _LOCK).exists():
            with FileLock(left / _LOCK, blocking=False):
                shutil.rmtree(left, ignore_errors=True)


def _end(own: Path, held: FileLock, process: int, base: str) -> None:
    """The process that began removes its folder; one that was forked from it does not."""
    if os.getpid() == process:
        tempfile.tempdir = base
        held.release()
        shutil.rmtree(own, ignore_errors=True)
