"""What the documents name is there: files, tests, commands with their options, make targets, modules, variables."""

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
#: A file without the folder at the root that it lies in, such as `casework/access.py`.
SHORT = re.compile(r"`((?!NAME)[\w.][\w./-]*\.(?:py|sql|cql|mjs|sh|html))`")
#: What a module is said to hold: `flatten` in `kinsight/rules/schema/flatten.py`.
HELD = re.compile(r"`(\w+)` (?:in|of) `((?:kinsight|tests|bench)/[\w/]+\.py)`")
MODULE = re.compile(r"python -m ([\w.]+)|`((?:kinsight|tests|bench)\.[a-z_.]+)\b")
VARIABLE = re.compile(r"\bKINSIGHT_[A-Z_]*[A-Z]\b")
#: GLOSSARY.md says what to say in their place.
UNSAID = re.compile(
    r"\balerts?\b|\brisk score|high-risk famil|failed to attend|non-compliant|hard to reach|lifestyle choice"
    r"|failure to leave|positive screen|\bDNA\b",
    re.I,
)


def documents() -> list[Path]:
    return [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "GLOSSARY.md", "SECURITY.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "knowledge").rglob("*.md")),
    ]


def in_force() -> list[Path]:
    """Documents about what is there now: superseded decisions name what is gone."""
    return [path for path in documents() if "(superseded by " not in path.read_text(encoding="utf-8").splitlines()[0]]


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


def strangers(text: str) -> Iterator[str]:
    """Short paths, names in modules, modules and environment variables that the software does not have."""
    yield from (path for path in SHORT.findall(text) if not any(one.endswith(f"/{path}") for one in files()))
    for name, path in HELD.findall(text):
        if not (ROOT / path).exists() or not re.search(rf"\b{name}\b", (ROOT / path).read_text(encoding="utf-8")):
            yield f"{name} in {path}"
    yield from (name for pair in MODULE.findall(text) if (name := "".join(pair)) not in _ELSEWHERE and not names(name))
    yield from (name for name in VARIABLE.findall(text) if name not in variables())


#: Modules that others wrote.
_ELSEWHERE = {"pytest", "venv", "playwright"}


@cache
def files() -> frozenset[str]:
    """Paths of source files from the root on, each begun with a slash."""
    folders = ("kinsight", "tests", "bench", "scripts")
    return frozenset(f"/{path.relative_to(ROOT)}" for folder in folders for path in (ROOT / folder).rglob("*.*"))


def names(dotted: str) -> bool:
    """Whether it is a module or a package of ours, or what a package offers."""
    *folders, last = dotted.split(".")
    home = ROOT.joinpath(*folders)
    if (home / last).is_dir() or (home / f"{last}.py").exists():
        return True
    source = home / "__init__.py" if home.is_dir() else home.with_suffix(".py")
    return source.exists() and re.search(rf"\b{last}\b", source.read_text(encoding="utf-8")) is not None


@cache
def variables() -> frozenset[str]:
    """Environment variables that our sources name; those of single sign-on are put together there."""
    sources = [*(ROOT / "kinsight").rglob("*.py"), *(ROOT / "tests").glob("*.py"), ROOT / "Makefile"]
    found = {name for path in sources for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    return frozenset(found | {f"KINSIGHT_SSO_{name}" for name in ("URL", "CLIENT", "SECRET", "NAME", "CLAIM")})


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


@pytest.mark.parametrize("document", in_force(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_calls_by_name_is_there(document: Path) -> None:
    assert list(strangers(document.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "see `casework/nothing.py`",
        "see `nothing` in `tests/architecture/repository.py`",
        "see `kinsight.engine.nothing`",
        "run `.venv/bin/python -m kinsight.nothing`",
        "set `KINSIGHT_NOTHING`",
    ],
)
def test_a_name_of_nothing_is_noticed(text: str) -> None:
    assert list(strangers(text))


#: A page that a comment, a docstring or a message sends its reader to.
PAGE = re.compile(r"docs/(?:[\w-]+/)*[\w-]+\.md|docs/adr/\d{4}")


def lost(source: str) -> list[str]:
    """Pages that a source names and that are not there."""
    return [page for page in PAGE.findall(source) if not any(ROOT.glob(f"{page}*"))]


def test_pages_that_sources_name_are_there() -> None:
    sources = [path for path in files() if path.endswith((".py", ".sql", ".sh", ".html")) and path != _THIS]
    found = {path: lost((ROOT / path[1:]).read_text(encoding="utf-8")) for path in sources}
    assert {path: pages for path, pages in found.items() if pages} == {}
    assert lost("see docs/nothing.md") and lost("docs/adr/9999") and not lost("docs/adr/0001 and docs/index.md")


_THIS = "/tests/architecture/test_docs.py"


def test_a_name_of_something_is_not() -> None:
    text = "`casework/access.py`, `strangers` in `tests/architecture/test_docs.py`, `kinsight.picture.picture(child)`"
    assert not list(strangers(f"{text}, `KINSIGHT_ZONE`, `python -m tests.faults`"))


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


def test_a_page_lists_every_command_target_and_variable() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    lines = [line.split() for line in COMMAND.findall(text)]
    assert every_command() - {tuple(line[1:3]) for line in lines} - {tuple(line[1:2]) for line in lines} == set()
    assert targets() - {line[1] for line in lines if line[0] == "make"} == set()
    assert {name for name in variables() - _INSIDE if f"`{name}`" not in text} == set()


#: Variables that commands and tests set for the processes they start.
_INSIDE = {"KINSIGHT_AS_OF", "KINSIGHT_EXAMPLES", "KINSIGHT_SSO", "KINSIGHT_VERBOSE", "KINSIGHT_WORKSPACE"}


def every_command() -> set[tuple[str, ...]]:
    """(command,) of each command, and (group, command) of each in a group."""
    loaded = {name: getattr(command, "loaded", command) for name, command in commands().commands.items()}
    groups = {name: command.commands for name, command in loaded.items() if hasattr(command, "commands")}
    return {(name,) for name in loaded.keys() - groups} | {(g, name) for g, within in groups.items() for name in within}


def test_a_newcomer_finds_each_task_in_two_steps() -> None:
    """README → table of contents → the task itself."""
    tasks = re.findall(r"^## (.+)$", (ROOT / "docs" / "first-day.md").read_text(encoding="utf-8"), re.M)
    assert "docs/index.md" in LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    index = LINK.findall((ROOT / "docs" / "index.md").read_text(encoding="utf-8"))
    assert len(tasks) == 3
    assert [task for task in tasks if f"first-day.md#{task.lower().replace(' ', '-')}" not in index] == []


def test_the_readme_is_one_page() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) < 1_000


def test_words_that_we_do_not_use() -> None:
    """In what we say: a sender's own words may stand in an example of a feed, and the glossary names the words."""
    pages = [path for path in documents() if path.name != "GLOSSARY.md"]
    said = [(path.name, re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)) for path in pages]
    assert [(name, found[0]) for name, text in said if (found := UNSAID.search(text))] == []
    assert UNSAID.search("an alert was raised") and UNSAID.search("a High-risk family") and not UNSAID.search("alerted")
