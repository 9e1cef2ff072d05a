"""A second place for the head of the audit: a file in the workspace, so that rows cut off the end of the table are missed.

One line of a fixed width for each thousand rows; the last is overwritten as the audit grows.
"""

import fcntl
import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path

NAME = "audit-heads.txt"
EVERY = 1_000
_WIDTH = 20 + 1 + 64 + 1
#: How often the file is tried while another process writes to it, and the seconds between.
_TRIES, _PAUSE = 100, 0.02
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Head:
    """A row's number in the chain, and its hash."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        """As `kinsight verify --audit --head` takes it."""
        return f"{self.sequence}:{self.hash}"


def note(root: Path, sequence: int, digest: str) -> None:
    """Note that the audit has come as far as this row. One process at a time; an older head never replaces a newer one."""
    if not root.is_dir():
        return
    with open(os.open(root / NAME, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0) as file:
        if not _locked(file.fileno()):
            return log.warning("the head of the audit was not noted: %s stayed locked; the next row notes it", NAME)
        size = os.fstat(file.fileno()).st_size
        last = _parsed(os.pread(file.fileno(), _WIDTH, max(0, size - _WIDTH)))
        if last and last.sequence >= sequence:
            return
        again = last is not None and last.sequence // EVERY == sequence // EVERY
        at = size - _WIDTH if again else size - size % _WIDTH
        os.pwrite(file.fileno(), f"{sequence:020d} {digest:64}\n".encode(), at)


def _locked(file: int) -> bool:
    """Whether this open file is ours alone now: noting takes no time, so whoever has it for long hangs."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(_PAUSE)
    return False


def noted(root: Path) -> list[Head]:
    """The heads noted, oldest first; a line that a power cut left half written is passed over."""
    path = root / NAME
    lines = path.read_bytes() if path.exists() else b""
    parts = [lines[at : at + _WIDTH] for at in range(0, len(lines), _WIDTH)]
    return [head for part in parts if (head := _parsed(part))]


def _parsed(line: bytes) -> Head | None:
    number, _, digest = line.decode("ascii", "replace").rstrip("\n").partition(" ")
    return Head(int(number), digest) if number.isdigit() and len(digest) == 64 else None
