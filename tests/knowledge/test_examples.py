"""Every example in `knowledge/` is a test: what it says holds, or is owed, is what the program's reference finds."""

from datetime import date
from typing import Any

import pytest

from kinsight.practice.examples import case_of
from kinsight.practice.formats import ExpectationExample, IndicatorExample
from kinsight.practice.knowledge import Knowledge, root_of
from kinsight.practice.shelf import read
from kinsight.records.days import to_day

KNOWN: Knowledge = read(root_of())[0].knowledge


def _cases(items: dict[str, Any]) -> list[object]:
    return [
        pytest.param(name, one, id=f"{name}-{at}")
        for name, item in sorted(items.items())
        for at, one in enumerate(item.examples, 1)
    ]


@pytest.mark.parametrize(("name", "example"), _cases(KNOWN.indicators))
def test_indicator(name: str, example: IndicatorExample) -> None:
    from kinsight.signals.reference import holds

    case = case_of(example)
    found = {day: holds(KNOWN, case, name, to_day(day)) for day in example.holds}
    assert _iso(found) == _iso(example.holds), example.title


@pytest.mark.parametrize(("name", "example"), _cases(KNOWN.expectations))
def test_expectation(name: str, example: ExpectationExample) -> None:
    from kinsight.signals.reference import state

    case = case_of(example)
    found = {day: state(KNOWN, case, name, to_day(day)) for day in example.states}
    assert _iso(found) == _iso(example.states), example.title


def _iso(answers: dict[date, object]) -> dict[str, object]:
    return {day.isoformat(): answer for day, answer in sorted(answers.items())}
