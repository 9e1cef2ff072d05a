"""Importers that others wrote beside `kinsight load`, each a process of its own on the same files; clock and processor time.

They write what they read, as tables of resources. The load besides says who is whom, what happened when, what it does not understand,
and what it already had.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.line import END, Figures, Line
from bench.measure import Took, both
from bench.peers.outside import HERE, NotMeasured, installed, without_places
from kinsight.rules.schema.knowledge import Knowledge

#: Environment under build/peers, and the script that is run in it.
IMPORTERS = {
    "Pathling 5.4.0 (Spark, to Parquet)": ("pathling", "pathling_import.py"),
    "fhir4ds-v2 (to DuckDB)": ("fhir4ds", "fhir4ds_import.py"),
}
#: Seconds between two looks at the processor time of a process, and longest that one may take.
_LOOK, PATIENCE = 0.05, 900


@dataclass(frozen=True)
class Ran:
    """What a process and those that it started took, and what it printed."""

    seconds: float
    processor: float
    said: str


def of_district(folder: Path, children: int, known: Knowledge, times: int) -> Figures:
    """The same of the files of a district of its own."""
    line = Line(folder, known, children)
    line.write()
    return {"children": children, **measure(line.feed, folder, times)}


def measure(feed: Path, folder: Path, times: int) -> Figures:
    """`ours` and each importer by name; with it, how many times as long it takes as ours, start included; `least` of these."""
    ours = [_load(feed, folder / "ours") for _ in range(times)]
    own = _both(ours)
    found = {name: _importer_figures(name, feed, folder, own, times) for name in IMPORTERS}
    return {"ours": own, "others": found, "least": least(found)}


def least(others: dict[str, Any]) -> Any:
    """The ratio of the quickest; why there is none, where none was measured."""
    ratios = [one["ratio"] for one in others.values() if "ratio" in one]
    return (
        min(ratios) if ratios else {"not_measured": "; ".join(sorted({one["not_measured"] for one in others.values()}))}
    )


def _load(feed: Path, place: Path) -> Ran:
    shutil.rmtree(place, ignore_errors=True)
    words = ["load", str(feed), "--workspace", str(place), "--received", END.isoformat(), "--json"]
    return run([sys.executable, "-m", "kinsight.cli", *words])


def _importer_figures(name: str, feed: Path, folder: Path, own: dict[str, Any], times: int) -> dict[str, Any]:
    environment, script = IMPORTERS[name]
    try:
        python = installed(environment) / "bin/python"
        runs = [_imported(python, script, feed, folder / environment) for _ in range(times)]
    except NotMeasured as reason:
        return {"not_measured": without_places(str(reason))}
    said = json.loads(runs[-1].said.splitlines()[-1])
    took = _both(runs)
    return took | said | {"ratio": took["processor"]["median"] / own["processor"]["median"]}


def _both(runs: list[Ran]) -> dict[str, Any]:
    return both([Took(one.processor, one.seconds) for one in runs])


def _imported(python: Path, script: str, feed: Path, out: Path) -> Ran:
    shutil.rmtree(out, ignore_errors=True)
    return run([str(python), str(HERE / script), str(feed), str(out)])


def run(words: list[str]) -> Ran:
    """Run to the end. Raises NotMeasured when it fails or takes too long."""
    began, used = time.perf_counter(), {}
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True, text=True
    ) as running:
        while running.poll() is None:
            used |= processor_of(running.pid)
            if time.perf_counter() - began > PATIENCE:
                running.kill()
                raise NotMeasured(f"not done within {PATIENCE} seconds")
            time.sleep(_LOOK)
        seconds = time.perf_counter() - began
        said = running.stdout.read() if running.stdout else ""
    if running.returncode:
        raise NotMeasured(f"it ended with {running.returncode}")
    return Ran(seconds, sum(used.values()), said)


def processor_of(session: int) -> dict[int, float]:
    """Seconds of processor time of each process of a session so far: a program of Java's is not waited for by who starts it."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        if int(fields[3]) == session:
            found[int(name.split()[0])] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found
