"""The commands of upkeep: what they say, and their exit codes."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.engine.families import updating
from kinsight.engine.families.store import Snapshot, Store
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit
from tests.unit import upkeep_kit as upkeep


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    upkeep.take(folder / "w", upkeep.write(folder / "sent"), list(upkeep.FEEDS))
    return folder / "w"


@pytest.fixture
def workspace(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "w"))


def run(*words: str, code: int = 0) -> Any:
    """The command's JSON; its exit code is as expected."""
    told = CliRunner().invoke(app, [*words, "--json"])
    assert told.exit_code == code, told.output
    return json.loads(told.stdout) if told.stdout else None


def test_compact_vacuum_and_verify_say_what_they_did(workspace: Path) -> None:
    done = run("compact", "-w", str(workspace))
    assert {one["table"] for one in done} == set(upkeep.sizes(workspace))
    assert run("vacuum", "-w", str(workspace))["files"] == []
    listed = run("vacuum", "-w", str(workspace), "--keep-days", "0", "--dry-run")
    assert not listed["removed"] and len(listed["files"]) > 9
    assert run("vacuum", "-w", str(workspace), "--keep-days", "0")["files"] == listed["files"]
    told = run("verify", "-w", str(workspace))
    assert told["clean"] and told["tables"] == 10 and told["files"] == 10


def test_damage_is_a_problem_with_the_data(workspace: Path) -> None:
    part = upkeep.largest(workspace, "bond")
    upkeep.flip(upkeep.place(workspace, "bond", part))
    told = run("verify", "-w", str(workspace), code=1)
    assert not told["clean"] and "read_again" not in told
    assert told["findings"][0]["place"] == f"records/bond/{part.path}"
    told = run("verify", "-w", str(workspace), "--set-aside", code=1)
    assert [feed["file"] for feed in told["read_again"]] == ["people.ndjson"]
    assert (workspace / "set-aside" / "bond" / part.path).exists()
    assert run("verify", "-w", str(workspace))["clean"]


def test_people_are_told_in_tables(workspace: Path) -> None:
    upkeep.flip(upkeep.place(workspace, "event", upkeep.largest(workspace, "event")))
    told = CliRunner().invoke(app, ["verify", "-w", str(workspace)])
    assert told.exit_code == 1 and "damaged on the disk" in told.stdout and "facts.ndjson" in told.stdout


def test_wrong_use_and_no_workspace(tmp_path: Path) -> None:
    run("verify", "-w", str(tmp_path), code=1)
    run("compact", "-w", str(tmp_path), code=1)
    run("vacuum", "-w", str(tmp_path), "--keep-days", "-1", code=2)


DAY = parse("2016-01-01")


def families(workspace: Path) -> Snapshot:
    return updating.current(Workspace(workspace), DAY, kit.practice())


@pytest.mark.parametrize("file", ["events.bin", "fact.arrow", "children.bin"])
def test_a_damaged_file_of_families_is_found_removed_and_made_anew(workspace: Path, file: str) -> None:
    segment = families(workspace).segments[0]
    assert run("verify", "-w", str(workspace))["notes"] == []
    upkeep.flip(segment.folder / file)
    found = run("verify", "-w", str(workspace), "--set-aside", code=1)["findings"]
    assert [one["place"] for one in found] == [f"index/families/{segment.folder.name}/{file}"]
    assert run("verify", "-w", str(workspace))["clean"]
    assert families(workspace).segments[0].folder != segment.folder
    assert run("verify", "-w", str(workspace))["notes"] == []


def test_families_are_the_same_after_compacting(workspace: Path) -> None:
    before = families(workspace)
    run("compact", "-w", str(workspace))
    assert families(workspace).segments[0].folder == before.segments[0].folder
    assert run("verify", "-w", str(workspace)) | {"rows": 0} == {**EMPTY, "tables": 10, "files": 10}
    kit.take(workspace, kit.condition("late", who="Patient/p3"), name="late.ndjson")
    assert len(families(workspace).segments) == 2
    assert run("verify", "-w", str(workspace))["notes"] == []


#: What `verify` says of a sound workspace.
EMPTY = {"clean": True, "rows": 0, "findings": [], "notes": []}


def test_families_that_were_behind_when_all_was_compacted_are_brought_up(workspace: Path) -> None:
    families(workspace)
    kit.take(workspace, kit.condition("late", who="Patient/p3"), name="late.ndjson")
    run("compact", "-w", str(workspace))
    told = run("verify", "-w", str(workspace))
    assert told["clean"] and any("index/families" in note for note in told["notes"])
    assert len(families(workspace).segments) == 2
    assert run("verify", "-w", str(workspace))["notes"] == []


def test_a_damaged_site_is_found(workspace: Path) -> None:
    (workspace / "casework.sqlite3").write_bytes(b"SQLite format 3\x00" + b"\x01" * 5000)
    assert [one["place"] for one in run("verify", "-w", str(workspace), code=1)["findings"]] == ["casework.sqlite3"]


def test_families_whose_writing_was_killed_are_written_anew(workspace: Path) -> None:
    """A segment that nothing names is no fault, and goes when the next is written."""
    store = Store(Workspace(workspace))
    left = store.root / "s-half"
    left.mkdir(parents=True)
    (left / "events.bin").write_bytes(b"half")
    assert families(workspace).segments[0].folder.exists() and not left.exists()
