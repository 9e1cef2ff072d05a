"""The engine says what the slow reference says, on random knowledge and random families."""

import os
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinsight.engine import judge
from kinsight.engine.families.arrays import from_tables
from kinsight.engine.judged_cases import CaseResults, evaluate, tables
from kinsight.engine.reference import Reference
from kinsight.engine.rules import Rules
from kinsight.rules.schema import formats, grammar, rule_review
from kinsight.rules.schema.cases import Bond, Case, Child, Event
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.levels import Circle
from kinsight.store.days import FOREVER
from tests.generative import strategies

EXAMPLES = int(os.environ.get("KINSIGHT_EXAMPLES", "150"))


def beyond(day: int) -> int:
    """Ends after the last day looked at are one and the same: not yet."""
    return FOREVER if day > strategies.LAST else day


def by_reference(knowledge: Knowledge, case: Case) -> tuple[set, set, set, set]:
    child, spells, owed, overdue, evidence = case.child.child, set(), set(), set(), set()
    for view in ["joined", *sorted({e.service for e in case.events})]:
        judged = Reference(knowledge, case, strategies.FIRST, strategies.LAST, view)
        for name, one in knowledge.indicators.items():
            for s in judged.spells(name):
                spells.add((view, child, name, s.since, beyond(s.until), s.count, s.taken_back))
                for run in judged.indicator_runs(one):
                    if run.start < s.until and run.finish > s.since and run.start < run.finish:
                        evidence.add((view, child, name, s.since, run.start, beyond(run.finish)))
    judged = Reference(knowledge, case, strategies.FIRST, strategies.LAST)
    for name in knowledge.expectations:
        owed |= {(child, name, o.trigger, o.due, o.met_on, o.lapses) for o in judged.owed(name)}
        overdue |= {(child, name, s.since, beyond(s.until)) for s in judged.overdue_spells(name)}
    return spells, owed, overdue, evidence


def by_engine(found: CaseResults) -> tuple[set, set, set, set]:
    real = [s for s in found.spells if "/" not in s[2]]
    return (
        {(v, c, i, since, beyond(until), count, back) for v, c, i, since, until, count, back in real},
        {(c, e, trigger, due, met, lapses) for c, e, trigger, due, _, met, lapses in found.owed},
        {(c, e, since, beyond(until)) for c, e, since, until in found.overdue if since <= strategies.LAST},
        {
            (v, c, i, since, start, beyond(finish))
            for v, c, i, since, _, start, finish in found.evidence
            if "/" not in i
        },
    )


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.knowledges(), st.lists(strategies.cases(), min_size=1, max_size=4))
def test_engine_and_reference_agree(knowledge: Knowledge, cases: list[Case]) -> None:
    compared(knowledge, cases)


@settings(max_examples=EXAMPLES * 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.knowledges(strategies.stretches), strategies.cases())
def test_rules_that_hold_for_a_time_agree(knowledge: Knowledge, case: Case) -> None:
    compared(knowledge, [case])


def test_a_fact_that_a_correction_moved_to_another_parent_counts_once() -> None:
    """Taken for two, it would be counted twice, and set off a second time what is owed after it."""
    first = Event("f", "ann", "alpha", 5, None, 5, 10, "gp")
    bonds = (Bond("kid", "ann", "mother"), Bond("kid", "bob", "father"))
    case = Case(Child("kid", 0), bonds, (first, replace(first, person="bob", known=10, superseded=FOREVER)))
    when = {"inputs": [{"concept": "alpha", "about": ["parents"], "lasts": "40d"}]}
    rule = formats.Indicator.model_validate({**strategies.WORDS, "indicator": "one", "stance": "explore", "when": when})
    known = Knowledge("x", {"alpha": formats.Concept(concept="alpha", title="a", group="g")}, {"one": rule}, {})
    compared(known, [case])


def compared(knowledge: Knowledge, cases: list[Case]) -> None:
    named = [rename(case, f"kid{n}") for n, case in enumerate(cases)]
    expected = [by_reference(knowledge, case) for case in named]
    found = by_engine(evaluate(knowledge, named, strategies.LAST, strategies.LAST))
    for place, what in enumerate(("spells", "owed", "overdue", "evidence")):
        assert found[place] == set().union(*(answer[place] for answer in expected)), what


@settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.knowledges(), strategies.cases(), st.integers(strategies.FIRST, strategies.LAST))
def test_without_the_past_what_still_stands_is_owed_all_the_same(knowledge: Knowledge, case: Case, day: int) -> None:
    whole, less = owed_on(knowledge, case, day, past=True), owed_on(knowledge, case, day, past=False)
    assert less <= whole
    assert {row for row in whole if row[-1] > day} <= less


def test_without_the_past_less_is_owed() -> None:
    spared: list[int] = []

    @settings(max_examples=400, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(strategies.knowledges(), strategies.cases())
    def draw(knowledge: Knowledge, case: Case) -> None:
        whole, less = (owed_on(knowledge, case, strategies.STORY, past) for past in (True, False))
        spared.append(len(whole) - len(less))

    draw()
    assert sum(spared) > 0


def owed_on(knowledge: Knowledge, case: Case, day: int, past: bool) -> set[tuple[int, ...]]:
    rules = Rules(knowledge)
    families = from_tables(**tables([case]), concepts=rules.concepts)
    found = judge.judge_all(rules.arrays(), families, judge.Options(day, strategies.LAST, past=past))
    return {(o.expectation, o.anchor, o.trigger, o.due, o.met_on, o.ends) for o in found.owed.view(np.recarray)}


def rename(case: Case, name: str) -> Case:
    """The same family around a child of another name."""
    facts = tuple(replace(e, person=name) if e.person == "kid" else e for e in case.events)
    return Case(replace(case.child, child=name), tuple(replace(b, child=name) for b in case.bonds), facts)


def test_the_strategy_draws_all_the_grammar() -> None:
    """Fails when the grammar gains a kind that random knowledge never has."""
    kinds = {"=" + k for k in ("concept", "indicator", "onset-of", "overdue", "any", "all", "at-least")}
    written = {tag.tag for member in grammar.Input.__origin__.__args__ for tag in member.__metadata__}
    assert written == kinds
    assert len(written) == len(strategies.INPUT_KINDS)
    triggers = {tag.tag[1:] for member in formats.Trigger.__origin__.__args__ for tag in member.__metadata__}
    assert triggers == set(strategies.TRIGGER_KINDS)
    drawn_fields = {"need", "from_age", "until_age", "inputs"}
    assert set(formats.When.model_fields) == drawn_fields
    assert set(formats.InForce.model_fields) == {"from_", "until"}
    documentary = {
        "examples",
        "misleads",
        "catalogue",
        "since",
        "replaces",
        "asks",
        "next_visit",
        "prints",
        "worth_because",
        "worth_basis",
        *rule_review.FIELDS,
    }
    assert set(formats.Indicator.model_fields) - set(strategies.WORDS) - documentary == {
        "indicator",
        "stance",
        "when",
        "shown",
        "in_force",
    }
    assert set(formats.Expectation.model_fields) - set(strategies.WORDS) - documentary == {
        "expectation",
        "do",
        "owner",
        "owner_from",
        "after",
        "due",
        "worth_until",
        "lookback",
        "repeat",
        "met_by",
        "basis",
        "in_force",
    }


def test_the_strategy_draws_rules_that_hold_for_a_time() -> None:
    """From a day, until a day, and by a setting that is known or is not; and still rules that always hold."""
    drawn: list[tuple[object, object]] = []

    @settings(max_examples=300, deadline=None, database=None, derandomize=True)
    @given(strategies.knowledges())
    def draw(knowledge: Knowledge) -> None:
        rules = [*knowledge.indicators.values(), *knowledge.expectations.values()]
        drawn.extend((rule.in_force.from_, rule.in_force.until) for rule in rules)

    draw()
    said = {
        day.setting if isinstance(day, formats.SettingDay) else type(day).__name__ for pair in drawn for day in pair
    }
    assert said == {"known", "unknown", "date", "NoneType"}
    assert (None, None) in drawn and any(None not in pair for pair in drawn)


def test_circles_are_refused_rather_than_swept() -> None:
    words = {**strategies.WORDS, "stance": "explore"}
    a = formats.Indicator.model_validate({**words, "indicator": "a", "when": {"inputs": [{"indicator": "b"}]}})
    b = formats.Indicator.model_validate({**words, "indicator": "b", "when": {"inputs": [{"indicator": "a"}]}})
    try:
        Knowledge(version="x", indicators={"a": a, "b": b}).levels  # noqa: B018
    except Circle as circle:
        assert set(circle.path) == {"a", "b"}
    else:
        raise AssertionError("a circle was accepted")
