"""Many people who sign in at once: how long each waits to be in, how many are told to try again, and how others' pages go on meanwhile."""

import os
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.users import Person


def measure(
    people: "list[Person]", accounts: list[tuple[str, str]], other: "Person", seconds: float, server: int
) -> dict[str, Any]:
    """All of them send their password within `seconds`; `other` is in already, and looks at My work every half second.

    Figures beside it: the processor time that the server took, which says more than seconds do on a busy machine.
    """
    for one in people:
        one.get("/accounts/login/")
    waits, answers, pages, done = list[float](), Counter[str](), list[float](), threading.Event()
    before, began = processor(server), time.perf_counter()
    watching = threading.Thread(target=_look, args=(other, pages, done))
    threads = [
        threading.Thread(target=_sign_in, args=(one, *accounts[nth % len(accounts)], seconds, waits, answers, nth))
        for nth, one in enumerate(people)
    ]
    for thread in [watching, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    done.set()
    watching.join()
    return {
        "people": len(people), "within_s": seconds, "answers": dict(answers), "all_done_s": round(took, 1),
        "median_wait_s": round(sorted(waits)[len(waits) // 2], 1), "longest_wait_s": round(max(waits), 1),
        "processor_s": round(processor(server) - before, 1), "others_page_median_s": round(sorted(pages)[len(pages) // 2], 2),
        "others_page_slowest_s": round(max(pages), 2), "load": os.getloadavg()[0],
    }  # fmt: skip


def _sign_in(
    person: "Person", name: str, password: str, seconds: float, waits: list[float], answers: Counter[str], seed: int
) -> None:
    time.sleep(random.Random(seed).uniform(0, seconds))
    began = time.perf_counter()
    status = person.sign_in(name, password)
    waits.append(time.perf_counter() - began)
    answers[{200: "in", 503: "told to try again"}.get(status, str(status))] += 1


def _look(person: "Person", pages: list[float], done: threading.Event) -> None:
    while not pages or not done.wait(0.5):
        pages.append(person.get("/")[2])


def processor(pid: int) -> float:
    """Seconds of processor time that a process and all below it have taken so far."""
    ticks = {int(path.name): path for path in Path("/proc").iterdir() if path.name.isdigit()}
    parents, took = dict[int, int](), dict[int, float]()
    for number, path in ticks.items():
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[number], took[number] = int(fields[1]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return sum(seconds for number, seconds in took.items() if _below(number, pid, parents))


def _below(number: int, top: int, parents: dict[int, int]) -> bool:
    while number and number != top:
        number = parents.get(number, 0)
    return number == top
