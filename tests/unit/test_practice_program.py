"""Knowledge becomes rows: groups become internal indicators, levels follow what rests on what, names become numbers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kinsight.rules.compile.rule_rows import SCHEMAS, compile_program, tables
from kinsight.rules.schema import durations, roles
from kinsight.rules.schema.flatten import FlatIndicator, flatten
from kinsight.rules.schema.formats import Concept, Expectation, Indicator, InForce, Setting
from kinsight.rules.schema.grammar import FlatInput
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.levels import Circle
from kinsight.rules.schema.owners import owner_at, owners_of
from kinsight.store.days import ALWAYS, FOREVER
from kinsight.store.keys import small_key

ITEM: dict[str, Any] = {
    "title": "T",
    "group": "engagement",
    "says": "s",
    "why": "w",
    "sources": [{"document": "guide"}],
}


def indicator(name: str, *inputs: dict[str, Any], **when: Any) -> Indicator:
    return Indicator.model_validate(
        {**ITEM, "indicator": name, "stance": "explore", "when": {**when, "inputs": list(inputs)}}
    )


def expectation(name: str, after: dict[str, Any], **more: Any) -> Expectation:
    fixed = {"do": "d", "owner": "gp", "due": "5d", "basis": "source", "worth_until": "ever"}
    met_by = [{"concept": "done", "about": "child"}]
    return Expectation.model_validate({**ITEM, **fixed, "expectation": name, "after": after, "met_by": met_by, **more})


def concept(name: str, about: str = "child", lasts: str = "12m") -> dict[str, Any]:
    return {"concept": name, "about": about, "lasts": lasts}


def knowledge(*items: Indicator | Expectation) -> Knowledge:
    return Knowledge(
        "test",
        concepts={word: Concept(concept=word, title=word, group="g") for word in ("a", "b", "c", "done")},
        indicators={one.indicator: one for one in items if isinstance(one, Indicator)},
        expectations={one.expectation: one for one in items if isinstance(one, Expectation)},
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [("5d", 5), ("0d", 0), ("12w", 84), ("1m", 30), ("6m", 183), ("12m", 365), ("1y", 365), ("18y", 6575),
     ("-300d", -300), ("-1m", -30), ("2m", 61), ("100y", 36525)],
)  # fmt: skip
def test_lengths_in_days(text: str, days: int) -> None:
    assert durations.days(text) == days


@pytest.mark.parametrize("text", ["", "5", "d", "5 d", "1.5y", "5D", "while-open", "--5d", "5days", "5d\n"])
def test_what_is_no_length(text: str) -> None:
    with pytest.raises(ValueError, match="not a length"):
        durations.days(text)


def test_lasting_for_ever_and_while_open() -> None:
    assert durations.lasts_days("ever") == FOREVER
    assert durations.lasts_days("while-open") == durations.OPEN == -1
    assert durations.lasts_days("2w") == 14


def test_roles_expand() -> None:
    assert roles.expand("child") == ("self",)
    assert roles.expand("anyone") == roles.expand(["sibling", "adults", "child"]) == roles.ROLES
    assert roles.expand("parents") == ("mother", "father", "carer")
    assert roles.expand(["sibling", "adults"]) == ("mother", "father", "carer", "partner", "sibling", "household")
    with pytest.raises(ValueError, match="not a role"):
        roles.expand("neighbour")


def test_roles_of_one_person() -> None:
    assert roles.may_be_one_person("mother", "household")
    assert not roles.may_be_one_person("child", "adults")
    assert not roles.may_be_one_person("mother", "father")


def test_a_flat_rule_stays_flat() -> None:
    (flat,) = flatten(
        indicator("i", concept("a"), concept("b", "parents", "ever"), need=2, from_age="0d", until_age="1y")
    )
    assert flat == FlatIndicator(
        "i",
        2,
        0,
        365,
        False,
        (FlatInput("concept", "a", ("self",), 365), FlatInput("concept", "b", ("mother", "father", "carer"), FOREVER)),
    )


def test_any_takes_its_inputs_as_they_are() -> None:
    outer, inner = flatten(indicator("i", {"any": [concept("a"), {"indicator": "j"}]}, until_age="1y"))
    assert outer.inputs == (FlatInput("spell", "i/1"),)
    assert (inner.indicator, inner.need, inner.internal, inner.until_age) == ("i/1", 1, True, 365)
    assert [part.kind for part in inner.inputs] == ["concept", "spell"]


def test_all_and_at_least_count_each_input_once() -> None:
    """Two facts of `a` must not pass for `a` and `b`: each leaf becomes an indicator of its own."""
    rows = flatten(indicator("i", {"all": [concept("a"), concept("b"), {"indicator": "j"}]}))
    assert [(row.indicator, row.need) for row in rows] == [("i", 1), ("i/1", 3), ("i/2", 1), ("i/3", 1)]
    assert rows[1].inputs == (FlatInput("spell", "i/2"), FlatInput("spell", "i/3"), FlatInput("spell", "j"))
    assert [row.inputs[0].source for row in rows[2:]] == ["a", "b"]


def test_nested_groups_are_numbered_as_written() -> None:
    inner = {"at-least": 2, "of": [{"any": [concept("a")]}, {"onset-of": "j", "lasts": "30d"}]}
    rows = flatten(indicator("i", {"any": [inner]}, {"overdue": "e"}))
    assert [row.indicator for row in rows] == ["i", "i/1", "i/2", "i/3", "i/4"]
    assert rows[0].inputs == (FlatInput("spell", "i/1"), FlatInput("overdue", "e"))
    assert rows[2].inputs == (FlatInput("spell", "i/3"), FlatInput("spell", "i/4"))
    assert rows[4].inputs == (FlatInput("onset", "j", lasts=30),)


def test_levels_follow_what_rests_on_what() -> None:
    known = knowledge(
        indicator("facts", concept("a")),
        indicator("combined", {"indicator": "facts"}, {"onset-of": "facts", "lasts": "30d"}),
        indicator("grouped", {"any": [concept("a")]}),
        indicator("late", {"overdue": "after-combined"}),
        expectation("after-fact", {"concept": "a", "about": "child"}),
        expectation("after-age", {"age": "12d"}),
        expectation("after-combined", {"indicator": "combined"}),
    )
    assert known.levels == {
        "facts": 0,
        "combined": 1,
        "grouped": 1,
        "grouped/1": 0,
        "after-fact": 0,
        "after-age": 0,
        "after-combined": 1,
        "late": 2,
    }


def test_circles_are_named() -> None:
    with pytest.raises(Circle) as refused:
        _ = knowledge(indicator("i", {"overdue": "e"}), expectation("e", {"indicator": "i"})).levels
    assert refused.value.path == ("i", "e", "i")


def test_rows_of_inputs() -> None:
    known = knowledge(
        indicator("i", concept("a", lasts="while-open"), {"overdue": "e"}),
        indicator("j", {"indicator": "i"}),
        expectation("e", {"age": "-4w", "until_age": "2y"}, repeat="12w", lookback="1w"),
    )
    program = compile_program(known)
    ids = {row.indicator: row.indicator_id for row in program.indicator}
    fact, overdue, spell = program.input
    assert (fact.kind, fact.concept, fact.concept_key, fact.source_id, fact.lasts) == (
        "concept",
        "a",
        small_key("a"),
        None,
        -1,
    )
    assert (overdue.kind, overdue.concept, overdue.source_id, overdue.roleset_id) == (
        "overdue",
        None,
        program.expectation[0].expectation_id,
        None,
    )
    assert (spell.indicator_id, spell.kind, spell.source_id) == (ids["j"], "spell", ids["i"])


def test_rows_of_expectations() -> None:
    known = knowledge(
        indicator("i", concept("a")),
        expectation("by-age", {"age": "-4w", "until_age": "2y"}, repeat="12w", lookback="1w"),
        expectation("by-fact", {"concept": "b", "about": "parents", "from_age": "0d"}),
        expectation("by-pattern", {"indicator": "i"}),
    )
    age, fact, pattern = compile_program(known).expectation
    assert (age.kind, age.age, age.repeat, age.lookback, age.until_age, age.due) == ("age", -28, 84, 7, 731, 5)
    assert (fact.kind, fact.concept_key, fact.from_age, fact.until_age, fact.repeat) == (
        "concept",
        small_key("b"),
        0,
        6575,
        0,
    )
    assert (pattern.kind, pattern.source_id, pattern.level) == ("indicator", 1, 0)


def test_rolesets_are_shared() -> None:
    program = compile_program(knowledge(indicator("i", concept("a", "parents"), concept("b", "parents"), concept("c"))))
    assert [row.roleset_id for row in program.input] == [1, 1, 2]
    assert [(row.roleset_id, row.role) for row in program.roleset] == [
        (1, "mother"),
        (1, "father"),
        (1, "carer"),
        (2, "self"),
    ]


def test_tables_hold_the_rows_in_the_agreed_types() -> None:
    known = knowledge(indicator("i", concept("a")), expectation("e", {"indicator": "i"}))
    made, program = tables(known), compile_program(known)
    assert {name: table.schema for name, table in made.items()} == SCHEMAS
    for name, table in made.items():
        rows = [dict(vars(row)) for row in getattr(program, name)]
        got = [
            {**row, **({"closed_by": tuple(row["closed_by"])} if "closed_by" in row else {})}
            for row in table.to_pylist()
        ]
        assert got == rows, name


def test_no_knowledge_still_has_tables() -> None:
    assert {name: table.num_rows for name, table in tables(knowledge()).items() if name != "concept"} == {
        name: 0 for name in SCHEMAS if name != "concept"
    }


def test_a_rule_without_dates_always_holds() -> None:
    program = compile_program(knowledge(indicator("i", concept("a")), expectation("e", {"indicator": "i"})))
    assert [(row.holds_from, row.holds_until) for row in (*program.indicator, *program.expectation)] == [
        (ALWAYS, FOREVER),
        (ALWAYS, FOREVER),
    ]


def dated(one: Any, **limits: Any) -> Any:
    return one.model_copy(update={"in_force": InForce.model_validate(limits)})


def test_a_rule_holds_on_its_days_and_its_groups_on_all() -> None:
    """Else a fact taken back on the day on which the rule ended would seem to have ended the group."""
    rule = dated(indicator("i", {"all": [concept("a"), concept("b")]}), **{"from": "1970-01-11", "until": "1970-02-01"})
    rows = compile_program(knowledge(rule)).indicator
    assert len(rows) == 4
    assert {(row.indicator, row.holds_from, row.holds_until) for row in rows if "/" not in row.indicator} == {
        ("i", 10, 31)
    }
    assert {(row.holds_from, row.holds_until) for row in rows if "/" in row.indicator} == {(ALWAYS, FOREVER)}


def test_a_day_that_is_not_known_has_not_come() -> None:
    begins = {"setting": "begins"}
    known = knowledge(
        dated(expectation("new", {"age": "1d"}), **{"from": begins}),
        dated(expectation("old", {"age": "1d"}), until=begins),
    )
    setting = Setting(setting="begins", title="t", says="s", value=None, sources=[{"document": "d"}])
    known = replace(known, settings={"begins": setting})
    new, old = compile_program(known).expectation
    assert (new.holds_from, old.holds_until) == (FOREVER, FOREVER)
    new, old = compile_program(known.with_days({"begins": date(1970, 1, 11)})).expectation
    assert (new.holds_from, old.holds_until) == (10, 10)


@pytest.mark.parametrize(
    ("age", "owner"),
    [(None, "midwife"), (-10, "midwife"), (0, "health-visitor"), (1825, "health-visitor"), (1826, "school-nurse")],
)
def test_the_owner_follows_the_age(age: int | None, owner: str) -> None:
    later = {"5y": "school-nurse", "0d": "health-visitor"}
    rule = expectation("e", {"age": "1d"}, owner="midwife", owner_from=later)
    assert owner_at(rule, age) == owner
    assert owners_of(rule) == ["midwife", "health-visitor", "school-nurse"]
    assert owner_at(expectation("e", {"age": "1d"}), age) == "gp"
