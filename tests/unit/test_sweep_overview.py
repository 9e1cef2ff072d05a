"""A past day is a filter of the results of a sweep: it says what each child's own picture says, asked for that day."""

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.ingest.load import load
from kinsight.picture import ChildUnknown, picture
from kinsight.rules import loading as practice
from kinsight.store.days import to_day
from kinsight.store.workspace import Workspace
from kinsight.sweep import overview
from kinsight.sweep import run as sweep
from kinsight.synthetic import district

END = date(2026, 11, 1)
KNOWN = practice.load()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("overview")
    district.write(folder / "feed", 60, 5, END)
    load(Workspace(folder / "W"), [folder / "feed"], KNOWN, to_day(END))
    sweep.bring_up(Workspace(folder / "W"), to_day(END), KNOWN)
    return folder / "W"


@pytest.mark.parametrize("ago", [0, 45, 400, 1500])
def test_a_past_day_says_what_every_childs_own_picture_of_that_day_says(workspace: Path, ago: int) -> None:
    day, store = to_day(END - timedelta(days=ago)), Workspace(workspace)
    swept = sweep.last(store, KNOWN)
    assert swept is not None
    pictured: Counter[str] = Counter()
    for ref in swept.everyone().roster["child_ref"].to_pylist():
        pictured.update(shown(store, ref, day))
    assert {row.indicator: row.children for row in overview.on_day(swept, day)} == dict(pictured)
    assert ago or pictured


def shown(store: Workspace, ref: str, day: int) -> set[str]:
    try:
        return {pattern["indicator"] for pattern in picture(store, ref, day, KNOWN)["patterns"]}
    except ChildUnknown:
        return set()


def test_the_command_says_of_whom_it_speaks(workspace: Path, tmp_path: Path) -> None:
    words = ["holding", "--workspace", str(workspace), "--as-of", "2026-06-01", "--json"]
    told = json.loads(CliRunner().invoke(app, words).stdout)
    assert (told["as_of"], told["swept_as_of"]) == ("2026-06-01", END.isoformat())
    assert told["patterns"] and all(0 <= row["only_joined"] <= row["children"] for row in told["patterns"])


def test_a_workspace_that_was_never_swept_is_said_with_what_to_do(workspace: Path, tmp_path: Path) -> None:
    empty = tmp_path / "W"
    with Workspace(empty).writing():
        pass
    said = CliRunner().invoke(app, ["holding", "--workspace", str(empty), "--as-of", "2026-06-01"])
    assert said.exit_code == 1 and "never swept" in said.stderr and "kinsight sweep" in said.stderr
