"""What the documents name is there: files, tests, commands with their options, make targets, decisions in order."""

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from kinsight.cli.main import app
from tests.architecture.repository import ROOT

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
QUOTED = re.compile(r"`([^`\n]+)`")
#: NAME stands for any name.
PLACE = re.compile(r"^(?!.*NAME)(?:kinsight|tests|docs|knowledge|bench|scripts)/[\w./-]*$")
COMMAND = re.compile(r"(?:^ {4}|`)(?:\.venv/bin/)?((?:kinsight|make) [a-z][^`#\n]*)", re.M)
ADR = re.compile(r"^# (\d+)\. \S.*\n\nStatus: (?:proposed|accepted|replaced by \d+)")
#: GLOSSARY.md says what to say in their place.
UNSAID = re.compile(
    r"\balerts?\b|\brisk score|high-risk famil|failed to attend|non-compliant|hard to reach|lifestyle choice"
    r"|failure to leave|positive screen|\bDNA\b",
    re.I,
)


def documents() -> list[Path]:
    return [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
    ]


def missing(document: Path, text: str) -> Iterator[str]:
    """Links, quoted paths and quoted tests that lead nowhere."""
    for target in LINK.findall(text):
        place, _, anchor = target.partition("#")
        found = (document.parent / place).resolve() if place else document
        if "://" not in target and not (found.exists() and (not anchor or anchor in anchors(found))):
            yield target
    for quoted in QUOTED.findall(text):
        place, _, test = quoted.partition("::")
        if PLACE.match(place) and not ((ROOT / place).exists() and (not test or test in functions(ROOT / place))):
            yield quoted


def anchors(document: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@cache
def functions(module: Path) -> frozenset[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@cache
def commands() -> Any:
    """The program as a group of commands; a group has `commands`, a command has not."""
    return typer.main.get_command(app)


@cache
def targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))


def unknown(line: str) -> list[str]:
    """What a command line says that neither the program nor the Makefile knows."""
    program, *words = shlex.split(line)
    if program == "make":
        return [word for word in words if "=" not in word and word not in targets()]
    command = commands()
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        word = words.pop(0)
        if word not in command.commands:
            return [word]
        command = command.commands[word]
        command = getattr(command, "loaded", command)
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return [word for word in words if word.startswith("-") and word.split("=")[0] not in {*options, "--help"}]


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_names_is_there(document: Path) -> None:
    assert list(missing(document, document.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "[a](nowhere.md)",
        "![a](docs/screenshots/nothing.png)",
        "[a](CONTRIBUTING.md#no-such-heading)",
        "[a](#no-such-heading)",
        "see `kinsight/engine/nothing.py`",
        "see `tests/architecture/test_docs.py::test_nothing`",
    ],
)
def test_what_leads_nowhere_is_noticed(text: str) -> None:
    assert list(missing(ROOT / "README.md", text))


def test_what_leads_somewhere_is_not() -> None:
    text = "[a](CONTRIBUTING.md#kinds-of-tests-and-when-not-to-write-each) `kinsight/engine/` `docs/index.md`"
    assert not list(missing(ROOT / "README.md", text))


def test_every_command_in_the_documents_exists() -> None:
    lines = [(path.name, line) for path in documents() for line in COMMAND.findall(path.read_text(encoding="utf-8"))]
    assert len(lines) > 20
    assert [(name, line) for name, line in lines if unknown(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "make nothing",
        "kinsight nothing",
        "kinsight load feed --workspce W",
        "kinsight quarantine forget 3",
        "kinsight knowledge list --depth 3",
    ],
)
def test_a_command_that_does_not_exist_is_noticed(line: str) -> None:
    assert unknown(line)
    assert COMMAND.findall(f"first\n    {line}   # why\n") and COMMAND.findall(f"try `{line}` now")


def test_the_readme_shows_every_command_of_the_program() -> None:
    text = (ROOT / "README.md").read_text()
    shown = {line.split()[1] for line in COMMAND.findall(text) if line.startswith("kinsight ")}
    assert commands().commands.keys() - shown == {"demo"}, "`make demo` stands for it"


def adrs() -> dict[int, str]:
    return {
        int(path.name[:4]): path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "adr").glob("*.md"))
    }


def test_decisions_are_numbered_in_a_row_and_listed() -> None:
    found = adrs()
    assert sorted(found) == list(range(1, len(found) + 1))
    assert [n for n, text in found.items() if not ((head := ADR.match(text)) and int(head[1]) == n)] == []
    listed = (ROOT / "docs" / "index.md").read_text()
    assert [n for n in found if f"(adr/{n:04}-" not in listed] == []
    assert not ADR.match("# A decision without a number\n\nStatus: accepted.")


def test_decisions_fit_a_page() -> None:
    assert [n for n, text in adrs().items() if len(text.splitlines()) > 60] == []


def test_words_that_we_do_not_use() -> None:
    """In what we say; a sender's own words may stand in an example of a feed."""
    said = [(path.name, re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)) for path in documents()]
    assert [(name, found[0]) for name, text in said if (found := UNSAID.search(text))] == []
    assert UNSAID.search("an alert was raised") and UNSAID.search("a High-risk family") and not UNSAID.search("alerted")
