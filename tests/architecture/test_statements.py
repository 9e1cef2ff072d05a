"""Statements are files that say what one row is; and a day without end is named, never written out."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.repository import ROOT, Module, lines_of, modules

#: Where days without end have their numbers.
DAYS = "kinsight/store/days.py"
NUMBER = re.compile(r"\b(2_?000_?000_?000|2_?147_?483_?647)\b|-\s?1_?000_?000\b")
#: How the comment that opens a statement begins: with what one row is, or that it is no statement of its own.
GRAIN = re.compile(r"-- (One|Two|A|An|No) (row|rows|window|expression|condition)\b")
#: What makes a string a statement.
WORDS = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|COPY|GROUP BY|LEFT JOIN)\b")
#: Lines that a statement may have in Python: what is longer is a file.
MOST = 2
#: Statements that are being written anew elsewhere.
LATER = ("kinsight/engine/families/sql/derived.sql",)
#: Rooms whose statements are files.
ROOMS = ("store", "ingest", "identity", "engine", "sweep", "casework")


def written_out(place: str, text: str) -> list[str]:
    """Lines with the number of a day without end."""
    return [f"{place}:{n}" for n, line in lines_of(text) if place != DAYS and NUMBER.search(line)]


def ill_opened(place: str, text: str) -> list[str]:
    """The statement, where its opening comment does not say what one row is, and of what it reads."""
    opening = re.match(r"(--[^\n]*\n)*", text)
    said = opening[0] if opening else ""
    whole = GRAIN.match(said) and ("-- Reads:" in said or said.startswith("-- An expression"))
    return [] if whole else [place]


def long_statements(module: Module) -> list[str]:
    """Statements of more lines than that in strings, docstrings apart."""
    return [
        f"{module.place}:{node.lineno}"
        for node in _strings(module.tree)
        if WORDS.search(_text(node)) and (node.end_lineno or 0) - node.lineno >= MOST
    ]


def _strings(tree: ast.Module) -> Iterator[ast.expr]:
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (text or isinstance(node, ast.JoinedStr)) and id(node) not in said:
            assert isinstance(node, ast.expr)
            yield node


def _text(node: ast.expr) -> str:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return " ".join(str(part.value) for part in parts if isinstance(part, ast.Constant))


def sources(*kinds: str) -> list[tuple[str, str]]:
    paths = [path for kind in kinds for path in sorted((ROOT / "kinsight").rglob(f"*.{kind}"))]
    places = ((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)
    return [(place, text) for place, text in places if place not in LATER]


def test_a_day_without_end_is_named() -> None:
    assert [said for place, text in sources("py", "sql") for said in written_out(place, text)] == []


@pytest.mark.parametrize(
    "line",
    [
        "coalesce(v.superseded, 2000000000)",
        "UNTIL = 2_000_000_000",
        "NEVER = 2147483647",
        "'self', -1000000, 1",
        "= -1_000_000",
    ],
)
def test_a_written_out_number_is_noticed(line: str) -> None:
    assert written_out("kinsight/a.sql", line)
    assert not written_out(DAYS, line)


def test_every_statement_says_what_one_row_is_and_of_what_it_reads() -> None:
    assert [said for place, text in sources("sql") for said in ill_opened(place, text)] == []


@pytest.mark.parametrize(
    "text", ["SELECT 1", "-- Humans and their kin.\nSELECT 1", "-- One row a human.\nSELECT 1 FROM human"]
)
def test_a_statement_that_does_not_say_it_is_noticed(text: str) -> None:
    assert ill_opened("kinsight/a.sql", text)


def test_long_statements_are_files() -> None:
    assert [said for module in modules("kinsight") if module.room in ROOMS for said in long_statements(module)] == []


def test_a_long_statement_in_a_string_is_noticed() -> None:
    assert long_statements(Module("kinsight/sweep/a.py", 'ASKED = f"""\nSELECT a\nFROM {b}\n"""\n'))
    assert not long_statements(Module("kinsight/sweep/a.py", '"""SELECT is\n\na word."""\n'))
