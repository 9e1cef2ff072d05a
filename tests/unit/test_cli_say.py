"""What commands say when it is not the data that is wrong."""

import errno
import sqlite3
from pathlib import Path

import duckdb
import pytest
import typer

from kinsight.cli import say


def wrapped() -> RuntimeError:
    error = RuntimeError("the table could not be written")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    return error


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.ENOSPC, "words of another language"),
        duckdb.IOException("IO Error: Could not write file: No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
        wrapped(),
    ],
)
def test_a_full_disk_is_said_with_what_to_do(
    problem: Exception, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended, say.room(tmp_path / "not-there-yet"):
        raise problem
    said = " ".join(capsys.readouterr().err.split())
    assert ended.value.exit_code == say.DATA
    assert "no space left on the disk" in said and "MB free" in said and "give the same command again" in said


def test_any_other_error_goes_on(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), say.room(tmp_path):
        raise ZeroDivisionError
