"""Every element that FHIR R4 calls a modifier, of every type that is read: believed, held, or counted, and never passed over."""

import pytest

from kinsight.ingest.fhir.mapping import READINGS
from kinsight.ingest.fhir.statuses import ACTIVITY
from tests.unit.feeds_kit import KID, concepts, meta, of, own, patient, reasons, rows, take, to

#: Type → its own modifier elements in R4 (those of any resource and of data types are below).
R4 = {
    "Organization": {"active"},
    "Patient": {"active", "deceasedDateTime", "deceasedBoolean", "link"},
    "RelatedPerson": {"active"},
    "Person": {"active"},
    "Appointment": {"status"},
    "Encounter": {"status"},
    "EpisodeOfCare": {"status"},
    "Condition": {"clinicalStatus", "verificationStatus"},
    "Observation": {"status"},
    "Procedure": {"status"},
    "Flag": {"status"},
    "CarePlan": {"status", "intent", "activity.detail.status", "activity.detail.doNotPerform"},
    "ServiceRequest": {"status", "intent", "doNotPerform"},
    "Task": {"status", "intent"},
    "Communication": {"status"},
    "Immunization": {"status", "isSubpotent"},
    "MedicationRequest": {"status", "intent", "doNotPerform"},
    "MedicationStatement": {"status"},
    "QuestionnaireResponse": {"status"},
}
#: Read as what it says, and not as a status: a death, and who else somebody is.
READ = {("Patient", "deceasedDateTime"), ("Patient", "deceasedBoolean"), ("Patient", "link")}


def test_a_type_is_read_only_with_its_modifiers_looked_up():
    assert READINGS.keys() == R4.keys()


@pytest.mark.parametrize("kind", R4)
def test_each_has_an_effect_or_is_read(kind):
    within = {f"activity.{path}" for fact in READINGS[kind].facts for path in fact.states}
    left = R4[kind] - READINGS[kind].states.keys() - within
    assert {(kind, element) for element in left} <= READ
    assert all(element in READINGS[kind].names for at, element in READ if at == kind)


@pytest.mark.parametrize("element", ["implicitRules", "modifierExtension"])
@pytest.mark.parametrize("kind", R4)
def test_those_of_any_resource_hold_the_line(tmp_path, kind, element):
    value = "http://site/rules" if element == "implicitRules" else [{"url": "http://site/not", "valueBoolean": True}]
    sent = {"resourceType": kind, "id": "x", "meta": meta("2021-03-01"), element: value}
    about = READINGS[kind].about.partition("[]")[0]
    subject = {"participant": [{"actor": to("Patient/kid")}]} if about == "participant" else {about: to("Patient/kid")}
    take(tmp_path / "w", KID, {**sent, **(subject if about not in ("", "id") else {})})
    assert reasons(tmp_path / "w") == [(2, "unknown-modifier")]


def measured(**quantity):
    return of(
        "Observation",
        status="final",
        effectiveDateTime="2021-02-01",
        valueQuantity=quantity,
        code={"coding": [{"system": "http://snomed.info/sct", "code": "364589006"}]},
    )


@pytest.mark.parametrize("where", ["value", "component"])
@pytest.mark.parametrize(("compared", "said"), [(None, "2000"), ("<", "<2000"), (">=", ">=2000")])
def test_a_quantity_that_is_only_compared_is_shown_so_and_fits_no_range(tmp_path, monkeypatch, where, compared, said):
    sent = measured(value=2000, **({"comparator": compared} if compared else {}))
    if where == "component":
        part = {name: sent.pop(name) for name in ("code", "valueQuantity")}
        sent |= {"code": {"text": "at birth"}, "component": [part]}
    take(tmp_path / "w", KID, sent)
    found = rows(tmp_path / "w", """SELECT value, concept FROM records.event WHERE code = '364589006'""")
    assert found == [(said, None if compared else "low-birth-weight")]


def appointment(status="noshow", **participants):
    going = [{"status": answer, "actor": to(f"Patient/{who}")} for who, answer in participants.items()]
    return {
        "resourceType": "Appointment",
        "id": "a",
        "meta": meta("2021-03-01"),
        "status": status,
        "start": "2021-02-01T10:00:00Z",
        "participant": [{"status": "accepted", "actor": to("Practitioner/1")}, *going],
    }


@pytest.mark.parametrize(
    ("status", "answers", "missed"),
    [
        ("noshow", {"kid": "accepted"}, [("Patient/kid", "was-not-brought")]),
        ("noshow", {"kid": "declined"}, []),
        ("fulfilled", {"kid": "declined"}, []),
        ("fulfilled", {"kid": "declined", "two": "accepted"}, [("Patient/two", "attended")]),
        (
            "noshow",
            {"kid": "needs-action", "two": "tentative"},
            [("Patient/kid", "was-not-brought"), ("Patient/two", "was-not-brought")],
        ),
        ("noshow", {"kid": "declined", "two": "declined"}, []),
    ],
)
def test_who_declined_an_appointment_neither_came_nor_was_awaited(tmp_path, status, answers, missed):
    report = take(tmp_path / "w", KID, patient("two"), appointment(status, **answers))
    assert (report.total("accepted"), report.total("quarantined")) == (3, 0)
    found = rows(
        tmp_path / "w",
        """SELECT p.ref, e.concept FROM records.event e JOIN records.person p USING (person)
        WHERE e.concept IS NOT NULL ORDER BY 1""",
    )
    assert found == missed


def test_a_cancelled_appointment_says_who_cancelled_though_they_declined_too(tmp_path):
    sent = appointment("cancelled", kid="declined") | {"cancelationReason": {"text": "Cancelled by parent"}}
    take(tmp_path / "w", KID, sent)
    assert concepts(tmp_path / "w") == ["carer-cancelled"]


@pytest.mark.parametrize(
    ("timing", "on"),
    [
        ({"event": ["2021-01-05T09:00:00Z"]}, "2021-01-05"),
        ({"repeat": {"boundsPeriod": {"start": "2021-01-04", "end": "2021-01-09"}}}, "2021-01-04"),
        ({"code": {"text": "every morning"}}, None),
    ],
)
def test_a_timing_dates_an_observation_or_it_has_no_day(tmp_path, timing, on):
    sent = of("Observation", status="final", code=own("seen"), effectiveTiming=timing, issued="2021-02-20T09:00:00Z")
    report = take(tmp_path / "w", KID, sent)
    found = rows(tmp_path / "w", """SELECT strftime(DATE '1970-01-01' + "on", '%Y-%m-%d') FROM records.event""")
    assert (found, report.facts_without_a_day) == ([(on,)], 0 if on else 1)


@pytest.mark.parametrize("use", ["old", "maiden", "anonymous"])
def test_a_name_that_somebody_has_no_longer_is_not_shown_where_there_is_another(tmp_path, use):
    names = [{"use": use, "text": "Before"}, {"use": "nickname", "text": "Now"}]
    take(tmp_path / "w", patient("kid", name=names), patient("two", name=names[:1]))
    assert rows(tmp_path / "w", "SELECT name FROM records.person ORDER BY ref") == [("Now",), ("Before",)]


def test_an_item_of_a_plan_and_a_number_that_was_have_no_effect_of_their_own():
    assert {"detail.status", "detail.doNotPerform"} <= ACTIVITY.keys()


def test_a_profile_of_another_edition_is_read_by_the_rules_for_editions(tmp_path):
    """A word of STU3 that is sure is read; an element that R4 calls otherwise holds the line, whatever profile is named."""
    profile = {"profile": ["https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Condition-1"]}
    sent = of("Condition", code=own("depression"), verificationStatus="entered-in-error", onsetDateTime="2021-02-01")
    visit = of("Encounter", status="finished", reason=[{"text": "x"}], period={"start": "2021-02-01"}) | {"id": "y"}
    take(tmp_path / "w", KID, *({**one, "meta": one["meta"] | profile} for one in (sent, visit)))
    assert reasons(tmp_path / "w") == [(3, "not-r4")] and concepts(tmp_path / "w") == []
