"""Who may be asked depends on the question: about abuse nobody who may cause it, and a child nothing that adults are asked."""

from datetime import date
from typing import Any

import pytest

from kinsight.rules.loading import load
from kinsight.web.child.asked import answer
from kinsight.web.family.askable import about_abuse, grown
from kinsight.web.family.concept_fields import concept_fields
from kinsight.web.family.family_members import FamilyOnDay
from kinsight.web.forms.record_form import RecordForm
from kinsight.web.presenters.recording_choices import choices, fitting, people

DAY = date(2026, 11, 1)
CONCEPTS = concept_fields(load())
TOLD, ACCUSED = "domestic-abuse-disclosed", "domestic-abuse-perpetrator-alleged"


def person(ref: str, *roles: str, born: str | None = "1990-01-01", **more: Any) -> dict[str, Any]:
    return {
        "ref": ref,
        "name": ref,
        "born": born,
        "roles": [{"role": role, "from": None, "until": None} for role in roles],
        **more,
    }


def family(*facts: tuple[str, str], born: str = "2024-01-01") -> dict[str, Any]:
    """Everyone there can be around a child, and facts as (who, concept)."""
    relatives = [
        person("Patient/mother", "mother"),
        person("Patient/father", "father"),
        person("Patient/partner", "partner", "household"),
        person("Patient/aunt", "carer"),
        person("Patient/lodger", "household"),
        person("Patient/five", "sibling", born="2021-01-01"),
        person("Patient/unknown", "sibling", born=None),
        person("Patient/girl", "household", born="2020-01-01"),
    ]
    events = [{"about_ref": f"Patient/{who}", "concept": concept, "on": "2026-10-01"} for who, concept in facts]
    return {"child": {"ref": "Patient/child", "name": "Ada", "born": born}, "people": relatives, "events": events}


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ([], {"mother", "aunt"}),
        ([("mother", TOLD)], {"mother", "aunt"}),
        ([("mother", TOLD), ("partner", ACCUSED)], {"mother", "aunt"}),
        ([("mother", TOLD), ("father", TOLD)], {"mother", "aunt"}),
        ([("father", TOLD)], {"father", "aunt"}),
        ([("father", TOLD), ("aunt", ACCUSED)], {"father"}),
        ([("mother", ACCUSED)], {"aunt"}),
        ([("mother", TOLD), ("mother", ACCUSED)], {"mother", "aunt"}),  # a counter-allegation does not silence her
    ],
)
def test_about_abuse_nobody_is_asked_who_may_cause_it(facts: list[tuple[str, str]], asked: set[str]) -> None:
    assert about_abuse(family(*facts), DAY, CONCEPTS) == {f"Patient/{who}" for who in asked}


def test_a_young_person_may_be_asked_about_a_partner_of_their_own() -> None:
    assert "Patient/child" in about_abuse(family(born="2010-01-01"), DAY, CONCEPTS)
    assert "Patient/child" not in about_abuse(family(born="2012-01-01"), DAY, CONCEPTS)


def test_a_child_is_no_adult_and_a_young_mother_is_asked_as_a_mother() -> None:
    told = {one["ref"]: grown(one, DAY) for one in family()["people"]}
    assert {ref for ref, is_grown in told.items() if not is_grown} == {
        "Patient/five",
        "Patient/unknown",
        "Patient/girl",
    }
    assert grown(person("Patient/young", "mother", "sibling", born="2011-01-01"), DAY)


@pytest.mark.parametrize(
    "name", ["ask-about-abuse-after-birth", "ask-about-abuse-in-pregnancy", "ask-again-after-a-no"]
)
def test_the_form_offers_nobody_who_may_cause_it_and_no_child(name: str) -> None:
    knowledge = load()
    possible = choices(knowledge, knowledge.expectations[name])
    offered = {one.ref for one in fitting(people(family(("mother", TOLD)), DAY, load()), possible)}
    assert offered and offered <= {"Patient/mother", "Patient/aunt"}


@pytest.mark.parametrize(
    ("concept", "ref", "refused"),
    [
        ("domestic-abuse-enquiry-made", "Patient/partner", True),
        ("domestic-abuse-enquiry-made", "Patient/five", True),
        ("domestic-abuse-enquiry-made", "Patient/mother", False),
        ("children-contact-asked", "Patient/five", True),
        ("children-contact-asked", "Patient/partner", False),
        ("seen", "Patient/five", False),
    ],
)
def test_what_is_chosen_freely_is_held_to_the_same(concept: str, ref: str, refused: bool) -> None:
    possible, known = choices(load(), None), people(family(), DAY, load())
    form = RecordForm(
        {"concept": concept, "about": ref}, choices=possible, people=fitting(known, possible), services=[], as_of=DAY
    )
    form.is_valid()
    assert ("about" in form.errors) is refused


@pytest.mark.parametrize(
    "concept, says",
    [
        ("hark-positive", "Disclosed"),
        ("dash-completed", "Last asked"),
        ("domestic-abuse-enquiry-with-interpreter", "Last asked"),
    ],
)
def test_whoever_answered_a_list_of_questions_was_asked(concept: str, says: str) -> None:
    event = {
        "concept": concept,
        "on": "2026-10-01",
        "known": "2026-10-01",
        "service": "s",
        "about_ref": "Patient/mother",
    }
    kin = FamilyOnDay({"child": {}, "people": []}, DAY, CONCEPTS)
    page = load().questions["domestic-abuse"].on_page
    assert page is not None
    found = answer(page, "Mo (mother)", [event], kin, {})
    assert found.tag == "Asked" and found.says.startswith(says)
