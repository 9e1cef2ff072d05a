"""What a power cut leaves of files that were not yet on the disk costs nothing: not a row lost, not a row of a killed load come back."""

import os
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from kinsight.engine.families import updating
from kinsight.engine.families.store import Store
from kinsight.store import table_log
from kinsight.store.days import parse
from kinsight.store.schema import TABLES
from kinsight.store.upkeep import vacuum
from kinsight.store.upkeep.compaction import compact
from kinsight.store.upkeep.verify import verify
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit

#: Delta Lake makes a checkpoint of its own accord with the commit of this version.
CHECKPOINT = 99


class Killed(Exception):
    pass


def row(load: int) -> pa.Table:
    return pa.Table.from_pylist([{**dict.fromkeys(TABLES["load"].names, 0), "file": "f", "load": load}], TABLES["load"])


def loaded(root: Path, times: int = 1) -> Workspace:
    workspace = Workspace(root)
    with workspace.writing() as writer:
        for load in range(times):
            writer.append("load", row(load))
    return workspace


def killed(workspace: Workspace, times: int = 2) -> None:
    """A writer that appended so many times and never completed."""
    with pytest.raises(Killed), workspace.writing() as writer:
        for load in range(times):
            writer.append("load", row(100 + load))
        raise Killed


def log(workspace: Workspace) -> Path:
    return table_log.folder(workspace.path("load"))


def loads(workspace: Workspace) -> list[int]:
    with duckdb.connect() as con:
        workspace.attach(con)
        return [load for (load,) in con.execute("SELECT load FROM records.load ORDER BY 1").fetchall()]


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """Names of files and folders that the disk was asked to hold before `HEAD.json` was last replaced."""
    now: set[str] = set()
    last: set[str] = set()
    sync, replace = os.fsync, os.replace

    def recorded(handle: int) -> None:
        now.add(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        sync(handle)

    def replaced(old: Path, new: Path) -> None:
        if Path(new).name == "HEAD.json":
            last.clear()
            last.update(now)
        replace(old, new)

    monkeypatch.setattr(os, "fsync", recorded)
    monkeypatch.setattr(os, "replace", replaced)
    return lambda: last


def test_a_checkpoint_is_on_the_disk_before_the_head_names_it(tmp_path: Path, synced: Callable[[], set[str]]) -> None:
    workspace = loaded(tmp_path / "w", 3)
    compact(workspace)
    made = [path.name for path in log(workspace).glob("*.checkpoint*.parquet")]
    assert made and {*made, "_last_checkpoint"} <= synced()


def test_so_is_one_that_delta_lake_makes_of_its_own_accord(tmp_path: Path, synced: Callable[[], set[str]]) -> None:
    workspace = loaded(tmp_path / "w", CHECKPOINT + 1)
    made = [path.name for path in log(workspace).glob("*.checkpoint*.parquet")]
    assert made and {*made, "_last_checkpoint"} <= synced()


def test_so_is_every_folder_that_leads_to_a_file(tmp_path: Path, synced: Callable[[], set[str]]) -> None:
    loaded(tmp_path / "of" / "w")
    assert {"of", "w", "records", "load", "_delta_log"} <= synced()


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40])


@pytest.mark.parametrize("harm", [_emptied, _zeros, _cut, Path.unlink])
def test_a_commit_of_a_killed_load_that_the_disk_does_not_hold_is_passed_over(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    workspace = loaded(tmp_path / "w")
    killed(workspace)
    harm(table_log.commit_file(workspace.path("load"), workspace.head()["load"] + 1))
    assert loads(workspace) == [0] and verify(workspace).findings == []
    with workspace.writing() as writer:
        writer.append("load", row(7))
    assert loads(workspace) == [0, 7] and verify(workspace).findings == []


def test_what_was_rolled_back_does_not_come_back_whatever_the_disk_then_loses(tmp_path: Path) -> None:
    workspace = loaded(tmp_path / "w")
    killed(workspace)
    with workspace.writing():
        pass
    newest = max(log(workspace).glob("*.json"))
    assert newest == table_log.commit_file(workspace.path("load"), workspace.head()["load"])
    assert loads(workspace) == [0]


def test_a_table_of_which_no_version_was_ever_complete_is_begun_anew(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    killed(workspace)
    _zeros(table_log.commit_file(workspace.path("load"), 0))
    loaded(tmp_path / "w")
    assert loads(workspace) == [0]


@pytest.mark.parametrize("harm", [_emptied, _zeros, Path.unlink])
def test_a_checkpoint_of_a_killed_load_is_not_needed(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    workspace = loaded(tmp_path / "w", CHECKPOINT - 1)
    killed(workspace)
    made = list(log(workspace).glob("*.checkpoint*.parquet"))
    assert made
    for path in [*made, log(workspace) / "_last_checkpoint"]:
        harm(path)
    assert len(loads(workspace)) == CHECKPOINT - 1
    with workspace.writing() as writer:
        writer.append("load", row(500))
    assert loads(workspace)[-2:] == [CHECKPOINT - 2, 500] and verify(workspace).findings == []


def test_a_checkpoint_takes_no_commit_with_it_that_may_still_be_needed(tmp_path: Path) -> None:
    workspace = loaded(tmp_path / "w", CHECKPOINT - 1)
    for path in log(workspace).iterdir():
        os.utime(path, (long_ago := time.time() - 90 * 86_400, long_ago))
    killed(workspace)
    assert len(loads(workspace)) == CHECKPOINT - 1
    loaded(tmp_path / "w")
    assert len(loads(workspace)) == CHECKPOINT


@pytest.mark.parametrize("harm", [_emptied, _zeros, _cut])
def test_an_unreadable_checkpoint_is_named_and_the_next_writer_does_without(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    workspace = loaded(tmp_path / "w", CHECKPOINT + 1)
    for path in log(workspace).glob("*.checkpoint*.parquet"):
        harm(path)
    (found,) = verify(workspace).findings
    assert "checkpoint" in found.what and "kinsight compact" in found.to_do
    with workspace.writing():
        pass
    assert len(loads(workspace)) == CHECKPOINT + 1 and verify(workspace).findings == []


def test_an_unreadable_checkpoint_stays_where_the_commits_do_not_suffice(tmp_path: Path) -> None:
    workspace = loaded(tmp_path / "w", CHECKPOINT + 1)
    for path in log(workspace).glob("*.checkpoint*.parquet"):
        _emptied(path)
    table_log.commit_file(workspace.path("load"), 3).unlink()
    (found,) = verify(workspace).findings
    assert "backup" in found.to_do
    with workspace.writing():
        pass
    assert list(log(workspace).glob("*.checkpoint*.parquet"))


def test_vacuum_takes_what_was_rolled_back_once_it_is_old(tmp_path: Path) -> None:
    workspace = loaded(tmp_path / "w")
    killed(workspace)
    with workspace.writing():
        pass
    rolled_back = workspace.path("load") / table_log.ROLLED_BACK
    assert not vacuum.vacuum(workspace, time.time() - 60) and list(rolled_back.iterdir())
    assert len(vacuum.vacuum(workspace, time.time() + 60)) == 4
    assert not list(rolled_back.iterdir()) and loads(workspace) == [0]


@pytest.mark.parametrize(
    ("file", "harm"),
    [
        *product(["manifest.json", "*/fact.arrow", "services-*.json"], [_emptied, _zeros, _cut]),
        # Rows are numbers, and zeros are numbers too: `kinsight verify` finds them by their checksum.
        *product(["*/events.bin"], [_emptied, _cut]),
    ],
)
def test_unreadable_families_are_made_anew(
    tmp_path: Path, file: str, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    kit.take(tmp_path / "w", kit.patient("kid"), kit.condition("a", who="Patient/kid"))
    workspace, day = Workspace(tmp_path / "w"), parse("2016-01-01")
    before = len(updating.current(workspace, day, kit.practice()).segments[0].families.events)
    (path,) = Store(workspace).root.glob(file)
    harm(path)
    monkeypatch.setattr(updating, "_seen", {})  # as in a process that begins after the cut
    assert len(updating.current(workspace, day, kit.practice()).segments[0].families.events) == before > 0
    assert verify(workspace).findings == []
