"""What commands print can be read on a terminal of eighty columns: a table where it fits, else row by row; a picture is a page."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from kinsight.cli import picture_page, say
from kinsight.cli.main import app

WIDE = [
    ("domestic-abuse", "indicator", "Domestic abuse in the child's family", "always-harmful", "A01, C02, C03, C04, C05")
]
HEADS = ("id", "kind", "title", "stance", "catalogue")


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Any:
    def at(width: int, rows: list[tuple[str, ...]], heads: tuple[str, ...] = HEADS) -> list[str]:
        console = Console(width=width, record=True, markup=False, file=StringIO())
        monkeypatch.setattr(say, "out", console)
        say.table("Knowledge", heads, rows)
        return console.export_text().splitlines()

    return at


def test_a_table_that_fits_is_one(printed: Any) -> None:
    lines = printed(160, WIDE)
    assert any("domestic-abuse" in line and "always-harmful" in line and "A01, C02" in line for line in lines)


def test_where_it_does_not_fit_each_row_is_some_lines(printed: Any) -> None:
    lines = printed(80, WIDE)
    assert lines == [
        "Knowledge",
        "domestic-abuse",
        "  kind: indicator",
        "  title: Domestic abuse in the child's family",
        "  stance: always-harmful",
        "  catalogue: A01, C02, C03, C04, C05",
    ]


def test_one_long_column_is_folded_and_the_table_stays(printed: Any) -> None:
    lines = printed(60, [("Two or more family factors at the same time, of one adult", "5")], ("pattern", "children"))
    assert any("┃ children ┃" in line for line in lines) and max(map(len, lines)) <= 60


def test_no_cell_says_nothing(printed: Any) -> None:
    assert "catalogue" not in "\n".join(printed(60, [(*WIDE[0][:4], "")]))


def evidence(**more: Any) -> dict[str, Any]:
    return {
        "on": "2026-05-03",
        "title": "Domestic abuse disclosed",
        "role": "mother",
        "service_name": "Elm Surgery",
        "service_kind": "gp",
        "known": "2026-05-03",
        "certainty": "confirmed",
        "taken_back": False,
        **more,
    }


def picture(**more: Any) -> Any:
    held = {"title": "Domestic abuse", "stance": "always-harmful", "since": "2026-05-03",
            "says": "Abuse harms every child who lives with it.",
            "evidence": [evidence(certainty="alleged", known="2026-06-01")],
            "sources": [{"document": "briefing", "page": "p12"}]}  # fmt: skip
    owed = {
        "title": "Ask the child",
        "owner": "gp",
        "due": "2026-06-03",
        "state": "overdue",
        "do": "See the child alone",
        "met_on": None,
    }
    return {
        "child": "Patient/kid",
        "as_of": "2026-11-01",
        "view": "joined",
        "knowledge_version": "abc",
        "patterns": [held],
        "owed": [{**held, **owed}],
        "never_answered": [],
        **more,
    }


def text(told: Any, width: int = 80) -> str:
    console = Console(width=width, record=True, markup=False, file=StringIO())
    picture_page.show(console, told)
    return console.export_text()


def test_a_picture_says_what_to_do_before_what_holds() -> None:
    said = text(picture())
    assert said.index("Overdue: 1") < said.index("Ask the child") < said.index("What holds: 1")
    assert "GP, due 3 June 2026" in said and "source: briefing p12" in said


def test_evidence_says_that_it_is_alleged_and_when_it_came_to_be_known() -> None:
    said = text(picture(), 120)
    assert "- 3 May 2026: Domestic abuse disclosed (mother, alleged), Elm Surgery, known 1 June 2026" in said


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_picture_fits_any_width(width: int) -> None:
    assert max(map(len, text(picture(), width).splitlines())) <= width


def test_a_child_of_whom_nothing_holds_is_a_page_too() -> None:
    assert "What holds: 0" in text(picture(patterns=[], owed=[]))


def test_the_shell_can_complete_a_command() -> None:
    asked = {"_KINSIGHT_COMPLETE": "complete_bash", "COMP_WORDS": "kinsight sw", "COMP_CWORD": "1"}
    assert CliRunner().invoke(app, [], env=asked, prog_name="kinsight").output.split() == ["sweep"]
