"""kill -9 at random moments of load, sweep and publish: run again, the tables are those of an undisturbed run."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kinsight.records.model import TABLES
from kinsight.records.store import Workspace
from kinsight.synthetic import district

END = "2026-11-01"
#: Columns that count runs or make random names, and so may differ when a run was cut short.
NOT_COMPARED = {"load"}


def kinsight(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "kinsight.cli", *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def load(feed: Path, workspace: Path) -> list[str]:
    return ["load", str(feed), "--workspace", str(workspace), "--received", END]


def sweep(workspace: Path) -> list[str]:
    return ["sweep", "--workspace", str(workspace), "--as-of", END]


def finish(words: list[str]) -> float:
    started = time.monotonic()
    running = kinsight(*words)
    _, said = running.communicate()
    assert running.returncode == 0, said.decode()
    return time.monotonic() - started


def kill_when(words: list[str], due: Callable[[], bool]) -> bool:
    """Kill as soon as `due`; whether that was before the end."""
    running = kinsight(*words)
    while running.poll() is None and not due():
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    return running.returncode == -signal.SIGKILL


def files(workspace: Path) -> int:
    return sum(1 for _ in workspace.rglob("*.*"))


def kill_loads(feed: Path, workspace: Path, whole: Path, kills: int, chance: random.Random) -> int:
    """Kill at random places of the work, told by the files written so far; how many kills came in time."""
    cut = 0
    for _ in range(kills):
        seen = files(workspace)
        due = seen + chance.randint(1, max(2, (files(whole) - seen) // 2))
        late = chance.uniform(0, 0.05)
        cut += kill_when(
            load(feed, workspace), lambda due=due, late=late: files(workspace) >= due and time.sleep(late) is None
        )
    return cut


def kill_sweeps(workspace: Path, longest: float, kills: int, chance: random.Random) -> int:
    """Kill at random moments; one that ended first starts the site's database anew, so that there is work again."""
    cut, tries = 0, 0
    while cut < kills and tries < kills + 10:
        tries += 1
        end = time.monotonic() + chance.uniform(0.3, longest)
        if kill_when(sweep(workspace), lambda end=end: time.monotonic() >= end):
            cut += 1
        else:
            longest = max(0.5, longest * 0.7)
            for left in workspace.glob("casework.sqlite3*"):
                left.unlink()
    return cut


def records(workspace: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect() as con:
        Workspace(workspace).attach(con)
        found = {}
        for table, schema in TABLES.items():
            columns = ", ".join(f'"{name}"' for name in schema.names if name not in NOT_COMPARED)
            found[table] = con.execute(f'SELECT {columns} FROM records."{table}" ORDER BY ALL').fetchall()
        return found


def facts(workspace: Path) -> dict[str, list[tuple[object, ...]]]:
    """All but the ledger of loads: a file loaded before the kill is "already had" by the run that finishes."""
    return {table: rows for table, rows in records(workspace).items() if table != "load"}


def published(workspace: Path) -> dict[str, list[tuple[object, ...]]]:
    queries = {
        "children": "SELECT ref, nhs_number, name, born, expected FROM casework_child ORDER BY 1",
        "patterns": "SELECT c.ref, p.view, p.indicator, p.since, p.until, p.count FROM casework_pattern p "
        "JOIN casework_child c ON c.id = p.child_id WHERE p.withdrawn_on IS NULL ORDER BY 1, 2, 3, 4",
        "owed": "SELECT c.ref, o.expectation, o.anchor, o.trigger, o.due, o.met_on, o.reason FROM casework_owed o "
        "JOIN casework_child c ON c.id = o.child_id WHERE o.withdrawn_on IS NULL ORDER BY 1, 2, 3, 4",
        "publications": "SELECT count(*) > 0 FROM casework_publication",
    }
    with sqlite3.connect(workspace / "casework.sqlite3") as con:
        return {name: con.execute(query).fetchall() for name, query in queries.items()}


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("feed")
    district.write(out, 40, 7, date.fromisoformat(END))
    return out


@pytest.fixture(scope="module")
def undisturbed(feed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float, float]:
    workspace = tmp_path_factory.mktemp("whole")
    return workspace, finish(load(feed, workspace)), finish(sweep(workspace))


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.deep)])
def test_a_killed_run_leaves_nothing_lost_or_doubled(
    kills: int, feed: Path, undisturbed: tuple[Path, float, float], tmp_path: Path
) -> None:
    whole, _, sweep_seconds = undisturbed
    chance = random.Random(kills)
    assert kill_loads(feed, tmp_path, whole, kills, chance), "every load ended before its kill: nothing was tested"
    finish(load(feed, tmp_path))
    assert facts(tmp_path) == facts(whole)
    assert kill_sweeps(tmp_path, sweep_seconds, kills, chance), "every sweep ended before its kill: nothing was tested"
    finish(sweep(tmp_path))
    assert published(tmp_path) == published(whole)


def test_the_same_feed_twice_changes_nothing(feed: Path, undisturbed: tuple[Path, float, float]) -> None:
    workspace, *_ = undisturbed
    before, known, shown = records(workspace), facts(workspace), published(workspace)
    finish(load(feed, workspace))
    finish(sweep(workspace))
    assert facts(workspace) == known
    again = records(workspace)["load"]
    for row in before["load"]:
        again.remove(row)
    assert all(taken_in == had for _, taken_in, _, had, _, _ in again)
    assert published(workspace) == shown
