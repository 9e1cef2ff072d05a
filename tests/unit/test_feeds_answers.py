"""An answer that says no is no, in whatever words; one that nobody understands is believed for neither."""

import pytest

from kinsight.ingest import record_fact
from kinsight.ingest.fhir.yes_no import CODES, NO, PERHAPS, UNKNOWN, WORDS, YES
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import KID, SNOMED, Resource, coded, of, own, practice, rows, take

V2 = "http://terminology.hl7.org/CodeSystem/v2-"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"

#: (the value of an Observation, whether its code is believed, how certain it is, whether it is counted as not understood).
VALUES = {
    "yes": ({"valueBoolean": True}, True, "stated", 0),
    "no": ({"valueBoolean": False}, False, "refuted", 0),
    "No": ({"valueString": "No"}, False, "refuted", 0),
    "no, with a full stop": ({"valueString": " no. "}, False, "refuted", 0),
    "none": ({"valueString": "None known"}, False, "refuted", 0),
    "denies": ({"valueString": "Denies"}, False, "refuted", 0),
    "N of v2-0136": ({"valueCodeableConcept": coded(V2 + "0136", "N")}, False, "refuted", 0),
    "N of v2-0532": ({"valueCodeableConcept": coded(V2 + "0532", "N")}, False, "refuted", 0),
    "Y of v2-0532": ({"valueCodeableConcept": coded(V2 + "0532", "Y")}, True, "stated", 0),
    "NASK of v2-0532": ({"valueCodeableConcept": coded(V2 + "0532", "NASK")}, False, "stated", 0),
    "No of LOINC": ({"valueCodeableConcept": coded("http://loinc.org", "LA32-8")}, False, "refuted", 0),
    "Yes of LOINC": ({"valueCodeableConcept": coded("http://loinc.org", "LA33-6")}, True, "stated", 0),
    "absent": ({"valueCodeableConcept": coded(SNOMED, "272519000")}, False, "refuted", 0),
    "known absent, by another name of the system": (
        {"valueCodeableConcept": coded("urn:oid:2.16.840.1.113883.6.96", "410516002")}, False, "refuted", 0),
    "a site's own code whose words say no": (
        {"valueCodeableConcept": {"coding": [{"system": "urn:site", "code": "7", "display": "Not present"}]}},
        False, "refuted", 0),
    "no in the text alone": ({"valueCodeableConcept": {"text": "No"}}, False, "refuted", 0),
    "of two codes one says no": (
        {"valueCodeableConcept": {"coding": [{"system": "urn:site", "code": "7"}, {"system": SNOMED, "code": "373067005"}]}},
        False, "refuted", 0),
    "unknown": ({"valueCodeableConcept": coded(ABSENT, "asked-declined")}, False, "stated", 0),
    "not known": ({"valueString": "not known"}, False, "stated", 0),
    "a question mark": ({"valueString": "?"}, False, "stated", 0),
    "suspected": ({"valueCodeableConcept": coded(SNOMED, "415684004")}, True, "alleged", 0),
    "perhaps": ({"valueString": "Possibly"}, True, "alleged", 0),
    "a code that nobody knows": ({"valueCodeableConcept": coded("urn:site", "7")}, False, "stated", 1),
    "a sentence that denies something": ({"valueString": "Mum says he has not hit her"}, False, "stated", 1),
    "a description": ({"valueString": "left arm, two days old"}, True, "stated", 0),
    "a number": ({"valueString": "0"}, True, "stated", 0),
    "a quantity": ({"valueQuantity": {"value": 3}}, True, "stated", 0),
    "no value, for a reason": ({"dataAbsentReason": {"text": "not asked"}}, False, "stated", 0),
    "no value": ({}, True, "stated", 0),
}  # fmt: skip


def _observed(**more) -> Resource:
    return of("Observation", **{"status": "final", "effectiveDateTime": "2021-02-01", **more})


@pytest.mark.parametrize("case", VALUES)
def test_what_an_observation_answers(tmp_path, case):
    value, believed, certainty, counted = VALUES[case]
    report = take(tmp_path / "w", KID, _observed(code=own("seen"), **value))
    found = rows(tmp_path / "w", "SELECT concept, certainty FROM records.event WHERE code = 'seen'")
    assert found == [("seen" if believed else None, certainty)]
    assert report.answers_not_understood == counted


@pytest.mark.parametrize("case", VALUES)
def test_a_component_answers_alike(tmp_path, case):
    value, believed, certainty, counted = VALUES[case]
    report = take(
        tmp_path / "w", KID, _observed(code=coded("urn:site", "1"), component=[{"code": own("seen"), **value}])
    )
    found = rows(tmp_path / "w", "SELECT concept, certainty FROM records.event WHERE code = 'seen'")
    assert found == [("seen" if believed else None, certainty)]
    assert report.answers_not_understood == counted


#: (an answer on a form, whether what it asks is believed, how certain it is).
ANSWERS = {
    "yes": ({"valueBoolean": True}, True, "stated"),
    "no": ({"valueBoolean": False}, False, "refuted"),
    "no in words": ({"valueString": "No."}, False, "refuted"),
    "no in a code": ({"valueCoding": coded(V2 + "0532", "N")["coding"][0]}, False, "refuted"),
    "nobody knows": ({"valueCoding": coded(V2 + "0532", "ASKU")["coding"][0]}, False, "stated"),
    "a code that nobody knows": ({"valueCoding": coded("urn:site", "7")["coding"][0]}, False, "stated"),
    "a code that is a fact": ({"valueCoding": own("anxiety")["coding"][0]}, True, "stated"),
    "a number": ({"valueInteger": 0}, True, "stated"),
}  # fmt: skip


@pytest.mark.parametrize("case", ANSWERS)
def test_what_a_form_answers(tmp_path, case):
    answer, believed, certainty = ANSWERS[case]
    form = of(
        "QuestionnaireResponse",
        status="completed",
        authored="2021-02-01",
        questionnaire="urn:kinsight:concept",
        item=[{"linkId": "seen", "answer": [answer]}],
    )
    report = take(tmp_path / "w", KID, form)
    found = rows(tmp_path / "w", "SELECT concept, certainty FROM records.event WHERE code = 'seen'")
    assert found == [("seen" if believed else None, certainty)]
    assert report.answers_not_understood == (case == "a code that nobody knows")


def test_an_answer_that_is_a_fact_by_itself_is_one_beside_what_it_answers(tmp_path):
    take(tmp_path / "w", KID, _observed(code=own("seen"), valueCodeableConcept=own("anxiety")))
    assert rows(tmp_path / "w", "SELECT concept FROM records.event ORDER BY ALL") == [("anxiety",), ("seen",)]


def test_a_note_beside_a_recorded_fact_is_no_answer(tmp_path):
    take(tmp_path / "w", KID)
    record_fact.fact(
        Workspace(tmp_path / "w"),
        ref_id="n",
        person_ref="Patient/kid",
        concept="seen",
        on=parse("2021-02-01"),
        known=parse("2021-02-02"),
        service_ref="Organization/gp",
        by="B",
        note="No. She does not want him to know",
        knowledge=practice(),
    )
    # Who recorded it is a row of its own, which says nothing of the child.
    found = "SELECT concept, certainty, value FROM records.event WHERE system <> 'urn:kinsight:author'"
    assert rows(tmp_path / "w", found) == [("seen", "stated", "No. She does not want him to know")]


def test_no_word_and_no_code_says_two_things():
    outcomes = (YES, PERHAPS, NO, UNKNOWN)
    for table in (WORDS, CODES):
        words = [word for one in outcomes for word in (table[one].split("/") if table is WORDS else table[one])]
        assert len(words) == len(set(words))
