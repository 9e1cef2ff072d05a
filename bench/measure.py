"""Takes a figure several times, by processor time and by the clock, and keeps the least, the median and the most of it."""

import statistics
from collections.abc import Callable, Iterable, Mapping
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter, process_time
from typing import Any, NamedTuple

Job = Callable[[], object]


class Took(NamedTuple):
    """Seconds of processor time, of all threads and of processes that ended meanwhile, and by the clock; or a ratio of each."""

    processor: float
    wall: float


def take(job: Job, times: int, warm: bool = True) -> list[Took]:
    if warm:
        job()
    return [once(job) for _ in range(times)]


def in_turn(jobs: Mapping[str, Job], times: int, warm: bool = True) -> dict[str, list[Took]]:
    """Each job once, then each again: what slows the machine for a while slows all of them."""
    for job in jobs.values() if warm else ():
        job()
    took = [{name: once(job) for name, job in jobs.items()} for _ in range(times)]
    return {name: [one[name] for one in took] for name in jobs}


def once(job: Job) -> Took:
    wall, processor = perf_counter(), _processor()
    job()
    return Took(_processor() - processor, perf_counter() - wall)


def _processor() -> float:
    ended = getrusage(RUSAGE_CHILDREN)
    return process_time() + ended.ru_utime + ended.ru_stime


def ratios(over: Iterable[Took], under: Iterable[Took]) -> list[Took]:
    """Run by run, how many times as long the one took as the other."""
    return [Took(a.processor / b.processor, a.wall / b.wall) for a, b in zip(over, under, strict=True)]


def scaled(took: Iterable[Took], factor: float) -> list[Took]:
    """In other units, or for so many times the work."""
    return [Took(factor * one.processor, factor * one.wall) for one in took]


def both(took: list[Took]) -> dict[str, Any]:
    """`processor` and `wall`, a spread each."""
    return {name: spread([getattr(one, name) for one in took]) for name in Took._fields}


def wall(took: Iterable[Took]) -> list[float]:
    return [one.wall for one in took]


def spread(values: list[float]) -> dict[str, float]:
    return {"min": min(values), "median": statistics.median(values), "max": max(values), "runs": len(values)}


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
