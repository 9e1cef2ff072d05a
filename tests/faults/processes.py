"""Commands in processes of their own: run to the end, or killed on the way."""

import json
import multiprocessing
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.faults import child

#: A server that has everything imported makes each process, so that all of a command's time is work.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.faults.child"])
_PATIENCE = 0.002


@dataclass(frozen=True)
class Ran:
    """`code` of the exit, negative for a signal; what it `said`; `seconds` in all, and until it began to publish, if it did."""

    code: int
    said: str
    seconds: float
    before: float | None


@contextmanager
def _started(words: list[str], synced: Path | None = None) -> Iterator[tuple[ForkServerProcess, Path, Path]]:
    with tempfile.TemporaryDirectory(prefix="kinsight-faults-") as scratch:
        said, mark = Path(scratch) / "said", Path(scratch) / "mark"
        process = _CONTEXT.Process(target=child.run, args=(words, str(said), str(mark), synced and str(synced)))
        process.start()
        try:
            yield process, said, mark
        finally:
            process.kill()
            process.join()


def run(words: list[str]) -> Ran:
    """To the end, whatever that is."""
    with _started(words) as (process, said, mark):
        began, before = time.monotonic(), None
        while process.is_alive():
            if before is None and mark.exists():
                before = time.monotonic() - began
            process.join(_PATIENCE)
        return Ran(process.exitcode or 0, _read(said), time.monotonic() - began, before)


def finish(words: list[str]) -> Ran:
    """To a good end; AssertionError with what it said when it was another."""
    ran = run(words)
    assert ran.code == 0, f"{' '.join(words[:1])} ended with {ran.code}: {ran.said}"
    return ran


def kill(
    words: list[str],
    seconds: float,
    *,
    publishing: bool = False,
    once: Callable[[], bool] | None = None,
    synced: Path | None = None,
) -> bool:
    """kill -9 so many seconds after the start, or after it began to publish, or `once` something is so; whether that was
    before the end. What it had the disk hold is noted in `synced`."""
    with _started(words, synced) as (process, _, mark):
        while process.is_alive() and ((publishing and not mark.exists()) or (once and not once())):
            process.join(_PATIENCE)
        process.join(seconds)
        process.kill()
        process.join()
        return process.exitcode == -9


@contextmanager
def killed_meanwhile(words: list[str], seconds: float) -> Iterator[None]:
    """A command that runs beside the block, and is killed so many seconds after its start, if it has not ended by then."""
    with _started(words) as (process, _, _):
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            yield
        finally:
            timer.join()


def told(words: list[str]) -> Any:
    """The JSON that a command prints, whatever its exit code says of the data."""
    ran = run(words)
    assert ran.code in (0, 1), ran.said
    return json.loads(ran.said)


def copied(workspace: Path, folder: Path) -> Path:
    return Path(shutil.copytree(workspace, folder / "w"))


def _read(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""
