"""A power cut after a load leaves the load: the disk holds its files before anything says that they are there."""

import os
from pathlib import Path

import pyarrow as pa
import pytest

from kinsight.store.schema import TABLES
from kinsight.store.workspace import Workspace


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the disk, in order: names of what was settled, and `HEAD.json` once it is replaced."""
    told: list[str] = []
    settle, replace = os.fsync, os.replace

    def settled(handle: int) -> None:
        told.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        settle(handle)

    def replaced(old: Path, new: Path) -> None:
        told.append(f"now {Path(new).name}")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", settled)
    monkeypatch.setattr(os, "replace", replaced)
    return told


def test_parts_and_the_log_that_names_them_are_settled_before_the_head_is_replaced(
    tmp_path: Path, done: list[str]
) -> None:
    workspace = Workspace(tmp_path / "w")
    row = {**dict.fromkeys(TABLES["load"].names, 0), "file": "f"}
    with workspace.writing() as writer:
        writer.append("load", pa.Table.from_pylist([row], TABLES["load"]))
    part, log = Path(workspace.files("load")[0]).name, f"{workspace.head()['load']:020d}.json"
    before = done[: done.index("now HEAD.json")]
    assert {part, log, "load", "_delta_log"} <= set(before)
    assert "w" in done[done.index("now HEAD.json") :]


def test_what_was_settled_once_is_not_settled_again(tmp_path: Path, done: list[str]) -> None:
    row = {**dict.fromkeys(TABLES["load"].names, 0), "file": "f"}
    with Workspace(tmp_path / "w").writing() as writer:
        writer.append("load", pa.Table.from_pylist([row], TABLES["load"]))
        writer.complete()
        assert [name for name in done if name.endswith(".parquet")]
        done.clear()
    assert "now HEAD.json" in done and not [name for name in done if name.endswith(".parquet")]
