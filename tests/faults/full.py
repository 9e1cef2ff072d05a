"""A disk that is full in the middle of a step: a small file system in memory, which only the superuser may mount."""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import processes
from tests.faults.kills import Tally, recovered
from tests.faults.stages import Stage

_PLENTY = 512_000_000


class NoSmallDisk(Exception):
    """A small disk cannot be mounted here."""


class Disk:
    def __init__(self, place: Path) -> None:
        self.place = place

    def resize(self, size: int) -> None:
        _command("mount", "-o", f"remount,size={size}", str(self.place))

    @property
    def used(self) -> int:
        told = os.statvfs(self.place)
        return (told.f_blocks - told.f_bfree) * told.f_frsize


@contextmanager
def mounted() -> Iterator[Disk]:
    """Raises NoSmallDisk where that is not allowed."""
    with TemporaryDirectory(prefix="kinsight-disk-") as place:
        try:
            _command("mount", "-t", "tmpfs", "-o", f"size={_PLENTY}", "tmpfs", place)
        except (OSError, subprocess.CalledProcessError) as error:
            raise NoSmallDisk from error
        try:
            yield Disk(Path(place))
        finally:
            _command("umount", "-l", place)


def _command(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


def strike(stage: Stage, times: int, chance: random.Random) -> Tally:
    """So many runs of a step on a disk that has room for part of what the step writes; then again with room enough."""
    tally = Tally(f"disk full: {stage.name}")
    try:
        grows = _grows(stage)
        while tally.struck < times and tally.missed < times + 10:
            _trial(stage, int(grows * chance.uniform(0.05, 0.95)), tally)
    except NoSmallDisk:
        tally.skipped = "no small disk can be mounted here: run as root, where mount is allowed"
    return tally


def _grows(stage: Stage) -> int:
    """Bytes that the step adds to the disk, undisturbed."""
    with mounted() as disk:
        workspace = stage.fresh(disk.place)
        before = disk.used
        processes.finish(stage.words(workspace))
        return max(disk.used - before, 65_536)


def _trial(stage: Stage, room: int, tally: Tally) -> None:
    with mounted() as disk:
        workspace = stage.fresh(disk.place)
        disk.resize(disk.used + room)
        ran = processes.run(stage.words(workspace))
        full = disk.used + 8192 >= _size(disk)
        disk.resize(_PLENTY)
        if ran.code == 0:
            tally.missed += 1
            return
        tally.struck += 1
        found = (
            []
            if full or _says_so(ran.said, stage.full)
            else [f"ended with {ran.code}, not for want of room: {ran.said[-400:]}"]
        )
        tally.wrong += [
            f"{stage.name} with {room} bytes of room: {one}" for one in (*found, *recovered(stage, workspace))
        ]


def _size(disk: Disk) -> int:
    return shutil.disk_usage(disk.place).total


def _says_so(said: str, sentence: str) -> bool:
    """In a sentence that says what to do, and not as a programmer's trace."""
    told = " ".join(said.split())
    return sentence in told and "Traceback" not in told
