"""What we say ourselves is held to our own words: knowledge, forms, pages and labels."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache

import pytest
import yaml

from kinsight.rules.loading import load
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.wording import findings
from tests.architecture.repository import ROOT, modules

#: Names the words in order to avoid them.
EXCUSED = {"knowledge/wording.yaml"}
ROOMS = (
    "kinsight/web",
    "kinsight/casework",
    "kinsight/insight",
    "kinsight/rules",
    "kinsight/cli",
    "kinsight/engine",
    "kinsight/sweep",
)


@cache
def practice() -> Knowledge:
    return load()


def objections(text: str) -> list[str]:
    return [f"{one.words!r}: {one.rule.wording}" for one in findings(text, practice().wording.values())]


def said() -> Iterator[tuple[str, str]]:
    """(where, what) of every text of ours that a person reads: not codes, whose terms are their publishers'."""
    for path in sorted((ROOT / "knowledge").rglob("*")):
        place = path.relative_to(ROOT).as_posix()
        if path.suffix in (".yaml", ".json") and place not in EXCUSED:
            yield from ((place, text) for text in strings(_data(path.read_text(encoding="utf-8"), path.suffix)))
    for path in sorted((ROOT / "kinsight").rglob("*.html")):
        yield (
            path.relative_to(ROOT).as_posix(),
            re.sub(r"\{[%{#].*?[#%}]\}|<[^>]+>", " ", path.read_text(encoding="utf-8"), flags=re.S),
        )
    for module in modules(*ROOMS):
        yield from ((module.place, text) for text in literals(module.tree))


def _data(text: str, suffix: str) -> object:
    return json.loads(text) if suffix == ".json" else yaml.safe_load(text)


def strings(value: object) -> Iterator[str]:
    """Every text within, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in strings(part))


def literals(tree: ast.Module) -> Iterator[str]:
    """Texts of a module, its docstrings included: those of pages and labels stand among them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_what_we_say_ourselves() -> None:
    texts = list(said())
    assert len(texts) > 3000
    assert [(place, what) for place, text in texts for what in objections(text)] == []


@pytest.mark.parametrize(
    "spoilt",
    [
        "A hard to reach family",
        "DNA x3",
        "Her failure to leave",
        "It is a lifestyle choice",
        "placing herself at risk",
        "a child prostitute",
        "just his autism",
        "a high-risk family",
    ],
)
def test_a_spoilt_text_is_noticed(spoilt: str) -> None:
    assert objections(spoilt)
    assert any(objections(text) for text in strings({"title": "Seen", "items": [{"text": f"So: {spoilt}."}]}))
    assert any(objections(text) for text in literals(ast.parse(f"LABELS = {{'a': {spoilt!r}}}")))


def test_what_is_denied_is_not_said() -> None:
    assert objections("Staying is a failure to leave.")
    assert not objections("Staying is never a failure to leave.")
    assert objections("She did not come. A hard-to-reach family."), "a denial reaches no further than its words"
