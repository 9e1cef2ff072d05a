"""Kills, a full disk, damaged files: run again, the tables are those of an undisturbed run. `make faults` does more of each."""

import random

import pytest

from tests.faults import damage, drill, full, kills, processes, stages, states
from tests.faults.__main__ import line
from tests.faults.kills import Tally
from tests.faults.stages import Ground, Stage

STAGES = ["load", "sweep", "second load", "sweep of changes", "publish", "compaction"]
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


@pytest.mark.parametrize("name", ["load", "compaction", pytest.param("sweep", marks=pytest.mark.deep)])
def test_a_full_disk_leaves_nothing_lost_or_doubled(name: str, ground: Ground) -> None:
    sound(full.strike(stage(ground, name), 1, random.Random(name)), 1)


@pytest.mark.parametrize(
    "kind", ["flipped", *(pytest.param(kind, marks=pytest.mark.deep) for kind in ("cut", "missing"))]
)
def test_a_damaged_file_is_found_and_what_was_in_it_read_again(kind: str, ground: Ground) -> None:
    sound(damage.strike(ground, kind, 1, random.Random(kind)), 1)


def test_a_damaged_file_of_a_sweep_is_found_and_everyone_judged_again(ground: Ground) -> None:
    sound(damage.strike_kept(ground, 1, random.Random(1)), 1)


@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.deep)])
def test_a_backup_made_while_others_write_restores_everything(times: int, ground: Ground) -> None:
    sound(drill.strike(ground, times, random.Random(times)), times)


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
