"""Every example once more, all in one sweep of the real engine: the SQL program finds what each says."""

from dataclasses import replace
from functools import cache

import pytest

from kinsight.practice.cases import Case
from kinsight.practice.examples import CHILD, case_of
from kinsight.practice.formats import ExpectationExample, IndicatorExample
from kinsight.records.days import parse, to_day
from kinsight.signals.cases import Found, evaluate
from tests.knowledge.test_examples import KNOWN, each

#: After every day that an example asks about.
LAST = parse("2045-01-01")


def _id(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""


@cache
def found() -> Found:
    cases = [named(f"{name}-{at}", one) for name, at, one in (*each(KNOWN.indicators), *each(KNOWN.expectations))]
    return evaluate(KNOWN, cases, LAST, LAST, fragments=False)


def named(child: str, example: IndicatorExample | ExpectationExample) -> Case:
    """The example's case about a child of its own name, so that all can be swept together."""
    case = case_of(example)
    bonds = tuple(replace(b, child=child, person=child if b.person == CHILD else b.person) for b in case.bonds)
    events = tuple(replace(e, person=child if e.person == CHILD else e.person) for e in case.events)
    return Case(replace(case.child, child=child), bonds, events)


@pytest.mark.parametrize(("name", "at", "example"), each(KNOWN.indicators), ids=_id)
def test_indicator(name: str, at: int, example: IndicatorExample) -> None:
    spells = [(s[3], s[4]) for s in found().spells if s[:3] == ("joined", f"{name}-{at}", name)]
    said = {day.isoformat(): any(a <= to_day(day) < b for a, b in spells) for day in example.holds}
    assert said == {day.isoformat(): held for day, held in example.holds.items()}, example.title


@pytest.mark.parametrize(("name", "at", "example"), each(KNOWN.expectations), ids=_id)
def test_overdue(name: str, at: int, example: ExpectationExample) -> None:
    spells = [
        (since, until) for child, owes, since, until in found().overdue if (child, owes) == (f"{name}-{at}", name)
    ]
    said = {day.isoformat(): any(a <= to_day(day) < b for a, b in spells) for day in example.states}
    assert said == {day.isoformat(): state == "overdue" for day, state in example.states.items()}, example.title


@pytest.mark.parametrize(("name", "at", "example"), each(KNOWN.expectations), ids=_id)
def test_owed_at_all(name: str, at: int, example: ExpectationExample) -> None:
    """A day on which something is owed or was met lies on or after a trigger."""
    triggers = [o[2] for o in found().owed if o[:2] == (f"{name}-{at}", name)]
    for day, state in example.states.items():
        if state != "none":
            assert any(trigger <= to_day(day) for trigger in triggers), (example.title, day)
