"""Every example in `knowledge/` is a test: what it says holds, or is owed, is what the program's reference finds."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest

from kinsight.engine.reference import holds, state
from kinsight.rules.compile.examples import case_of
from kinsight.rules.read.knowledge_folder import read
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema.formats import ExpectationExample, IndicatorExample
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import to_day

#: Read without refusing, so that one bad file does not hide what the examples of the others say.
KNOWN: Knowledge = read(root_of())[0].knowledge


def each(items: Mapping[str, Any]) -> list[tuple[str, int, Any]]:
    """Every example of some rules, with its rule's name and its place from 1."""
    return [(name, at, one) for name in sorted(items) for at, one in enumerate(items[name].examples, 1)]


def _named(rows: Iterable[tuple[str, int, Any]]) -> list[Any]:
    return [pytest.param(name, one, id=f"{name}-{at}") for name, at, one in rows]


@pytest.mark.parametrize(("name", "example"), _named(each(KNOWN.indicators)))
def test_indicator(name: str, example: IndicatorExample) -> None:
    case = case_of(example)
    known = KNOWN.with_days(example.settings)
    found = {day: holds(known, case, name, to_day(day)) for day in example.holds}
    assert _iso(found) == _iso(example.holds), example.title


@pytest.mark.parametrize(("name", "example"), _named(each(KNOWN.expectations)))
def test_expectation(name: str, example: ExpectationExample) -> None:
    case = case_of(example)
    known = KNOWN.with_days(example.settings)
    found = {day: state(known, case, name, to_day(day)) for day in example.states}
    assert _iso(found) == _iso(example.states), example.title


def _iso(answers: Mapping[date, object]) -> dict[str, object]:
    return {day.isoformat(): answer for day, answer in sorted(answers.items())}
