"""Compiled code holds the values of constants, so its cache must be named after every file that they come from."""

import ast

import pytest

from kinsight.engine.code_cache import SOURCES
from tests.architecture.repository import Module, modules

DECORATORS = {"entry", "step"}


def imported(module: Module) -> set[str]:
    """Modules of Kinsight that a module imports, wherever in it; also the package that a name is taken from."""
    names = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        if isinstance(node, ast.Import):
            names |= {name.name for name in node.names}
    return {name for name in names if name.split(".")[0] == "kinsight"}


def has_compiled(module: Module) -> bool:
    functions = [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)]
    return any(
        ast.unparse(one).split(".")[-1] in DECORATORS for function in functions for one in function.decorator_list
    )


def outside_sources(every: list[Module]) -> list[str]:
    """Modules with compiled functions that import, or import from a module that imports, what no new cache is made for."""
    by_name = {module.place.removesuffix(".py").removesuffix("/__init__").replace("/", "."): module for module in every}
    imports = {name: imported(module) for name, module in by_name.items()}
    rooms = {f"kinsight.{room}" for room in SOURCES}
    wrong = []
    for name, module in by_name.items():
        for other in sorted(rests_on(name, imports)) if has_compiled(module) else []:
            if ".".join(other.split(".")[:2]) not in rooms:
                wrong.append(f"{module.place}: {other}")
    return wrong


def rests_on(name: str, imports: dict[str, set[str]]) -> set[str]:
    """All that a module imports, and what that imports in turn."""
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        fresh = imports.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting += fresh
    return reached


def test_modules_with_compiled_functions_rest_on_what_their_cache_is_named_after() -> None:
    every = modules("kinsight")
    assert any(has_compiled(module) for module in every)
    assert outside_sources(every) == []


COMPILED = "from kinsight.engine.compiled import step\n@step\ndef f(x):\n    return x\n"
RULES = Module("kinsight/engine/rules.py", "from kinsight.rules.schema.roles import ROLES\nBITS = len(ROLES)\n")


@pytest.mark.parametrize(
    "line",
    [
        "from kinsight.rules.schema.roles import ROLES",
        "import kinsight.rules.schema.roles",
        "from kinsight.rules.schema import roles",
        "from kinsight.engine.rules import BITS",
        "from kinsight.engine import rules",
    ],
)
def test_a_constant_from_elsewhere_is_noticed_also_through_another_module(line: str) -> None:
    assert outside_sources([RULES, Module("kinsight/engine/judge/a.py", COMPILED + line)])


def test_constants_of_the_engine_and_the_records_are_theirs() -> None:
    line = "from kinsight.store.days import FOREVER\nfrom kinsight.engine.judge.layout import NONE\n"
    assert outside_sources([RULES, Module("kinsight/engine/judge/a.py", COMPILED + line)]) == []
    assert outside_sources([RULES]) == [], "nothing is compiled in it"


def test_compiled_functions_stand_in_those_rooms_alone() -> None:
    """The digest looks nowhere else."""
    assert {module.room for module in modules("kinsight") if has_compiled(module)} <= set(SOURCES)
