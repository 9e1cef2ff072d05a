"""Kills, a full disk, damaged files: run again, the tables are those of an undisturbed run. `make faults` does more of each."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import damage, drill, full, kills, power, processes, stages, states
from tests.faults.__main__ import line
from tests.faults.kills import Tally
from tests.faults.stages import Ground, Stage

STAGES = ["load", "sweep", "first publication", "second load", "sweep of changes", "publish", "compaction", "delivery"]
pytestmark = pytest.mark.xdist_group("faults")


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return stages.prepare(tmp_path_factory.mktemp("ground"))


def stage(ground: Ground, name: str) -> Stage:
    return next(one for one in ground.stages if one.name == name)


def sound(tally: Tally, times: int) -> None:
    if tally.skipped:
        pytest.skip(tally.skipped)
    assert (tally.struck, tally.wrong) == (times, []), line(tally)


def test_every_step_is_struck(ground: Ground) -> None:
    assert [one.name for one in ground.stages] == STAGES


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("times", [1, pytest.param(17, marks=pytest.mark.deep)])
def test_a_killed_run_leaves_nothing_lost_or_doubled(name: str, times: int, ground: Ground) -> None:
    sound(kills.strike(stage(ground, name), times, random.Random(f"{name} {times}")), times)


@pytest.mark.parametrize("name", ["load", "compaction", "delivery", pytest.param("sweep", marks=pytest.mark.deep)])
def test_a_full_disk_leaves_nothing_lost_or_doubled(name: str, ground: Ground) -> None:
    sound(full.strike(stage(ground, name), 1, random.Random(name)), 1)


@pytest.mark.parametrize(
    "kind", ["flipped", *(pytest.param(kind, marks=pytest.mark.deep) for kind in ("cut", "missing"))]
)
def test_a_damaged_file_is_found_and_what_was_in_it_read_again(kind: str, ground: Ground) -> None:
    sound(damage.strike(ground, kind, 1, random.Random(kind)), 1)


def test_a_damaged_file_of_a_sweep_is_found_and_everyone_judged_again(ground: Ground) -> None:
    sound(damage.strike_results(ground, 1, random.Random(1)), 1)


@pytest.mark.parametrize(
    "name",
    [
        "load",
        "compaction",
        *(pytest.param(n, marks=pytest.mark.deep) for n in ("sweep", "second load", "sweep of changes")),
    ],
)
def test_a_power_cut_leaves_nothing_lost_or_doubled(name: str, ground: Ground) -> None:
    sound(power.strike(stage(ground, name), 2, random.Random(name)), 2)


def test_a_power_cut_takes_what_was_not_synced_and_nothing_else(tmp_path: Path) -> None:
    notes, (start, workspace) = tmp_path / "notes", (tmp_path / "start", tmp_path / "w")
    for folder in (start, workspace):
        folder.mkdir()
        (folder / "old").write_text("as it was")
        os.utime(folder / "old", (1, 1))
    _in_a_process_that_notes(notes, workspace)
    for seed in range(20):
        power.cut(workspace, start, notes, random.Random(seed))
    assert (workspace / "old").read_text() == "as it was" and (workspace / "synced").read_text() == "whole"
    assert (workspace / "unsynced").read_bytes() in (b"", bytes(5), b"wh", b"w", bytes(2), bytes(1))
    assert not (workspace / "unnamed").exists()


def _in_a_process_that_notes(notes: Path, workspace: Path) -> None:
    """One file is synced, one only named by its folder, and one neither."""
    work = (
        "import sys; from pathlib import Path; from tests.faults import syncs; from kinsight.store import disk\n"
        "notes, w = map(Path, sys.argv[1:]); syncs.record(str(notes))\n"
        "for name in ('synced', 'unsynced'): (w / name).write_text('whole')\n"
        "disk.sync_one(w / 'synced'); disk.sync_one(w); (w / 'unnamed').write_text('whole')\n"
    )
    subprocess.run([sys.executable, "-c", work, str(notes), str(workspace)], check=True)


@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.deep)])
def test_a_backup_made_while_others_write_restores_everything(times: int, ground: Ground) -> None:
    sound(drill.strike(ground, times, random.Random(times)), times)


def test_each_fact_recorded_on_the_site_is_in_the_records_once(ground: Ground) -> None:
    """The last was withdrawn: it is there, and that it was in error."""
    told = stage(ground, "delivery").after()
    assert sorted(versions for _, versions in told["once"]) == [1, 1, 1, 2]
    assert {row[1:] for row in told["of the site"]} == {(1, 1, "")}
    assert kills.differences(stage(ground, "delivery"), ground.state("recorded")), "undelivered, it would be noticed"


def test_a_difference_would_be_noticed(ground: Ground) -> None:
    """The comparison itself: a state that lacks the second feed is not the one that has it."""
    assert any("event" in one for one in kills.differences(stage(ground, "second load"), ground.state("swept")))
    assert any("lost" in one for one in kills.differences(stage(ground, "sweep of changes"), ground.state("more")))


def test_the_same_feed_twice_changes_nothing(ground: Ground) -> None:
    workspace = ground.state("again")
    before, known, shown = states.records(workspace), states.facts(workspace), states.all_shown(workspace)
    processes.finish(stages.load(ground.feeds[0])(workspace))
    processes.finish(stages.sweep(workspace))
    assert states.facts(workspace) == known
    again = states.records(workspace)["load"]
    for row in before["load"]:
        again.remove(row)
    assert all(taken_in == had for _, taken_in, _, had, _, _ in again)
    assert states.all_shown(workspace) == shown
