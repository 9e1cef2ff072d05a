"""Compiled code holds the values of constants, so its cache must be named after every file that they come from."""

import ast

import pytest

from kinsight.engine.code_cache import SOURCES
from tests.architecture.repository import Module, modules

DECORATORS = "kinsight.engine.compiled"


def imported(module: Module) -> list[tuple[int, str]]:
    """Modules of Kinsight that a module imports, wherever in it, with the line."""
    names = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            names.append((node.lineno, node.module or ""))
        if isinstance(node, ast.Import):
            names += [(node.lineno, name.name) for name in node.names]
    return [(line, name) for line, name in names if name.split(".")[0] == "kinsight"]


def outside_sources(module: Module) -> list[str]:
    """Imports of a module with compiled functions that come from a room whose change makes no new cache."""
    names = imported(module)
    if DECORATORS not in {name for _, name in names}:
        return []
    allowed = {f"kinsight.{room}" for room in SOURCES}
    return [f"{module.place}:{line}: {name}" for line, name in names if ".".join(name.split(".")[:2]) not in allowed]


def test_modules_with_compiled_functions_import_what_their_cache_is_named_after() -> None:
    assert [place for module in modules("kinsight") for place in outside_sources(module)] == []


@pytest.mark.parametrize(
    "line", ["from kinsight.practice.roles import ROLES", "import kinsight.practice.roles as roles"]
)
def test_a_constant_from_elsewhere_is_noticed(line: str) -> None:
    compiled = f"from {DECORATORS} import step\nfrom kinsight.records.days import FOREVER\n"
    assert outside_sources(Module("kinsight/engine/judge/a.py", compiled)) == []
    assert outside_sources(Module("kinsight/engine/judge/a.py", compiled + line))
    assert outside_sources(Module("kinsight/engine/rules.py", line)) == [], "nothing is compiled in it"


def test_compiled_functions_stand_in_those_rooms_alone() -> None:
    """The digest looks nowhere else."""
    users = {module.room for module in modules("kinsight") if DECORATORS in {name for _, name in imported(module)}}
    assert users <= set(SOURCES)
