"""What a picture makes of one family, given as plain values: which version of a fact it shows, and who is named to whom."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from kinsight.engine.consequences import consequences
from kinsight.engine.families.child_family import (
    OF_THE_RECORD,
    Address,
    ChildFamily,
    ChildRecord,
    Couple,
    Fact,
    FamilyBond,
    Person,
    Service,
)
from kinsight.engine.judge.judge_families import Results
from kinsight.engine.judge.layout import EVIDENCE, NEVER, OWED, SPELL
from kinsight.engine.rules import rules_of
from kinsight.picture import members, responses, who_sees
from kinsight.picture.context import Context
from kinsight.picture.judged import OwedRow
from kinsight.picture.view import View
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import ALWAYS, FOREVER, iso, parse
from tests.generative.histories import knowledge

DAY = parse("2026-06-01")
CHILD, MOTHER, FATHER, NEIGHBOUR, STRANGER, UNBORN = 1, 2, 3, 4, 99, 98
SURGERY, TEAM = 7, 8
KNOWN: Knowledge = knowledge()


def person(key: int, name: str) -> Person:
    return Person(key, f"Patient/{key}", key, f"Patient/{key}", name, None, None, None, None)


def bond(key: int, role: str, **other: int) -> FamilyBond:
    return FamilyBond(key, role, ALWAYS, FOREVER, ALWAYS, FOREVER)._replace(**other)


def fact(event: int = 1, about: int = MOTHER, **other: Any) -> Fact:
    said = Fact(event, f"Condition/{event}", about, "alpha", DAY - 50, None, DAY - 40, FOREVER, "stated", None, SURGERY)
    return said._replace(**other)


def results(evidence: np.ndarray | None = None) -> Results:
    return Results(np.zeros(0, SPELL), np.zeros(0, OWED), np.zeros(0, EVIDENCE) if evidence is None else evidence)


def family(*facts: Fact, **other: Any) -> ChildFamily:
    """A child, a mother, a father who left, and a neighbour at the same address."""
    child = ChildRecord(
        CHILD, "Patient/1", "Mia", None, DAY - 900, None, FOREVER, None, None, None, None, None, "ods:1", CHILD
    )
    made = ChildFamily(
        as_of=DAY,
        child=child,
        people={
            key: person(key, name) for key, name in ((CHILD, "Mia"), (MOTHER, "Ann"), (FATHER, "Bo"), (NEIGHBOUR, "Cy"))
        },
        bonds=(
            bond(CHILD, "self"),
            bond(MOTHER, "mother"),
            bond(FATHER, "father", until=DAY - 5),
            bond(NEIGHBOUR, "same-address"),
        ),
        facts=facts,
        addresses=(),
        couples=(),
        restricted=False,
        services={
            SURGERY: Service("Organization/gp", "Elm Surgery", "gp"),
            TEAM: Service("Organization/t", "Canal Team", "camhs"),
        },
        service_numbers={"Organization/gp": SURGERY, "ods:1": SURGERY, "Organization/t": TEAM},
        judged=results(),
    )
    return replace(made, **other)


def context(made: ChildFamily, own: tuple[str, ...] = ()) -> Context:
    return Context(made, KNOWN, rules_of(KNOWN), own)


def shown(*facts: Fact, **other: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in members.family(context(family(*facts, **other)))["events"]]


def evidence(made: ChildFamily, event: int = 1) -> list[dict[str, Any]]:
    """Evidence of a pattern that rests on one fact."""
    rules = rules_of(KNOWN)
    target = rules.numbers["alpha-near"]
    row = np.zeros(1, EVIDENCE)
    row["event"], row["target"], row["since"], row["start"], row["finish"] = event, target, DAY - 30, DAY - 30, DAY + 9
    row["input"] = next(number for of, number in rules.says if of == target)
    view = View(context(replace(made, judged=results(row))))
    return [dict(one) for one in view.evidence_of_spell(target, DAY - 30)]


VERSIONS = (
    fact(value="first", superseded=DAY - 20),
    fact(value="never believed", known=DAY - 20, superseded=DAY - 20),
    fact(value="second", known=DAY - 20, superseded=DAY + 4),
)


@pytest.mark.parametrize("order", list(permutations(VERSIONS)))
def test_a_fact_is_shown_as_it_was_known_last_in_whatever_order_its_versions_come(order: tuple[Fact, ...]) -> None:
    assert [row["value"] for row in shown(*order)] == ["second"], "superseded later than the day: still believed on it"


def test_two_versions_that_say_as_much_are_one_of_them_in_whatever_order() -> None:
    one, other = fact(value="a"), fact(value="b")
    assert shown(one, other) == shown(other, one)


ENDED = (fact(superseded=DAY - 1), fact(known=DAY - 1, until=DAY - 2))


@pytest.mark.parametrize("versions", [ENDED, ENDED[::-1]])
def test_a_fact_that_is_over_was_known_from_its_first_version_on(versions: tuple[Fact, ...]) -> None:
    for row in (*shown(*versions), *evidence(family(*versions))):
        assert (row["known"], row["until"]) == (iso(DAY - 40), iso(DAY - 2))


def test_what_was_taken_back_as_it_was_recorded_was_not_known() -> None:
    (row,) = shown(fact(superseded=DAY - 40), fact(known=DAY - 20))
    assert row["known"] == iso(DAY - 20)


def test_a_fact_moved_to_another_is_known_of_them_from_the_move() -> None:
    """And of one human from the first, whichever of their records a version names."""
    moved = fact(superseded=DAY - 20), fact(about=FATHER, known=DAY - 20)
    assert [row["known"] for row in shown(*moved)] == [iso(DAY - 20)]
    one_human = {**family().people, FATHER: person(FATHER, "Ann")._replace(human=MOTHER)}
    assert [row["known"] for row in shown(*moved, people=one_human)] == [iso(DAY - 40)]


def test_a_later_version_of_a_fact_is_not_new_when_another_sets_something_off() -> None:
    """Said again today, an old fact would be owed an answer from today, and hide that the new one is."""
    again = fact(superseded=DAY), fact(known=DAY, value="said again")
    made = members.family(context(family(*again)))
    duties = consequences(made, person_ref="Patient/2", concept="alpha", on=DAY, known=DAY, knowledge=KNOWN)
    assert "answer-alpha" in {duty.expectation for duty in duties}


def test_one_record_may_say_two_things() -> None:
    assert [row["concept"] for row in shown(fact(concept="beta"), fact())] == ["alpha", "beta"]


def test_what_is_taken_back_leaves_the_family_and_stays_evidence_that_says_so() -> None:
    gone = fact(superseded=DAY)
    assert shown(gone) == []
    assert [row["taken_back"] for row in evidence(family(gone))] == [True]
    assert [row["taken_back"] for row in evidence(family(fact(superseded=DAY + 1)))] == [False]


def test_a_fact_moved_to_a_stranger_names_no_stranger() -> None:
    """A service corrects whom it is about: the other's name is nothing to this family, and nobody is called the child."""
    moved = family(fact(superseded=DAY - 20), fact(about=STRANGER, known=DAY - 20))
    (row,) = evidence(moved)
    assert (row["about"], row["about_name"], row["role"], row["taken_back"]) == ("Patient/2", "Ann", "mother", True)
    assert members.family(context(moved))["events"] == []


def test_a_fact_moved_within_the_family_is_the_others() -> None:
    (row,) = shown(fact(superseded=DAY - 20), fact(about=FATHER, known=DAY - 20))
    assert (row["about"], row["role"]) == ("Bo", "father")


def test_nothing_is_said_of_who_shares_an_address_and_no_more() -> None:
    made = members.family(context(family(fact(about=NEIGHBOUR), fact(2, about=MOTHER, service=TEAM))))
    assert [row["about"] for row in made["events"]] == ["Ann"]
    assert [row["service"] for row in made["services"]] == ["Organization/t"]
    assert [(one["name"], one["roles"][0]["role"]) for one in made["people"]] == [
        ("Ann", "mother"),
        ("Bo", "father"),
        ("Cy", "same-address"),
    ]


def test_a_service_is_one_of_the_family_s_by_what_it_was_believed_to_say() -> None:
    """Not by what it took back in the same breath, nor by words that knowledge does not have; what follows from the record is nobody's."""
    never = fact(known=DAY - 3, superseded=DAY - 3)
    made = members.family(
        context(family(never, fact(2, service=OF_THE_RECORD), fact(3, superseded=DAY - 1, service=TEAM)))
    )
    assert [row["service"] for row in made["services"]] == ["Organization/t"]


def test_a_bond_with_who_has_no_record_shows_nobody() -> None:
    """Such as a brother who is expected."""
    bonds = (*family().bonds, bond(UNBORN, "sibling"))
    assert "sibling" not in {
        r["role"] for p in members.family(context(family(bonds=bonds)))["people"] for r in p["roles"]
    }


def test_a_role_keeps_its_end_and_one_no_longer_believed_is_left_out() -> None:
    bonds = (
        bond(CHILD, "self"),
        bond(FATHER, "carer", superseded=DAY - 1),
        bond(FATHER, "father", since=DAY - 50, until=DAY - 9),
        bond(FATHER, "father", since=DAY - 80, until=DAY - 60),
    )
    (one,) = members.family(context(family(bonds=bonds)))["people"]
    assert one["roles"] == [{"role": "father", "from": iso(DAY - 80), "until": iso(DAY - 9)}]


def test_a_couple_is_one_whoever_named_it_and_only_within_the_family() -> None:
    couples = (
        Couple(FATHER, MOTHER, DAY - 90, DAY - 5),
        Couple(MOTHER, FATHER, ALWAYS, FOREVER),
        Couple(MOTHER, STRANGER, 0, 9),
    )
    assert members.family(context(family(couples=couples)))["couples"] == [
        {"a": "Patient/2", "b": "Patient/3", "from": None, "until": None}
    ]


LIVED = (
    Address(CHILD, "1 Elm Row", "QX1", DAY - 400, None, DAY - 400),
    Address(CHILD, "2 Oak Row", "QX2", DAY - 90, DAY, DAY - 90),
    Address(CHILD, "3 Ash Row", None, None, None, DAY - 10),
)


def test_the_address_is_the_newest_that_has_not_ended() -> None:
    made = members.family(context(family(addresses=LIVED)))
    assert made["child"]["address"] == "1 Elm Row, QX1"
    assert [row["line"] for row in made["addresses"]] == ["2 Oak Row", "1 Elm Row", "3 Ash Row"]


def test_where_anyone_s_record_is_restricted_no_place_and_no_service_is_named() -> None:
    made = family(fact(), fact(2, service=TEAM), fact(3, service=OF_THE_RECORD), addresses=LIVED, restricted=True)
    seen = members.family(context(made, own=("Organization/t",)))
    assert seen["addresses"] == []
    assert {name: seen["child"][name] for name in ("address", "practice", "practice_name")} == dict.fromkeys(
        ("address", "practice", "practice_name")
    )
    by_event = {row["event"]: (row["service"], row["service_name"], row["ref"]) for row in seen["events"]}
    assert by_event == {
        "1": ("not-named/7", "a GP practice", ""),
        "2": ("Organization/t", "Canal Team", "Condition/2"),
        "3": ("kinsight", "From the record itself", "Condition/3"),
    }
    assert [(row["service_name"], row["ref"]) for row in evidence(made)] == [("a GP practice", "")]
    assert {(row["name"], row["named"]) for row in seen["services"]} == {("Canal Team", True), ("a GP practice", False)}


def test_a_service_is_the_reader_s_by_any_of_its_codes() -> None:
    seen = members.family(context(family(fact(), restricted=True), own=("ods:1", "Organization/unheard-of")))
    assert [row["service_name"] for row in seen["events"]] == ["Elm Surgery"]


def owed(trigger: int, met: int = NEVER, anchor: int = 5, lapses: int = FOREVER) -> OwedRow:
    due = trigger + 14
    return OwedRow(expectation=1, anchor=anchor, trigger=trigger, due=due, met_on=met, met_known=met, lapses=lapses)


def test_of_a_repeated_response_the_last_that_lapsed_is_shown_beside_the_first_that_is_owed() -> None:
    """What lapses tomorrow is owed today."""
    over, older = owed(DAY - 60, lapses=DAY - 20), owed(DAY - 90, lapses=DAY - 50)
    assert responses.latest([over, older, owed(DAY - 30, lapses=DAY + 1), owed(DAY - 10)], DAY) == [
        over,
        owed(DAY - 30, lapses=DAY + 1),
    ]


def test_of_a_repeated_response_the_last_met_and_the_first_unmet_are_shown() -> None:
    rows = [owed(DAY - 10), owed(DAY - 30, met=DAY - 29), owed(DAY - 60, met=DAY - 59), owed(DAY - 20)]
    assert responses.latest(rows, DAY) == [owed(DAY - 30, met=DAY - 29), owed(DAY - 20)]
    assert len(responses.latest([*rows, owed(DAY - 10, anchor=6)], DAY)) == 3, (
        "set off by another fact: another response"
    )


def test_an_answer_that_was_not_known_yet_is_none() -> None:
    late = owed(DAY - 30)._replace(met_on=DAY - 20, met_known=DAY + 1)
    assert [row.met_on for row in responses.latest([late, owed(DAY - 9, met=DAY - 8)], DAY)] == [DAY - 20, DAY - 8]


def contribution(target: str, since: int, **other: int) -> np.ndarray:
    row = np.zeros(1, EVIDENCE)
    row["target"], row["since"], row["start"], row["finish"] = rules_of(KNOWN).numbers[target], since, since, FOREVER
    for name, value in other.items():
        row[name] = value
    return row


def test_what_rests_on_an_absence_shows_what_the_response_was_owed_for() -> None:
    """Through a pattern that takes an overdue response; one that is met in time, or of another expectation, shows nothing."""
    number = next(n for n, name in rules_of(KNOWN).owes.items() if name == "answer-alpha")
    late = np.zeros(1, OWED)
    late["expectation"], late["anchor"], late["trigger"], late["due"], late["ends"] = (
        number,
        1,
        DAY - 40,
        DAY - 10,
        FOREVER,
    )
    late["met_on"] = late["met_known"] = NEVER
    late["lapses"] = FOREVER
    rests = contribution("not-answered", DAY - 10, source=-number)
    for due, expected in ((DAY - 10, ["alpha"]), (DAY + 1, [])):
        late["due"] = due
        view = View(context(family(fact(), judged=Results(np.zeros(0, SPELL), late, rests))))
        target = rules_of(KNOWN).numbers["not-answered"]
        assert [row["concept"] for row in view.evidence_of_spell(target, DAY - 10)] == expected


def test_evidence_goes_down_through_the_patterns_that_one_is_built_of() -> None:
    rules = rules_of(KNOWN)
    target, below = rules.numbers["both"], rules.numbers["alpha-near"]
    word = next(number for of, number in rules.says if of == below)
    rows = [
        contribution("both", DAY - 9, source=below, source_since=DAY - 30),
        contribution("alpha-near", DAY - 30, event=1, input=word),
    ]
    made = family(fact(), judged=Results(np.zeros(0, SPELL), np.zeros(0, OWED), np.concatenate(rows)))
    assert [row["event"] for row in View(context(made)).evidence_of_spell(target, DAY - 9)] == ["1"]
    assert View(context(made), "Organization/gp").evidence_of_spell(target, DAY - 9) == [], (
        "another view rests on its own"
    )


def spell(target: str, viewer: int = 0, shared: bool = False) -> np.ndarray:
    row = np.zeros(1, SPELL)
    row["target"], row["viewer"], row["since"], row["until"] = rules_of(KNOWN).numbers[target], viewer, DAY - 9, DAY + 9
    row["shared"] = shared
    return row


def test_only_the_joined_record_shows_what_no_service_could_have_known() -> None:
    rows = [
        spell("two-facts"),
        spell("alpha-near"),
        spell("alpha-near", SURGERY),
        spell("shows-young-parent", shared=True),
        spell("open-gamma", TEAM),
    ]
    made = family(fact(), judged=Results(np.concatenate(rows), np.zeros(0, OWED), None), restricted=True)
    seen = who_sees.fragments(context(made, own=("Organization/t",)))["rows"]
    assert [(row["indicator"], row["joined"], row["alone"], row["only_joined"]) for row in seen] == [
        ("alpha-near", True, ["not-named/7"], False),
        ("open-gamma", False, ["Organization/t"], False),
        ("shows-young-parent", True, [], False),
        ("two-facts", True, [], True),
    ]
