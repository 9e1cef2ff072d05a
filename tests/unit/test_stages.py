"""The log of long work: a line as a stage begins and one as it ends, numbers alone, and nothing unless asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.store import stages
from tests.unit import feeds_kit as kit


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.CaptureFixture[str]]:
    monkeypatch.setenv(stages.VERBOSE, "1")
    stages.configure(verbose=True)
    yield capsys
    stages.configure(verbose=False)


def test_a_stage_says_that_it_begins_and_with_what_it_ended(said: pytest.CaptureFixture[str]) -> None:
    with stages.stage("reading files", files=3) as counted:
        counted["lines"] = 12
    began, ended = said.readouterr().err.splitlines()
    assert "reading files begins" in began and "files=3" in began
    assert "reading files ends" in ended and "lines=12" in ended and "seconds=" in ended


def test_one_that_breaks_off_says_by_what_and_never_its_message(said: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="Mei Rowan"), stages.stage("reading files"):
        raise ValueError("Mei Rowan was born on 2021-01-01")
    log = said.readouterr().err
    assert "breaks off" in log and "ValueError" in log and "Mei" not in log


@pytest.mark.parametrize("value", ["Mei Rowan", "9990000018", None, ["a"]])
def test_nothing_but_numbers_can_be_counted(value: object) -> None:
    with pytest.raises(TypeError, match="numbers alone"), stages.stage("reading files", who=value):  # type: ignore[arg-type]
        pass


def test_nothing_is_said_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with stages.stage("reading files"):
        pass
    assert capsys.readouterr().err == ""


def test_a_load_asked_to_be_verbose_says_its_stages_and_no_word_of_a_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(stages.VERBOSE, "")
    kit.write(tmp_path / "feed.ndjson", [kit.patient("kid", "2021-01-01", name=[{"family": "Rowan"}])])
    try:
        ran = CliRunner().invoke(
            app, ["--verbose", "load", str(tmp_path / "feed.ndjson"), "--workspace", str(tmp_path / "W")]
        )
    finally:
        stages.configure(verbose=False)
    assert ran.exit_code == 0
    for name in ("reading files", "making records of lines", "completing tables"):
        assert f"{name} begins" in ran.stderr and f"{name} ends" in ran.stderr
    assert "lines=1" in ran.stderr and "Rowan" not in ran.stderr and "2021-01-01" not in ran.stderr
