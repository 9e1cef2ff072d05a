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


def pauses(long: float, times: int) -> list[float]:
    """Milliseconds that arithmetic takes whose best is about so `long`, done so many times: the rest is the machine's own."""
    steps = 1000
    while (best := min(_arithmetic(steps) for _ in range(5))) < long:
        steps = max(steps + 1, int(steps * min(10, 1.02 * long / best)))
    return [_arithmetic(steps) for _ in range(times)]


def _arithmetic(steps: int) -> float:
    return 1000 * _once(lambda: sum(number * number for number in range(steps)))
