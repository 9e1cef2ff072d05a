"""The judge on small families whose answer can be worked out by hand, and what it refuses."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kinsight.engine import judge
from kinsight.engine.families.arrays import from_tables
from kinsight.engine.judge import scratch
from kinsight.engine.judge.layout import MOST, NEVER, Families
from kinsight.engine.judged_cases import evaluate, tables
from kinsight.engine.rule_arrays import TooManyRules, compile_rules
from kinsight.engine.rules import Rules
from kinsight.rules.schema.cases import Bond, Case, Child, Event
from kinsight.rules.schema.formats import Concept, Expectation, Indicator
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import FOREVER, to_day
from tests.generative.strategies import WORDS

TODAY = to_day(date(2026, 11, 28))
BORN = TODAY - 700


def knowledge() -> Knowledge:
    """Both of two facts within 90 days, of which one must be answered within 14."""
    when = {
        "need": 2,
        "inputs": [
            {"concept": "alpha", "about": ["mother"], "lasts": "90d"},
            {"concept": "beta", "about": ["child"], "lasts": "90d"},
        ],
    }
    both = Indicator.model_validate({**WORDS, "indicator": "both", "stance": "explore", "when": when})
    owed = Expectation.model_validate(
        {
            **WORDS,
            "expectation": "answer",
            "do": "d",
            "owner": "gp",
            "basis": "source",
            "worth_until": "ever",
            "after": {"indicator": "both"},
            "due": "14d",
            "met_by": [{"concept": "gamma", "about": ["child"]}],
        }
    )
    concepts = {name: Concept(concept=name, title=name, group="g") for name in ("alpha", "beta", "gamma")}
    return Knowledge("a", concepts, {"both": both}, {"answer": owed})


def case(*events: Event, name: str = "kid") -> Case:
    return Case(Child(name, BORN), (Bond(name, "ann", "mother", BORN),), events)


def alpha(day: int, service: str = "gp") -> Event:
    return Event("a", "ann", "alpha", day, None, day, FOREVER, service)


def beta(day: int, service: str = "camhs") -> Event:
    return Event("b", "kid", "beta", day, None, day, FOREVER, service)


def families_of(cases: list[Case], rules: Rules) -> Families:
    return from_tables(**tables(cases), concepts=rules.concepts)


def judged(*cases: Case, **options: object) -> judge.Results:
    rules = Rules(knowledge())
    families = families_of(list(cases), rules)
    return judge.judge_all(rules.arrays(), families, judge.Options(TODAY, TODAY + 400, **options))


def test_a_pattern_of_two_services_holds_joined_and_for_neither_alone() -> None:
    found = judged(case(alpha(TODAY - 60), beta(TODAY - 30)))
    (spell,) = found.spells
    assert (spell["viewer"], spell["since"], spell["until"]) == (0, TODAY - 30, TODAY + 30)
    assert spell["count"] == 2 and spell["only_joined"]


def test_a_service_that_saw_less_may_see_a_later_onset() -> None:
    """Joined, it began on the first fact; the second service knows of the second alone, and of an onset a day later."""
    facts = [alpha(TODAY - 41, "gp"), replace(alpha(TODAY - 40, "camhs"), event="later")]
    near = {"inputs": [{"concept": "alpha", "about": ["mother"], "lasts": "1d"}]}
    age = TODAY - 36 - BORN
    late = {"inputs": [{"onset-of": "near", "lasts": "5d"}], "from_age": f"{age}d", "until_age": f"{age + 1}d"}
    rules = {
        name: Indicator.model_validate({**WORDS, "indicator": name, "stance": "explore", "when": when})
        for name, when in (("near", near), ("late", late))
    }
    known = Knowledge("c", knowledge().concepts, rules, {})
    found = evaluate(known, [case(*facts)], TODAY, TODAY).spells
    assert [(view, since, until) for view, _, name, since, until, *_ in found if name == "late"] == [
        ("camhs", TODAY - 36, TODAY - 35)
    ]


def test_what_one_service_alone_knows_is_its_own_view_too() -> None:
    found = judged(case(alpha(TODAY - 60, "gp"), beta(TODAY - 30, "gp")))
    assert sorted(spell["viewer"] != 0 for spell in found.spells) == [False, True]
    assert not found.spells["only_joined"].any()
    assert len(judged(case(alpha(TODAY - 60, "gp"), beta(TODAY - 30, "gp")), views=False).spells) == 1


def test_the_answer_is_owed_from_the_first_day_of_the_pattern() -> None:
    (owed,) = judged(case(alpha(TODAY - 60), beta(TODAY - 30))).owed
    assert (owed["anchor"], owed["trigger"], owed["due"]) == (TODAY - 30, TODAY - 30, TODAY - 16)
    assert owed["met_on"] == NEVER


def test_an_answer_says_when_it_was_done_and_when_that_was_known() -> None:
    answer = Event("c", "kid", "gamma", TODAY - 20, None, TODAY - 5)
    (owed,) = judged(case(alpha(TODAY - 60), beta(TODAY - 30), answer)).owed
    assert (owed["met_on"], owed["met_known"]) == (TODAY - 20, TODAY - 5)


def test_nothing_holds_where_the_two_never_overlap() -> None:
    found = judged(case(alpha(TODAY - 200), beta(TODAY - 30)))
    assert not len(found.spells) and not len(found.owed)


def test_families_are_judged_alike_by_one_thread_or_two() -> None:
    rules = Rules(knowledge())
    many = [case(alpha(TODAY - 60 - n), beta(TODAY - 30), name=f"kid{n}") for n in range(7)]
    families, options = families_of(many, rules), judge.Options(TODAY, TODAY)
    one, two = (judge.judge_all(rules.arrays(), families, options, threads) for threads in (1, 2))
    assert np.array_equal(one.spells, two.spells) and np.array_equal(one.owed, two.owed)


def test_more_results_than_expected_are_given_more_room() -> None:
    """Two hundred separate days on which a pattern holds, in one family."""
    facts = [
        Event(f"{c}{n}", p, c, BORN + 3 * n, BORN + 3 * n + 1, BORN + 3 * n)
        for n in range(200)
        for c, p in (("alpha", "ann"), ("beta", "kid"))
    ]
    known = knowledge()
    when = known.indicators["both"].when
    shorter = [one.model_copy(update={"lasts": "1d"}) for one in when.inputs]
    both = known.indicators["both"].model_copy(update={"when": when.model_copy(update={"inputs": shorter})})
    rules = Rules(Knowledge("b", known.concepts, {"both": both}, known.expectations))
    families = families_of([case(*facts)], rules)
    found = judge.judge_all(rules.arrays(), families, judge.Options(TODAY, TODAY))
    assert len(found.spells) == 2 * 200 and len(found.owed) == 200


def test_a_family_too_large_is_refused_by_name() -> None:
    rules = Rules(knowledge())
    families = families_of([case(alpha(TODAY - 60))], rules)
    events = np.repeat(families.events, scratch.MANY + 1)
    places = np.where(families.event_at > 0, len(events), 0)
    with pytest.raises(judge.FamilyTooLarge, match=str(families.children[0]["child"])):
        judge.judge_all(rules.arrays(), families._replace(events=events, event_at=places), judge.Options(TODAY, TODAY))


def test_the_next_family_is_judged_after_one_that_was_too_large() -> None:
    rules, working, options = Rules(knowledge()), scratch.make_scratch(), judge.Options(TODAY, TODAY)
    families = families_of([case(alpha(TODAY - 60), beta(TODAY - 30))], rules)
    first = judge.judge_one(rules.arrays(), families, 0, options, working)
    # The kid has the facts of a mother of too many.
    events = np.concatenate([families.events, np.repeat(families.events[:1], scratch.MANY + 1)])
    crowded = families._replace(events=events, event_at=np.array([0, len(families.events), len(events)]))
    with pytest.raises(judge.FamilyTooLarge):
        judge.judge_one(rules.arrays(), crowded, 0, options, working)
    again = judge.judge_one(rules.arrays(), families, 0, options, working)
    assert np.array_equal(first.spells, again.spells) and len(first.spells) == 1


def test_evidence_is_the_facts_that_took_part() -> None:
    rules = Rules(knowledge())
    early = Event("early", "ann", "alpha", TODAY - 400, None, TODAY - 400)
    families = families_of([case(early, alpha(TODAY - 60), beta(TODAY - 30))], rules)
    found = judge.judge_one(rules.arrays(), families, 0, judge.Options(TODAY, TODAY), scratch.make_scratch())
    assert sorted(row["start"] for row in found.evidence) == [TODAY - 60, TODAY - 30]


def test_more_rules_than_there_is_room_for_are_refused_by_kind() -> None:
    rules = Rules(knowledge())
    with pytest.raises(TooManyRules, match="concepts"):
        compile_rules(rules.tables, rules.turns(False), np.arange(MOST["concepts"] + 1, dtype=np.int32))
