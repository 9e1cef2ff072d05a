"""A fact of which nobody says when it was is kept without a day, never dated by its sending; one before birth is held."""

import pytest

from kinsight.ingest.fhir.mapping import FACTS
from kinsight.store.days import iso
from tests.unit.feeds_kit import KID, MUM, Resource, meta, of, own, reasons, rows, take, to

YEARS = {"unit": "years", "system": "http://unitsofmeasure.org", "code": "a"}
MISSED = {
    "resourceType": "Appointment",
    "id": "x",
    "meta": meta("2021-03-01"),
    "status": "noshow",
    "participant": [{"actor": to("Patient/kid")}],
}

#: A fact of each type that says of no day when it was.
UNDATED = {
    "Appointment": MISSED,
    "Encounter": of("Encounter", status="finished", type=[own("seen")]),
    "EpisodeOfCare": of("EpisodeOfCare", status="finished", type=[own("seen")]),
    "Condition": of("Condition", code=own("seen")),
    "Observation": of("Observation", status="final", code=own("seen")),
    "Procedure": of("Procedure", status="completed", code=own("seen")),
    "Flag": of("Flag", status="inactive", code=own("seen")),
    "CarePlan": of("CarePlan", status="completed", category=[own("seen")]),
    "ServiceRequest": of("ServiceRequest", status="active", code=own("seen")),
    "Task": of("Task", status="completed", code=own("seen")),
    "Communication": of("Communication", status="completed", reasonCode=[own("seen")]),
    "Immunization": of("Immunization", status="completed", vaccineCode={"text": "MMR"}, occurrenceString="as a baby"),
    "MedicationRequest": of("MedicationRequest", status="completed", medicationCodeableConcept=own("seen")),
    "MedicationStatement": of("MedicationStatement", status="completed", medicationCodeableConcept=own("seen")),
    "QuestionnaireResponse": of("QuestionnaireResponse", status="completed", questionnaire="urn:kinsight:concept",
                                item=[{"linkId": "seen", "answer": [{"valueBoolean": True}]}]),
}  # fmt: skip


def test_every_type_is_tried():
    assert set(UNDATED) == {reading.type for reading in FACTS}


@pytest.mark.parametrize("kind", UNDATED)
def test_no_fact_is_dated_by_its_sending(tmp_path, kind):
    report = take(tmp_path / "w", KID, UNDATED[kind])
    [(on, concept, known)] = rows(tmp_path / "w", 'SELECT "on", concept, known FROM records.event')
    assert (on, concept, iso(known)) == (None, None, "2021-03-01")
    assert (report.total("accepted"), report.facts_without_a_day) == (2, 1)


#: (a fact about the mother, born on 1990-05-05, its day; None: no day).
DATED = {
    "an age": (of("Condition", onsetAge={"value": 13, **YEARS}), "2003-05-05"),
    "an age and a day of recording": (of("Condition", onsetAge={"value": 13, **YEARS}, recordedDate="2021-02-01"), "2003-05-05"),
    "a range of ages": (of("Condition", onsetRange={"low": {"value": 18, "code": "mo"}, "high": {"value": 3, **YEARS}}), "1991-11-05"),
    "weeks": (of("Condition", onsetAge={"value": 2, "unit": "weeks"}), "1990-05-19"),
    "an age in no unit of time": (of("Condition", onsetAge={"value": 2, "unit": "moons"}), None),
    "an age that nobody reaches": (of("Condition", onsetAge={"value": 1e308, **YEARS}), None),
    "an age that is no number": (of("Condition", onsetAge={"value": "NaN", "unit": "weeks"}), None),
    "words": (of("Condition", onsetString="in childhood", recordedDate="2021-02-01"), None),
    "a day of recording": (of("Condition", recordedDate="2021-02-01"), "2021-02-01"),
    "active when it was written": (of("Condition", clinicalStatus={"coding": [{"code": "active"}]}), "2021-03-01"),
    "an age at a procedure": (of("Procedure", status="completed", performedAge={"value": 20, **YEARS}), "2010-05-05"),
    "a plan in force": (of("Flag", status="active"), "2021-03-01"),
}  # fmt: skip


@pytest.mark.parametrize("case", DATED)
def test_what_dates_a_fact(tmp_path, case):
    resource, day = DATED[case]
    take(tmp_path / "w", MUM, {**resource, "code": own("self-harm"), "subject": to("Patient/mum")})
    found = rows(tmp_path / "w", 'SELECT "on", concept FROM records.event')
    assert [(iso(on), concept) for on, concept in found] == [(day, "self-harm" if day else None)]


def test_an_age_is_no_day_where_the_birth_is_not_known(tmp_path):
    unborn = {"resourceType": "Patient", "id": "kid", "meta": meta("2020-01-02")}
    take(tmp_path / "w", unborn, of("Condition", code=own("self-harm"), onsetAge={"value": 3, **YEARS}))
    assert rows(tmp_path / "w", 'SELECT "on", concept FROM records.event') == [(None, None)]


def test_what_ended_at_an_age_is_over(tmp_path):
    sent = of("Condition", code=own("anxiety"), onsetDateTime="2020-06-01", abatementAge={"value": 1, **YEARS})
    take(tmp_path / "w", KID, sent)
    assert [iso(day) for (day,) in rows(tmp_path / "w", 'SELECT "until" FROM records.event')] == ["2021-03-01"]


def _immunised(nth: int, day: str) -> Resource:
    return {
        **of("Immunization", status="completed", vaccineCode={"text": "MMR"}, occurrenceDateTime=day),
        "id": f"i{nth}",
    }


def test_a_fact_before_birth_is_held(tmp_path):
    """The child was born on 2020-01-01: a pregnancy may have facts of its own before it, a vaccination may not."""
    appointments = [
        {**MISSED, "id": f"a{n}", "start": day} for n, day in enumerate(("2019-02-01", "2019-04-01", "2020-02-01"))
    ]
    given = [_immunised(n, day) for n, day in enumerate(("2012-03-03", "2019-12-31", "2019", "2020-01-01"))]
    take(tmp_path / "w", KID, *appointments, *given)
    assert reasons(tmp_path / "w") == [(2, "before-birth"), *((line, "before-birth") for line in (5, 6))]


def test_a_span_that_reaches_the_birth_is_not_before_it(tmp_path):
    late = {**KID, "birthDate": "2020-06-15"}
    take(tmp_path / "w", late, _immunised(1, "2020"), _immunised(2, "2020-06"), _immunised(3, "2020-05"))
    assert reasons(tmp_path / "w") == [(4, "before-birth")]


def test_what_was_entered_in_error_before_birth_is_taken_back_all_the_same(tmp_path):
    take(tmp_path / "w", KID, _immunised(1, "2012-03-03") | {"status": "entered-in-error"})
    assert reasons(tmp_path / "w") == []
