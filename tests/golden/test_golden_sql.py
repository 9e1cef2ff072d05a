"""What is generated is what the golden files show: who reads a change of the program sees what it changes of that."""

import re
from pathlib import Path

import duckdb
import pytest

from kinsight.ingest.fhir.mapping import READINGS
from tests.golden.generated import FOLDER, golden, written
from tests.golden.sql_layout import WIDTH, layout

ANEW = (
    "differs from what is generated: `python -m tests.golden` writes it anew; read the difference before you commit it"
)


def unlike(path: Path, text: str) -> list[str]:
    """What is wrong with a golden file, if anything."""
    if not path.exists():
        return [f"{path.name}: there is none: `python -m tests.golden` writes it"]
    return [] if path.read_text(encoding="utf-8") == text else [f"{path.name}: {ANEW}"]


@pytest.mark.parametrize("path", golden(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_generated_is_what_the_golden_file_shows(path: Path) -> None:
    assert unlike(path, golden()[path]) == []


def test_there_is_a_golden_file_of_every_type_and_of_nothing_else() -> None:
    assert {path.stem for path in written() if path.parent.name == "staging"} == READINGS.keys()
    assert written() == golden().keys()


def test_a_golden_file_that_is_missing_or_differs_is_noticed(tmp_path: Path) -> None:
    assert "there is none" in unlike(tmp_path / "Patient.sql", "SELECT 1")[0]
    (tmp_path / "Patient.sql").write_text("SELECT 1")
    assert ANEW in unlike(tmp_path / "Patient.sql", "SELECT 2")[0]
    assert unlike(tmp_path / "Patient.sql", "SELECT 1") == []


def test_golden_files_can_be_read() -> None:
    """A line is longer than the page only where there is nothing in it to break it at: a text, mostly a pattern."""
    for path in FOLDER.rglob("*.sql"):
        long = [line for line in path.read_text(encoding="utf-8").splitlines()[1:] if len(line) > WIDTH]
        assert [line for line in long if not re.search("'[^']{40,}'", line)] == []


def test_the_layout_changes_nothing_but_space() -> None:
    for path, text in golden().items():
        assert "".join(layout(text).split()) == "".join(text.split()), path.name


def test_what_is_laid_out_means_the_same() -> None:
    sql = f"""SELECT {", ".join(f"'a  b' || {n} AS column_{n}" for n in range(20))}, -- a word
        CASE WHEN 1 BETWEEN 0 AND 2 AND 'x' IS DISTINCT FROM 'y' THEN 'yes' ELSE 'no' END FROM (SELECT 1) x"""
    assert duckdb.sql(layout(sql)).fetchall() == duckdb.sql(sql).fetchall()
    assert len(layout(sql).splitlines()) > 20
