"""What a sweep of a region costs: everyone at growing sizes, one family in a hundred after news of it; and publishing what was found.

Each sweep is a process of its own, as a user runs it, so that its memory is its own.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bench import news, publishing, region
from bench.line import END, Figures
from kinsight.store.workspace import Workspace

#: Share of the families that have something new, and a turn that no other part of the bench takes: the district had its own news.
SHARE, TURN = 0.01, 1000
#: Seconds between two looks at how much memory a command holds.
_LOOK = 0.05


@dataclass(frozen=True)
class Run:
    """One command: what it said, how long it took, and the most memory that it held, in GB."""

    told: Figures
    seconds: float
    memory: float


def kinsight(*words: str) -> Run:
    """A command of ours with `--json`."""
    started, memory = time.perf_counter(), 0.0
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen([sys.executable, "-m", "kinsight.cli", *words, "--json"], stdout=said) as running,
    ):
        while running.poll() is None:
            memory = max(memory, held(running.pid))
            time.sleep(_LOOK)
        took = time.perf_counter() - started
        if running.returncode:
            raise RuntimeError(f"kinsight {words[0]} ended with {running.returncode}")
        said.seek(0)
        return Run(json.load(said), took, memory)


def held(process: int) -> float:
    """The most memory that it has held so far, in GB; 0 when it has ended. What `wait4` tells is never less than what the process
    held that started it, and a benchmark holds much."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return 0.0
    most = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(most[1]) * 1024 / 1e9 if most else 0.0


def sweep(workspace: Workspace, *more: str) -> Run:
    return kinsight("sweep", "--workspace", str(workspace.root), "--as-of", END.isoformat(), "--no-publish", *more)


def publish(district: Workspace, folder: Path, copies: int, times: int) -> Figures:
    """So many copies of a district swept, and what was found published (`publishing.measure`)."""
    place = region.build(district, folder / "region", copies, events=0)
    found = _figures(sweep(place, "--whole"))
    return {"children": found["children"], **publishing.measure(place, times)}


def growth(district: Workspace, folder: Path, sizes: list[int]) -> tuple[Workspace, list[Figures]]:
    """Everyone in so many copies of a district, for each size; the last region stays."""
    found: list[Figures] = []
    for copies in sizes:
        place = region.build(district, folder / "region", copies)
        run = sweep(place, "--whole")
        found.append({**_figures(run), "copies": copies, "records": _events(place)})
    return place, found


def _figures(run: Run) -> Figures:
    children, seconds = int(str(run.told["children"])), float(str(run.told["seconds"]))
    return {
        "children": children,
        "judged": run.told["judged"],
        "how": run.told["how"],
        "spells": run.told["spells"],
        "owed": run.told["owed"],
        "only_joined": run.told["only_joined"],
        "seconds": seconds,
        "command_seconds": run.seconds,
        "microseconds_per_child": seconds / children * 1e6,
        "memory_gb": run.memory,
    }


def after_news(place: Workspace, folder: Path) -> dict[str, Figures]:
    """A child of one family in a hundred was not brought yesterday: that loaded and swept."""
    feed = folder / "news-of-region"  # not among those told to the district, which the region holds already
    lines = news.write(place, feed / "Observation.ndjson", SHARE, TURN)
    load = kinsight("load", str(feed), "--workspace", str(place.root), "--received", END.isoformat())
    return {
        "load": {"lines": lines, "seconds": load.seconds, "memory_gb": load.memory},
        "sweep": _figures(sweep(place)),
    }


def _events(place: Workspace) -> int:
    with duckdb.connect() as con:
        place.attach(con, tables=("event",))
        return int(con.execute("SELECT count(*) FROM records.event").fetchall()[0][0])
