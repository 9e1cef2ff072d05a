"""The same sign means the same: neither a child's disability nor a family's strength takes anything from a pattern or duty."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kinsight.engine.reference import holds, state
from kinsight.rules.compile.examples import CHILD, case_of
from kinsight.rules.schema.cases import Case, Event
from kinsight.rules.schema.formats import Expectation, ExpectationExample, IndicatorExample
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.walk import concepts_of
from kinsight.store.days import to_day
from tests.knowledge.test_examples import KNOWN, each

#: Everything that a record may say of a child's impairment, its explanations left aside: those are facts about a sign.
IMPAIRMENT = ("disability", "learning-disability", "long-term-condition", "communication-need", "developmental-delay")
#: What speaks for a family and is not itself something that a practitioner did.
STRENGTHS = ("treatment-engaged", "family-support-accepted", "steady-worker")
#: What speaks for a young person.
OWN_STRENGTHS = ("family-support-accepted", "steady-worker", "trusted-adult")
#: A strength that says something is over, or was done, as it may: a home was found, a school took the child back, who
#: takes up help was offered it, who has people to turn to was asked for them.
OVER = {"suitably-housed", "school-returned", "support-accepted", "support-network"}
WHO = {CHILD: (*IMPAIRMENT, *OWN_STRENGTHS), "mother": STRENGTHS, "father": STRENGTHS}
OWED = ("open", "overdue")


def with_more_known(example: IndicatorExample | ExpectationExample, asked: Iterable[date]) -> Case:
    """The same family with every impairment and every strength: known before birth, and found again on each day asked."""
    case = case_of(example)
    days = sorted({case.child.birth - 300, *(to_day(day) for day in asked)})
    facts = (
        Event(f"{who}-{concept}-{day}", who, concept, day, None, day, service="paediatrics")
        for who, concepts in WHO.items()
        for concept in concepts
        for day in days
    )
    return replace(case, events=(*case.events, *facts))


def lost_pattern(knowledge: Knowledge, name: str, example: IndicatorExample) -> list[str]:
    """Days on which the example's pattern holds, and would not if the child were disabled and the family strong."""
    case, knowledge = with_more_known(example, example.holds), knowledge.with_days(example.settings)
    days = [day for day, held in example.holds.items() if held]
    return [day.isoformat() for day in days if not holds(knowledge, case, name, to_day(day))]


def lost_duty(knowledge: Knowledge, name: str, example: ExpectationExample) -> list[str]:
    """Days on which the example's response is owed, and would be owed less if the child were disabled and the family strong."""
    case, knowledge = with_more_known(example, example.states), knowledge.with_days(example.settings)
    days = [(day, said) for day, said in example.states.items() if said in OWED]
    found = [(day, said, state(knowledge, case, name, to_day(day))) for day, said in days]
    return [day.isoformat() for day, said, now in found if now not in OWED[OWED.index(said) :]]


def _named(items: Any) -> list[Any]:
    return [pytest.param(name, one, id=f"{name}-{at}") for name, at, one in each(items)]


@pytest.mark.parametrize(("name", "example"), _named(KNOWN.indicators))
def test_a_pattern_holds_all_the_same(name: str, example: IndicatorExample) -> None:
    assert lost_pattern(KNOWN, name, example) == [], example.title


@pytest.mark.parametrize(("name", "example"), _named(KNOWN.expectations))
def test_a_response_is_owed_all_the_same(name: str, example: ExpectationExample) -> None:
    assert lost_duty(KNOWN, name, example) == [], example.title


def test_every_concept_of_impairment_is_tried() -> None:
    """A new word for an impairment joins the list above, or is a sign, a source or something done."""
    beside = {"distress-cue", "sign-attributed-to-disability", "history-from-carer-only", "accounts-differ"}
    group = {name for name, one in KNOWN.concepts.items() if one.group == "disability" and not one.response}
    assert group == {*IMPAIRMENT, *beside}


def test_every_strength_is_tried() -> None:
    """What a protective pattern rests on is in the list above, or is done by a practitioner."""
    protective = [one for one in KNOWN.indicators.values() if one.stance == "protective"]
    found = {concept for one in protective for _, concept in concepts_of(one)}
    said = {name for name in found if not KNOWN.concepts[name].response}
    assert said == {*STRENGTHS, *OWN_STRENGTHS, *OVER}


def test_a_rule_that_listens_less_is_caught() -> None:
    """The check objects to knowledge in which a disability answers a duty, or ends a sign."""
    name, answered = "consider-harm-after-not-brought", [{"concept": "disability", "about": "child"}]
    rule = KNOWN.expectations[name]
    lenient = Expectation.model_validate({**rule.model_dump(by_alias=True), "met_by": answered})
    weaker = replace(KNOWN, expectations={**KNOWN.expectations, name: lenient})
    assert any(lost_duty(weaker, name, one) for one in rule.examples)

    plan = KNOWN.concepts["child-protection-plan"]
    ended = plan.model_copy(update={"closed_by": ["disability"]})
    weaker = replace(KNOWN, concepts={**KNOWN.concepts, plan.concept: ended})
    pattern = KNOWN.indicators["open-safeguarding-concern"]
    assert any(lost_pattern(weaker, pattern.indicator, one) for one in pattern.examples)
