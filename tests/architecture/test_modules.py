"""Rooms stay readable: short modules that begin with their promise, named for what they hold, and quiet."""

import ast
import re

import pytest

from tests.architecture.repository import ROOT, Module, modules

LONGEST = 400
VAGUE = re.compile(r"^_?(utils?|helpers?|managers?|misc|common)$")


def too_long(module: Module) -> list[str]:
    lines = len(module.text.splitlines())
    return [f"{module.place}: {lines} lines"] if lines > LONGEST else []


def without_promise(module: Module) -> list[str]:
    """The first line of a docstring says what the module is for; an empty test package needs none."""
    told = (ast.get_docstring(module.tree, clean=False) or "").splitlines()
    excused = not module.text.strip() and module.place.startswith("tests/")
    return [] if excused or (told and told[0].strip()) else [f"{module.place}: no first line"]


def vague_name(module: Module) -> list[str]:
    parts = module.place.removesuffix(".py").split("/")
    return [f"{module.place}: {part}" for part in parts if VAGUE.match(part)]


def prints(module: Module) -> list[str]:
    """Only the command line speaks to a terminal."""
    if module.room == "cli":
        return []
    calls = [n for n in ast.walk(module.tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    return [f"{module.place}:{call.lineno}: print" for call in calls if call.func.id == "print"]  # type: ignore[attr-defined]


#: What a framework raises for its own reasons, and methods whose errors it expects: their callers know.
EXPECTED = {
    "Exit",
    "ValidationError",
    "CommandError",
    "Http404",
    "NotImplementedError",
    "ImmediateHttpResponse",
    "YAMLError",
}


def unsaid_errors(module: Module) -> list[str]:
    """A public function names in its docstring every error that it raises itself."""
    functions = [
        node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    return [
        f"{module.place}:{one.lineno}: {one.name} raises {name}"
        for one in functions
        for name in sorted(raised(one) - EXPECTED)
        if name not in (ast.get_docstring(one) or "")
    ]


def raised(function: ast.FunctionDef) -> set[str]:
    """The classes of errors raised in a function, not in those within it."""
    found, nodes = set(), list[ast.AST](function.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.Raise) and node.exc is not None:
            what = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            found.add(what.attr if isinstance(what, ast.Attribute) else getattr(what, "id", ""))
        nodes += ast.iter_child_nodes(node)
    return {name for name in found if name[:1].isupper()}


#: checker, folders it judges, and a bad sample that it must object to
RULES = [
    pytest.param(too_long, ("kinsight", "tests", "bench"), Module("kinsight/a/b.py", "x = 1\n" * 401), id="length"),
    pytest.param(
        without_promise, ("kinsight", "tests", "bench"), Module("kinsight/a/b.py", "import os\n"), id="promise"
    ),
    pytest.param(
        vague_name, ("kinsight", "tests", "bench"), Module("kinsight/ingest/utils.py", '"""Things."""\n'), id="name"
    ),
    pytest.param(prints, ("kinsight",), Module("kinsight/engine/b.py", '"""S."""\nprint(1)\n'), id="print"),
    pytest.param(
        unsaid_errors,
        ("kinsight",),
        Module("kinsight/a/b.py", 'def f():\n    """S."""\n    raise KeyError(1)\n'),
        id="raises",
    ),
]


@pytest.mark.parametrize(("checker", "folders", "bad"), RULES)
def test_modules(checker, folders: tuple[str, ...], bad: Module) -> None:
    assert checker(bad), "the checker objects to nothing"
    judged = modules(*folders)
    assert judged
    assert [said for module in judged for said in checker(module)] == []


def test_empty_first_lines_and_folders_are_noticed() -> None:
    assert without_promise(Module("kinsight/a/__init__.py", ""))
    assert without_promise(Module("kinsight/a/b.py", '"""   \nLater."""\n'))
    assert vague_name(Module("kinsight/helpers/names.py", ""))
    assert not vague_name(Module("kinsight/ingest/utilities_bills.py", ""))
    assert not prints(Module("kinsight/cli/say.py", "print(1)"))


def test_statements_of_the_program_begin_with_their_promise() -> None:
    paths = sorted((ROOT / "kinsight").rglob("*.sql"))
    assert paths
    assert [path.name for path in paths if not opens_with_words(path.read_text(encoding="utf-8"))] == []
    assert not opens_with_words("SELECT 1")


def opens_with_words(text: str) -> bool:
    """Whether it opens with a comment of some words."""
    return re.match(r"-- \S+ \S+ \S+", text) is not None
