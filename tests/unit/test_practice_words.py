"""Rules in plain words: said from the rule itself."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kinsight.rules.schema import roles
from kinsight.rules.schema.formats import Concept, Expectation, Indicator, InForce, Setting
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.text import rule_words
from tests.unit.test_practice_program import concept, expectation, indicator

TITLES = {"a": "Was not brought", "b": "Cancelled by the carer", "c": "MARAC heard", "done": "Harm considered"}
KNOWN = Knowledge(
    "test",
    concepts={word: Concept(concept=word, title=title, group="g") for word, title in TITLES.items()},
    indicators={"i": indicator("i", concept("a")).model_copy(update={"title": "Not brought"})},
    expectations={"e": expectation("e", {"indicator": "i"}).model_copy(update={"title": "Consider harm"})},
)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            indicator("x", concept("a"), concept("b"), need=3),
            "At least 3 of these within 12 months, about the child: was not brought; cancelled by the carer.",
        ),
        (indicator("x", concept("a", lasts="ever")), "Was not brought (at any time before, about the child)."),
        (
            indicator("x", concept("a"), concept("c", "parents"), until_age="6m"),
            "Any of these within 12 months: was not brought (about the child); MARAC heard (about a parent or carer)"
            ", counted until the age of 6 months.",
        ),
        (
            indicator("x", {"indicator": "i"}, {"overdue": "e"}, {"onset-of": "i", "lasts": "1m"}),
            "Any of these: “Not brought” holds; overdue: “Consider harm”; “Not brought” began (within 1 month).",
        ),
        (
            indicator("x", {"indicator": "i"}, {"any": [concept("a"), concept("b")]}, need=2, from_age="0d"),
            "All of these at one time: “Not brought” holds; [any of these within 12 months, about the child: "
            "was not brought; cancelled by the carer], counted from birth.",
        ),
        (
            indicator("x", {"all": [concept("a"), concept("b", lasts="while-open")]}),
            "All of these at one time about the child: was not brought (within 12 months); "
            "cancelled by the carer (while open).",
        ),
        (
            indicator("x", {"at-least": 2, "of": [concept("a"), concept("b"), concept("c")]}),
            "At least 2 of these within 12 months, about the child: "
            "was not brought; cancelled by the carer; MARAC heard.",
        ),
    ],
)
def test_rule(rule: Indicator, said: str) -> None:
    assert rule_words.rule(KNOWN, rule) == said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            expectation("x", {"concept": "a", "about": "child"}),
            "Owed within 5 days of this: was not brought (the child). "
            "Worth doing for as long as it takes. Done when this is recorded: harm considered (the child).",
        ),
        (
            expectation("x", {"indicator": "i", "until_age": "1y"}, repeat="12w", lookback="2w"),
            "Owed within 5 days of the start of “Not brought”, and again every 12 weeks while it holds, counted until "
            "the age of 1 year. "
            "Worth doing for as long as it takes. "
            "Done when this is recorded: harm considered (the child); up to 2 weeks before counts too.",
        ),
        (
            expectation("x", {"age": "12d"}, due="0d"),
            "Owed on the day of the child being 12 days old. Worth doing for as long as it takes. "
            "Done when this is recorded: harm considered (the child).",
        ),
        (
            expectation("x", {"age": "-4w"}),
            "Owed within 5 days of 4 weeks before birth is due. "
            "Worth doing for as long as it takes. Done when this is recorded: harm considered (the child).",
        ),
    ],
)
def test_owed(rule: Expectation, said: str) -> None:
    assert rule_words.owed(KNOWN, rule) == said


BEGINS = Setting(setting="begins", title="The duty begins", says="s", value=None, sources=[{"document": "d"}])


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({}, ""),
        ({"from": date(2022, 1, 31)}, "In force from 31 January 2022."),
        ({"from": date(2016, 5, 1), "until": date(2022, 1, 31)}, "In force from 1 May 2016 until 31 January 2022."),
        (
            {"from": {"setting": "begins"}},
            "In force from the day of “The duty begins” (no day is set, so it has not come).",
        ),
    ],
)
def test_in_force(limits: dict[str, Any], said: str) -> None:
    known = replace(KNOWN, settings={"begins": BEGINS})
    rule = indicator("x", concept("a")).model_copy(update={"in_force": InForce.model_validate(limits)})
    assert rule_words.in_force(known, rule) == said
    assert rule_words.rule(known, rule) == f"Was not brought (within 12 months, about the child). {said}".strip()


def test_in_force_from_a_day_that_the_site_set() -> None:
    known = replace(KNOWN, settings={"begins": BEGINS}).with_days({"begins": date(2027, 4, 1)})
    rule = expectation("x", {"age": "1d"}, in_force={"from": {"setting": "begins"}}, owner_from={"5y": "school-nurse"})
    assert rule_words.owed(known, rule).endswith(
        " Owed by: gp; from the age of 5 years by: school nurse. In force from the day of “The duty begins” (1 April 2027)."
    )


def test_rule_as_a_list() -> None:
    many = indicator("x", concept("a"), {"any": [concept("b")]}, until_age="1y")
    assert rule_words.rule_lines(KNOWN, many) == (
        "Any of these within 12 months, about the child, counted until the age of 1 year",
        ["Was not brought", "Cancelled by the carer"],
    )
    assert rule_words.rule_lines(KNOWN, indicator("x", concept("a"))) == (
        "",
        ["Was not brought (within 12 months, about the child)"],
    )


def test_roles_in_words() -> None:
    assert roles.in_words("adults") == "any adult around the child"
    assert roles.in_words(list(roles.ROLES)) == roles.in_words("anyone") == "anyone around the child"
    assert roles.in_words(["child", "parents", "partner"]) == "a parent or carer, the child or a parent's partner"
