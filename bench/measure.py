"""Takes a figure several times and keeps the least, the median and the most of it."""

import statistics
from collections.abc import Callable, Iterable
from time import perf_counter


def seconds(job: Callable[[], object], times: int, warm: bool = True) -> list[float]:
    if warm:
        job()
    return [_once(job) for _ in range(times)]


def in_turn(jobs: dict[str, Callable[[], object]], times: int, warm: bool = True) -> dict[str, list[float]]:
    """Each job once, then each again: what slows the machine for a while slows all of them."""
    for job in jobs.values() if warm else ():
        job()
    took = [{name: _once(job) for name, job in jobs.items()} for _ in range(times)]
    return {name: [one[name] for one in took] for name in jobs}


def ratios(over: Iterable[float], under: Iterable[float]) -> list[float]:
    """Run by run, how many times as long the one took as the other."""
    return [a / b for a, b in zip(over, under, strict=True)]


def _once(job: Callable[[], object]) -> float:
    started = perf_counter()
    job()
    return perf_counter() - started


def spread(values: list[float]) -> dict[str, float]:
    return {"min": min(values), "median": statistics.median(values), "max": max(values), "runs": len(values)}


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
