"""Takes a figure several times and keeps minimum, median and maximum."""

import statistics
from collections.abc import Callable
from time import perf_counter


def seconds(job: Callable[[], object], times: int, warm: bool = True) -> list[float]:
    if warm:
        job()
    return [_once(job) for _ in range(times)]


def _once(job: Callable[[], object]) -> float:
    started = perf_counter()
    job()
    return perf_counter() - started


def spread(values: list[float]) -> dict[str, float]:
    return {"min": min(values), "median": statistics.median(values), "max": max(values)}


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
