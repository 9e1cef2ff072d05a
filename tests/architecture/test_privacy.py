"""No value of a patient reaches a log, an exception or an address, as far as the source shows it."""

import ast
from collections.abc import Iterable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from kinsight.casework.matrix import MATRIX, Scope
from tests.architecture.repository import Module, modules

LOGGERS = {"log", "_log", "logger", "logging", "LOG"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
#: What a person is known by, or what was written about them. `name` may be a file's in an exception, never in a log.
VALUES = {"nhs_number", "nhs", "given", "surname", "born", "postcode", "address", "note", "body"}
LOGGED = VALUES | {"name", "full_name", "line", "term", "value", "search_name"}
#: All that may stand in an address of a page about a child.
#: A fact and a decision go by a random id, and only who may read them is led to the child.
OPAQUE = {"slug", "decision", "fact"}


def told(module: Module) -> list[str]:
    """Places where a log line or an exception is made of a patient's value."""
    tree = module.tree
    caught = {handler.name for handler in ast.walk(tree) if isinstance(handler, ast.ExceptHandler) and handler.name}
    found = [call for call in logged(tree) if said(call, LOGGED) or whole(call, caught)]
    found += [error for error in raised(tree) if said(error, VALUES)]
    return [f"{module.place}:{call.lineno}" for call in found]


def logged(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_log(node.func):
            yield node


def is_log(function: ast.Attribute) -> bool:
    return function.attr in LEVELS and ast.unparse(function.value).split(".")[-1] in LOGGERS


def raised(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield node.exc


def parts(call: ast.Call) -> Iterator[ast.AST]:
    for part in (*call.args, *(keyword.value for keyword in call.keywords)):
        yield from ast.walk(part)


def said(call: ast.Call, values: set[str]) -> bool:
    """Whether a name, an attribute or a key of these is formatted into it."""
    return any(word in values for part in parts(call) if (word := named(part)))


def named(part: ast.AST) -> str | None:
    if isinstance(part, ast.Name):
        return part.id
    if isinstance(part, ast.Attribute):
        return part.attr
    if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant):
        return str(part.slice.value)
    return None


def whole(call: ast.Call, caught: set[str]) -> bool:
    """Whether a caught exception goes to the log with its message: only its type may."""
    types = {
        id(inner)
        for part in parts(call)
        if isinstance(part, ast.Call) and ast.unparse(part.func) == "type"
        for inner in ast.walk(part)
    }
    with_message = any(isinstance(p, ast.Name) and p.id in caught and id(p) not in types for p in parts(call))
    return with_message or call.func.attr == "exception" or any(k.arg == "exc_info" for k in call.keywords)  # type: ignore[attr-defined]


def test_logs_and_exceptions_hold_no_patient_value() -> None:
    judged = modules("kinsight")
    assert any(True for module in judged for _ in logged(module.tree)), "nothing logs: this check has lost its object"
    assert [place for module in judged for place in told(module)] == []


@pytest.mark.parametrize(
    "line",
    [
        'log.info("read %s", nhs_number)',
        'logger.warning(f"no bond for {person.name}")',
        'logging.error("%s", row["postcode"])',
        'self.log.debug("%s", note)',
        'log.exception("it broke")',
        'log.error("it broke", exc_info=True)',
        'try:\n  pass\nexcept Exception as error:\n  log.error("%s", error)',
        'raise ChildUnknown(f"nobody has {nhs_number}")',
        'raise ValueError("not a day", row["born"])',
    ],
)
def test_a_told_value_is_noticed(line: str) -> None:
    assert told(Module("kinsight/ingest/load.py", line))


@pytest.mark.parametrize(
    "line",
    [
        'log.error("fact %s waits", fact.id)',
        'try:\n  pass\nexcept Exception as error:\n  log.error("%s", type(error).__name__)',
        'raise Unreadable(f"{path.name}: no such file")',
        "born = row['born']",
    ],
)
def test_what_names_nobody_may_be_told(line: str) -> None:
    assert told(Module("kinsight/ingest/load.py", line)) == []


def addresses(
    patterns: Iterable[URLPattern | URLResolver], before: tuple[str, ...] = ()
) -> Iterator[tuple[str, set[str]]]:
    """Every address: its name and the words that stand for something in it."""
    for pattern in patterns:
        held = (*before, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, held)
        else:
            yield pattern.name or "", set(held)


def revealing(name: str, held: set[str]) -> set[str]:
    """What an address of a page about children holds beside an opaque slug."""
    row = MATRIX.get(name)
    about_children = row is None or row.scope in (Scope.CASELOAD, Scope.OUTSIDE)
    return held - OPAQUE if about_children else set()


def test_an_address_about_a_child_holds_an_opaque_slug_and_nothing_else() -> None:
    found = list(addresses(get_resolver().url_patterns))
    assert any("slug" in held for _, held in found)
    assert [(name, wrong) for name, held in found if (wrong := revealing(name, held))] == []


def test_a_revealing_address_is_noticed() -> None:
    assert revealing("child", {"nhs_number"}) and revealing("a-page-without-a-row", {"ref"})
    assert not revealing("child", {"slug"}) and not revealing("knowledge-any", {"name"})
