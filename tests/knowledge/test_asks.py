"""What is really asked: each expectation asks one thing, and one answer meets all that ask the same."""

import datetime

import pytest

from kinsight.engine.reference import state
from kinsight.rules.compile.examples import NAMED, case_of
from kinsight.rules.schema import roles
from kinsight.rules.schema.formats import ExampleEvent, Expectation, ExpectationExample
from kinsight.store.days import to_day
from tests.knowledge.test_examples import KNOWN

#: Question → the expectations that ask it.
ASKING: dict[str, list[str]] = {}
for name, one in KNOWN.expectations.items():
    ASKING.setdefault(one.asks or "", []).append(name)
SHARED = sorted(asked for asked, names in ASKING.items() if len(names) > 1)


def open_in(one: Expectation) -> tuple[ExpectationExample, datetime.date]:
    """The last of its examples in which it is owed, and the last day on which it is."""
    owed = ("open", "overdue")
    return [(x, day) for x in one.examples for day, said in sorted(x.states.items()) if said in owed][-1]


def answered(one: Expectation, concept: str) -> str | None:
    """How its example stands on a day on which it was owed, once that day brought a fact of the concept."""
    example, day = open_in(one)
    about = {role for met in one.met_by if met.concept == concept for role in roles.expand(met.about)}
    who = next(who for who, role in NAMED.items() if role in about)
    fact = ExampleEvent(who=who, concept=concept, on=day)
    case = case_of(example.model_copy(update={"events": [*example.events, fact]}))
    return state(KNOWN.with_days(example.settings), case, one.expectation, to_day(day))


def test_every_expectation_asks_one_thing_that_is_known() -> None:
    assert ASKING.keys() <= KNOWN.questions.keys()


@pytest.mark.parametrize("asked", SHARED)
def test_the_usual_answer_meets_all_that_ask_the_same(asked: str) -> None:
    usual = KNOWN.questions[asked].recorded_as[0]
    found = {name: answered(KNOWN.expectations[name], usual) for name in ASKING[asked]}
    assert found == dict.fromkeys(ASKING[asked], "met")


def test_whoever_asks_a_family_about_abuse_asks_what_is_marked_sensitive() -> None:
    kinds = {name: concept.enquiry or concept.sensitive for name, concept in KNOWN.concepts.items()}
    about_abuse = {
        name
        for name, one in KNOWN.questions.items()
        if one.at == "visit" and any(kinds[concept] for concept in one.recorded_as)
    }
    assert {"domestic-abuse", "safety-plan", "exploitation-history"} <= about_abuse
    assert [name for name in sorted(about_abuse) if not KNOWN.questions[name].sensitive] == []


def test_an_assessment_that_asks_it_in_full_records_the_usual_answer() -> None:
    named = {name: (one.assessment, one.recorded_as[0]) for name, one in KNOWN.questions.items() if one.assessment}
    assert {which for which, _ in named.values()} <= KNOWN.questionnaires.keys()
    assert [name for name, (which, usual) in named.items() if usual not in KNOWN.questionnaires[which].concepts] == []


def test_a_title_is_short_enough_to_be_said() -> None:
    lengths = {name: len(one.title.split()) for name, one in KNOWN.questions.items() if one.on_page is None}
    assert {name: words for name, words in lengths.items() if not 2 <= words <= 6} == {}
