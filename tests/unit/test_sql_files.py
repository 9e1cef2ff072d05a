"""Statements are read from files: their opening comment stays behind, and words in braces become what they stand for."""

from pathlib import Path

import pytest

from kinsight.store.days import ALWAYS, FOREVER
from kinsight.store.sql_files import statement


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of its own name: Python would take another test's for it."""
    folder(tmp_path).mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path.name


def folder(home: Path) -> Path:
    return home / home.name / "sql"


def write(home: Path, name: str, text: str) -> None:
    (folder(home).parent / "__init__.py").touch()
    (folder(home) / f"{name}.sql").write_text(text)


def test_the_opening_comment_is_for_who_reads_the_file(package: str, tmp_path: Path):
    write(tmp_path, "one", "-- One row a thing.\n-- Reads: thing.\nSELECT 1\n-- said within\nFROM thing\n")
    assert statement("one", package) == "SELECT 1\n-- said within\nFROM thing"


def test_days_without_end_are_there_and_parts_are_handed_in(package: str, tmp_path: Path):
    write(tmp_path, "two", "-- One row a thing.\nSELECT {always}, {forever}, {column} FROM {source}\n")
    assert statement("two", package, column="a", source="t") == f"SELECT {ALWAYS}, {FOREVER}, a FROM t"


def test_what_is_handed_in_is_taken_as_it_is(package: str, tmp_path: Path):
    write(tmp_path, "three", "-- One row a thing.\nSELECT {'days': 1}, '[0-9]{2}', {value}\n")
    assert statement("three", package, value="'{forever}'") == "SELECT {'days': 1}, '[0-9]{2}', '{forever}'"


def test_a_word_without_its_part_is_refused(package: str, tmp_path: Path):
    write(tmp_path, "four", "-- One row a thing.\nSELECT {column}\n")
    with pytest.raises(KeyError, match="column"):
        statement("four", package)
