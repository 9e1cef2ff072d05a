"""The log of long work: a line as each stage begins and one as it ends, with counts and seconds, so that whoever is on call sees
which one hangs. Names are ours and values are numbers: nothing of a record can be in it."""

import logging
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog

Number = int | float
#: Set, processes say their stages: those too that a command starts.
VERBOSE = "KINSIGHT_VERBOSE"


class Counted(dict[str, Number]):
    """What a stage counts while it runs. Raises TypeError for anything but a number."""

    def add(self, counts: Mapping[str, Number]) -> None:
        for name, value in counts.items():
            self[name] = value

    def __setitem__(self, name: str, value: Number) -> None:
        if not isinstance(value, int | float):
            raise TypeError(f"{name}: the log takes numbers alone")
        super().__setitem__(name, value)


def configure(verbose: bool) -> None:
    """Say stages on standard error when `verbose`, else nothing. Told once a process, by whoever starts it."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False, pad_event_to=32),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if verbose else logging.WARNING),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )


def _to_standard_error(*_: Any) -> Any:
    """Whatever standard error is at the moment: a bar of progress may stand in its place."""
    return structlog.PrintLogger(file=sys.stderr)


@contextmanager
def stage(what: str, **known: Number) -> Iterator[Counted]:
    """Log that a stage began, with what is known then, and that it ended, with what the block counted, and the seconds."""
    log, counted, began = structlog.get_logger(), Counted(), time.monotonic()
    counted.add(known)
    log.info(f"{what} begins", **counted)
    try:
        yield counted
    except BaseException as problem:
        log.info(f"{what} breaks off", error=type(problem).__name__, seconds=_since(began), **counted)
        raise
    log.info(f"{what} ends", seconds=_since(began), **counted)


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)


configure(verbose=bool(os.environ.get(VERBOSE)))
