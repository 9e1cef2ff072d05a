"""Repeated timing: every figure is told with its least, its median and its most."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any


@dataclass
class Figure:
    """One measured thing, several times over. `what` says what was measured, in words."""

    what: str
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    def told(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "min": _round(min(self.times)),
            "median": _round(self.median),
            "max": _round(max(self.times)),
            "runs": len(self.times),
        }


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall clock that one call takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def ratio(what: str, over: Figure, under: Figure) -> Figure:
    """Run by run, how many times as long one thing takes as the other; both were run in turn."""
    return Figure(what, [a / b for a, b in zip(over.times, under.times, strict=True)])


def share(times: list[float], part: float) -> float:
    """The value that this part (0 to 1) of the times does not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def _round(value: float) -> float:
    return float(f"{value:.4g}")
