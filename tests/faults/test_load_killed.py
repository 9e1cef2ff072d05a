"""A load that is killed is as if its last file had never begun; the next load completes it."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kinsight.ingest.load import load
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit

_CHILD = """
import sys
from pathlib import Path
from kinsight.ingest.load import load
from kinsight.rules import loading
from kinsight.store.workspace import Workspace
known = loading.load()
tell = lambda *step: print(*step, flush=True)
load(Workspace(sys.argv[1]), [Path(sys.argv[2])], known, int(sys.argv[3]), progress=tell)
"""


def feed(folder: Path) -> Path:
    """People, facts with corrections, broken lines, and facts about people who come at the end of a mixed file."""
    people = [kit.patient(f"p{n}", f"20{n % 20:02}-01-01") for n in range(400)]
    kit.write(folder / "people.ndjson", people)
    for part in range(4):
        facts = [kit.condition(f"c{part}-{n}", who=f"Patient/p{n % 400}") for n in range(1500)]
        ended = [
            {**fact, "meta": kit.meta("2022-02-02", "2"), "abatementDateTime": "2022-01-01"} for fact in facts[::7]
        ]
        broken = [json.dumps(fact)[: -part - 2] for fact in facts[::50]]
        kit.write(folder / f"facts-{part}.ndjson", [*facts[::2], *broken, *ended, *facts[1::2]])
    waiting = [kit.condition(f"w{n}", who=f"Patient/late{n}") for n in range(30)]
    kit.write(folder / "a-mixed.ndjson", [kit.MUM, *waiting])
    kit.write(
        folder / "b-mixed.ndjson",
        [kit.condition("m", who="Patient/mum"), *(kit.patient(f"late{n}") for n in range(30))],
    )
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The feed, what a load that nobody kills makes of it."""
    folder = tmp_path_factory.mktemp("whole")
    sent = feed(folder / "in")
    report = load(Workspace(folder / "w"), [sent], kit.practice(), kit.RECEIVED)
    return sent, kit.tables(folder / "w"), report


def killed(workspace: Path, sent: Path, after: int, seconds: float) -> bool:
    """Load in a process of its own and kill it so long after it began its nth file; whether it was still at work."""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(workspace), str(sent), str(kit.RECEIVED)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for _ in range(after):
        child.stdout.readline()
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    return child.wait() == -signal.SIGKILL


def killed_and_finished(tmp_path: Path, whole, seed: int, times: int) -> None:
    sent, tables, report = whole
    chance = random.Random(seed)
    moments = [(chance.randint(1, 6), chance.uniform(0, 0.3)) for _ in range(times)]
    interrupted = [killed(tmp_path / "w", sent, *moment) for moment in moments]
    assert any(interrupted)
    again = load(Workspace(tmp_path / "w"), [sent], kit.practice(), kit.RECEIVED)
    assert kit.tables(tmp_path / "w") == tables
    assert again.total("taken_in") == report.total("taken_in")


def test_killed_a_few_times(tmp_path, whole):
    killed_and_finished(tmp_path, whole, seed=1, times=4)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(2, 6))
def test_killed_twenty_times(tmp_path, whole, seed):
    killed_and_finished(tmp_path, whole, seed, times=5)


def test_the_feed_is_worth_killing(whole):
    _, tables, report = whole
    assert report.total("quarantined") > 100
    assert report.mended > 0
    assert all(tables[table] for table in ("resource", "supersession", "person", "event", "service", "quarantine"))


class PulledOut(Exception):
    pass


@pytest.mark.parametrize("nth", range(1, 9))
def test_stopped_between_any_two_writes(tmp_path, whole, nth, monkeypatch):
    """The same, at every step of the writing of one file: before the nth commit of a table."""
    from kinsight.store.workspace import Writer

    sent, tables, _ = whole
    commits = 0
    append = Writer._commit

    def failing(self, table, path):
        nonlocal commits
        commits += 1
        if commits == 8 + nth:  # well into the second file
            raise PulledOut
        return append(self, table, path)

    monkeypatch.setattr(Writer, "_commit", failing)
    with pytest.raises(PulledOut):
        load(Workspace(tmp_path / "w"), [sent], kit.practice(), kit.RECEIVED)
    monkeypatch.undo()
    load(Workspace(tmp_path / "w"), [sent], kit.practice(), kit.RECEIVED)
    assert kit.tables(tmp_path / "w") == tables
