"""Decisions are numbered in a row, listed, a page long, and say on their first line when they are superseded."""

import re

from tests.architecture.repository import ROOT

ADR = re.compile(r"^# (\d+)\. \S.*\n\nStatus: (?:proposed|accepted)\.")
SUPERSEDED = re.compile(r"^# (\d+)\. \S.* \(superseded by (\d+)\)\n\nStatus: superseded by \[(\d+)\]\((\d+)-")


def adrs() -> dict[int, str]:
    return {
        int(path.name[:4]): path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "adr").glob("*.md"))
    }


def test_decisions_are_numbered_in_a_row_and_listed() -> None:
    found = adrs()
    assert sorted(found) == list(range(1, len(found) + 1))
    assert [n for n, text in found.items() if number(text) != n] == []
    listed = (ROOT / "docs" / "index.md").read_text()
    assert [n for n in found if f"(adr/{n:04}-" not in listed] == []
    assert number("# A decision without a number\n\nStatus: accepted.") is None
    assert number("# 3. A decision that is gone\n\nStatus: superseded.") is None


def number(text: str) -> int | None:
    """The number of a decision whose first lines say what has become of it."""
    head = SUPERSEDED.match(text) or ADR.match(text)
    return int(head[1]) if head else None


def test_a_superseded_decision_and_the_one_that_supersedes_it_name_each_other() -> None:
    found = adrs()
    old = {n: int(head[2]) for n, text in found.items() if (head := SUPERSEDED.match(text)) and head[2] == head[3]}
    assert old.keys() == {n for n, text in found.items() if "superseded" in text.splitlines()[0]} != set()
    assert [n for n, by in old.items() if f"({n:04}-" not in found[by]] == []
    listed = (ROOT / "docs" / "index.md").read_text()
    assert [n for n, by in old.items() if not re.search(rf"^\| \[{n}\].*superseded by {by}\b", listed, re.M)] == []


def test_decisions_fit_a_page() -> None:
    assert [n for n, text in adrs().items() if len(text.splitlines()) > 60] == []
