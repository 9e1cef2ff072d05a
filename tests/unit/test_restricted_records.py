"""A restricted record: the label is kept, and where its person lives is told to nobody, through whoever it might be read."""

import json
from datetime import date

import pytest

from kinsight.picture import family, picture
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from kinsight.web.child.banner import banner
from kinsight.web.family.family_members import FamilyOnDay
from tests.unit.feeds_kit import NHS, believed, meta, patient, practice, take, to

CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
HOME = {"line": ["9 Quiet Lane"], "city": "Northvale", "postalCode": "NV4 1TT"}
NUMBER, MUMS = "9990000018", "9990000026"
SAYS = {"name": [{"text": "Ula Fir"}], "generalPractitioner": [to("Organization/gp")]}


def labelled(day="2020-01-02", version="1", code="R"):
    return {"meta": meta(day, version) | {"security": [{"system": CONFIDENTIALITY, "code": code}]}}


def kid(id_="kid", **more):
    return patient(id_, identifier=[{"system": NHS, "value": NUMBER}], address=[HOME], **SAYS, **more)


def mum(**more):
    return patient("mum", "1990-05-05", identifier=[{"system": NHS, "value": MUMS}], address=[HOME], **more)


GP = {"resourceType": "Organization", "id": "gp", "name": "Elm Surgery", "meta": meta("2019-01-01")}
MOTHER = {
    "resourceType": "RelatedPerson",
    "id": "r",
    "meta": meta("2020-01-02"),
    "patient": to("Patient/kid"),
    "birthDate": "1990-05-05",
    "identifier": [{"system": NHS, "value": MUMS}],
    "relationship": [{"coding": [{"code": "MTH"}]}],
}
LODGER = patient("lodger", "1980-01-01", address=[HOME])


def seen(workspace, day="2026-11-23"):
    return family(Workspace(workspace), "kid", parse(day), practice())


def withheld(workspace, day="2026-11-23"):
    """Whether the child's family and picture hold no word of where anyone lives, and say why."""
    shown = seen(workspace, day)
    text = json.dumps(shown["child"]) + json.dumps(shown["addresses"])
    text += json.dumps(picture(Workspace(workspace), "kid", parse(day), practice()), default=str)
    none = not any(word in text for word in ("Quiet Lane", "NV4 1TT", "Elm Surgery"))
    top = banner(shown, FamilyOnDay(shown, date.fromisoformat(day)))
    return none and top.address == top.practice == "withheld: a restricted record"


#: What is sent, and whether it is withheld.
CASES = {
    "nobody is restricted": ([kid(), mum(), MOTHER], False),
    "unrestricted, and said so": ([kid(**labelled(code="N"))], False),
    **{f"the child's own record, {code}": ([kid(**labelled(code=code))], True) for code in ("R", "V", "S", "r")},
    "one of two records of the child": ([kid(), kid("elsewhere", **labelled())], True),
    "the mother's": ([kid(), mum(**labelled()), MOTHER], True),
    "the mother's as a relative": ([kid(), mum(), MOTHER | labelled()], True),
}


@pytest.mark.parametrize("case", CASES)
def test_where_a_restricted_family_lives_is_shown_to_nobody(tmp_path, case):
    sent, hidden = CASES[case]
    take(tmp_path / "w", GP, *sent)
    assert withheld(tmp_path / "w") == hidden
    assert withheld(tmp_path / "w", "2020-06-01") == hidden


def test_the_label_is_kept_with_the_days_on_which_it_was_known_and_taken_off(tmp_path):
    take(tmp_path / "w", GP, kid(**labelled()), kid(meta=meta("2023-01-01", "2")))
    assert [ref for ref, concept, *_ in believed(tmp_path / "w", "2022-12-31") if concept == "restricted-record"] == [
        "Patient/kid"
    ]
    assert [concept for _, concept, *_ in believed(tmp_path / "w", "2023-01-01")] == ["practice-named"]
    assert not withheld(tmp_path / "w") and withheld(tmp_path / "w", "2022-06-01")


def test_a_label_that_came_later_holds_when_looking_back(tmp_path):
    take(tmp_path / "w", GP, kid(), kid(**labelled("2024-01-01", "2")))
    assert withheld(tmp_path / "w", "2022-06-01")


@pytest.mark.parametrize(("first", "second"), [(labelled(), {}), ({}, labelled())])
def test_a_restricted_address_makes_nobody_a_housemate(tmp_path, first, second):
    take(tmp_path / "w", kid(), LODGER)
    assert [one["ref"] for one in seen(tmp_path / "w")["people"]] == ["Patient/lodger"]
    take(tmp_path / "v", kid(**first), LODGER | second)
    assert seen(tmp_path / "v")["people"] == []


def test_another_record_of_a_restricted_child_makes_nobody_a_housemate_either(tmp_path):
    take(tmp_path / "w", kid(), kid("elsewhere", **labelled()), LODGER)
    assert seen(tmp_path / "w")["people"] == []
