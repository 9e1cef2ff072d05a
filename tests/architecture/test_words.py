"""One meaning a word, found where one looks for it; and every kind of test where CONTRIBUTING says it is."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT

KINDS = {
    "spec",
    "knowledge",
    "generative",
    "unit",
    "journeys",
    "faults",
    "outside",
    "architecture",
    "stories",
    "golden",
}
TWICE = re.compile(r"\b(?:two|three|several) (?:uses|meanings|senses)\b|\bOf [^:.]*: .*\. Of [^:.]*: ", re.I)
TERM = re.compile(r"^\| \*\*(.+?)\*\* \| (.+) \|$", re.M)


def rows(text: str) -> list[tuple[str, str]]:
    """Terms of the glossary's table, each with its meaning."""
    return TERM.findall(text)


def disorder(text: str) -> list[str]:
    """Terms that are given twice, that have two meanings, that say nothing, or that are not where the alphabet has them."""
    found = rows(text)
    words = [word.strip() for term, _ in found for word in term.split(",")]
    again = [word for word in set(words) if words.count(word) > 1]
    double = [term for term, meaning in found if TWICE.search(meaning)]
    empty = [term for term, meaning in found if len(meaning.split()) < 3]
    return (
        again + double + empty + [later for (before, _), (later, _) in pairwise(found) if place(before) > place(later)]
    )


def place(term: str) -> str:
    """Hyphens count as spaces, commas and capitals as nothing."""
    return re.sub(r"[^a-z ]", "", term.casefold().replace("-", " "))


def test_the_glossary_is_in_order() -> None:
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    assert len(rows(text)) > 80
    assert disorder(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "| **owed** | what is asked |\n| **open** | not yet due today |",
        "| **open** | not yet due |\n| **open** | without an end |",
        "| **open** | not |",
        "| **open** | Two uses. Of a fact, and of a door |",
        "| **open** | Of a fact: without an end. Of what is owed: not yet due. |",
        "| **met, done** | it was done |\n| **met** | it was done |",
    ],
)
def test_disorder_is_noticed(text: str) -> None:
    assert disorder(text)


def kinds(folder: Path) -> set[str]:
    """Folders that hold tests, or once did."""
    return {path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))}


def test_every_kind_of_test_is_there_and_described() -> None:
    assert kinds(ROOT / "tests") == KINDS
    assert [kind for kind in KINDS if not any((ROOT / "tests" / kind).glob("test_*.py"))] == []
    described = set(re.findall(r"^\| `tests/(\w+)/` \|", (ROOT / "CONTRIBUTING.md").read_text(), re.M))
    assert described == KINDS


def test_a_stray_folder_of_tests_is_noticed(tmp_path: Path) -> None:
    for name in (*KINDS, "misc", "__pycache__"):
        (tmp_path / name).mkdir()
    assert kinds(tmp_path) - KINDS == {"misc"}
