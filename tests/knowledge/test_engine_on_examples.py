"""Every example once more, in one sweep of the real engine for all that suppose the same: it finds what each says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from kinsight.engine.judged_cases import CaseResults, evaluate
from kinsight.rules.compile.examples import CHILD, case_of
from kinsight.rules.schema.cases import Case
from kinsight.rules.schema.formats import ExpectationExample, IndicatorExample
from kinsight.store.days import parse, to_day
from tests.knowledge.test_examples import KNOWN, each

#: After every day that an example asks about.
LAST = parse("2045-01-01")
Supposed = tuple[tuple[str, date], ...]
Spans = Mapping[tuple[str, str], list[tuple[int, int]]]


@pytest.fixture(scope="module")
def found() -> CaseResults:
    """What each sweep finds, taken together: no child is in two."""
    told = CaseResults(set(), set(), set(), set())
    for settings, cases in supposing().items():
        part = evaluate(KNOWN.with_days(dict(settings)), cases, LAST, LAST, fragments=False)
        told.spells.update(part.spells), told.owed.update(part.owed), told.overdue.update(part.overdue)
    return told


def supposing() -> Mapping[Supposed, list[Case]]:
    """Every example's case, by the days of settings that it supposes."""
    by: dict[Supposed, list[Case]] = {}
    for name, at, one in (*each(KNOWN.indicators), *each(KNOWN.expectations)):
        by.setdefault(tuple(sorted(one.settings.items())), []).append(named(f"{name}-{at}", one))
    return by


def named(child: str, example: IndicatorExample | ExpectationExample) -> Case:
    """The example's case about a child of its own name, so that all can be swept together."""
    case = case_of(example)
    bonds = tuple(replace(b, child=child, person=child if b.person == CHILD else b.person) for b in case.bonds)
    events = tuple(replace(e, person=child if e.person == CHILD else e.person) for e in case.events)
    return Case(replace(case.child, child=child), bonds, events)


def spans(rows: list[tuple[str, str, int, int]]) -> Spans:
    """Child and rule → the days [since, until) found for them."""
    by: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for child, rule, since, until in rows:
        by.setdefault((child, rule), []).append((since, until))
    return by


def on(found: Spans, name: str, at: int, day: date) -> bool:
    return any(since <= to_day(day) < until for since, until in found.get((f"{name}-{at}", name), []))


def test_patterns_hold_when_the_examples_say(found: CaseResults) -> None:
    spells = spans([(s[1], s[2], s[3], s[4]) for s in found.spells if s[0] == "joined"])
    wrong = [
        (name, at, day.isoformat())
        for name, at, one in each(KNOWN.indicators)
        for day, held in one.holds.items()
        if on(spells, name, at, day) != held
    ]
    assert spells and wrong == []


def test_responses_are_overdue_when_the_examples_say(found: CaseResults) -> None:
    late = spans(list(found.overdue))
    wrong = [
        (name, at, day.isoformat())
        for name, at, one in each(KNOWN.expectations)
        for day, state in one.states.items()
        if on(late, name, at, day) != (state == "overdue")
    ]
    assert late and wrong == []


def test_what_is_owed_or_met_has_a_trigger_on_or_before_the_day(found: CaseResults) -> None:
    owed = spans([(child, rule, trigger, ends) for child, rule, trigger, _, ends, *_ in found.owed])
    wrong = [
        (name, at, day.isoformat())
        for name, at, one in each(KNOWN.expectations)
        for day, state in one.states.items()
        if on(owed, name, at, day) != (state != "none")
    ]
    assert owed and wrong == []
