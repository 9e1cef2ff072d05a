"""Names are the field's own words: none of a language of ours, and none that two modules share."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, Module, modules, words_of

#: Words that once named half the machinery. Say query, result, cache, scratch, connection pool, outcome, context, affected, interval.
RETIRED = {
    "told",
    "found",
    "kept",
    "laid",
    "aside",
    "crew",
    "fate",
    "fates",
    "lore",
    "heard",
    "reach",
    "portrait",
    "holding",
    "usual",
    "telling",
    "heap",
    "tangle",
    "piece",
    "bearing",
    "kin",
    "mark",
}
#: Django looks for modules of these names, and for a command's module by the name of the command.
DJANGO = {"__init__", "__main__", "apps", "urls", "staff"}
#: Rooms whose parameters, variables and fields are held to the same words.
INSIDE = ("kinsight/picture", "kinsight/casework", "kinsight/web", "kinsight/cli")
#: Modules that wait for it.
LATER = ("kinsight/web/child/asked.py", "kinsight/web/child/banner.py", "kinsight/cli/knowledge_commands.py")
#: A word of the glossary: a damaged part is set aside.
GLOSSARY = {"set_aside"}
TABLE = re.compile(r'(?m)^\s*(?:WITH |\), )"?(\w+)"? AS (?:MATERIALIZED )?\(|\b(?:TABLE|VIEW) (\w+)')


def names(module: Module) -> Iterator[str]:
    """The module, and every class and function in it; a test's name is a sentence."""
    yield Path(module.place).stem
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith(
            "test_"
        ):
            yield node.name


def retired(module: Module) -> list[str]:
    return [f"{module.place}: {name}" for name in names(module) if RETIRED & set(words_of(name))]


def held(module: Module) -> Iterator[str]:
    """What its functions take and its classes and functions hold: parameters, fields and variables."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def retired_inside(module: Module) -> list[str]:
    return [
        f"{module.place}: {name}"
        for name in sorted(set(held(module)))
        if RETIRED & set(words_of(name)) and name not in GLOSSARY
    ]


def retired_tables(place: str, text: str) -> list[str]:
    made = {name for pair in TABLE.findall(text) for name in pair if name}
    return [f"{place}: {name}" for name in sorted(made) if RETIRED & set(words_of(name))]


def repeated(every: list[Module]) -> list[str]:
    """Names that two modules of the program have."""
    counted = Counter(Path(module.place).stem for module in every)
    return sorted(name for name, times in counted.items() if times > 1 and name not in DJANGO)


def test_no_module_class_or_function_has_a_retired_name() -> None:
    assert [name for module in modules("kinsight", "bench") for name in retired(module)] == []


@pytest.mark.parametrize(
    "bad",
    [
        Module("kinsight/engine/lore.py", ""),
        Module("kinsight/engine/a.py", "class Told: ..."),
        Module("kinsight/engine/a.py", "def _laid_out(): ..."),
        Module("bench/a.py", "class A:\n    def found(self): ..."),
    ],
)
def test_a_retired_name_is_noticed(bad: Module) -> None:
    assert retired(bad)


def test_no_parameter_variable_or_field_of_these_rooms_has_a_retired_name() -> None:
    inside = [m for m in modules("kinsight") if m.place.startswith(INSIDE) and m.place not in LATER]
    assert [name for module in inside for name in retired_inside(module)] == []


@pytest.mark.parametrize(
    "bad",
    [
        "def shown(told): ...",
        "def shown(*, kin=None): ...",
        "class A:\n    found: int",
        "class A:\n    def __init__(self): self.kept_rows = 1",
        "told = {}",
        "rows = [lore for lore in ()]",
    ],
)
def test_a_retired_name_inside_is_noticed(bad: str) -> None:
    assert retired_inside(Module("kinsight/web/a.py", bad))


def test_words_that_only_contain_one_are_none() -> None:
    assert not retired(Module("kinsight/engine/benchmark.py", "def foundation(): ...\ndef test_it_is_told(): ..."))


def test_no_table_of_a_statement_has_a_retired_name() -> None:
    paths = [*(ROOT / "kinsight").rglob("*.sql"), *(ROOT / "kinsight").rglob("*.py")]
    assert [name for path in paths for name in retired_tables(path.name, path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "text", ["WITH told AS (\n  SELECT 1\n)", "), kept AS (SELECT 1)", "CREATE OR REPLACE TEMP TABLE found AS SELECT 1"]
)
def test_a_retired_table_is_noticed(text: str) -> None:
    assert retired_tables("x.sql", text)


def test_no_two_modules_have_one_name() -> None:
    assert repeated(modules("kinsight")) == []


def test_a_name_that_two_modules_have_is_noticed() -> None:
    assert repeated([Module("kinsight/a/parts.py", ""), Module("kinsight/b/parts.py", "")]) == ["parts"]
    assert repeated([Module("kinsight/a/urls.py", ""), Module("kinsight/b/urls.py", "")]) == []
