"""Whether a child was brought, an adult came, or the provider cancelled."""

import pytest

from tests.unit.feeds_kit import KID, MUM, SNOMED, coded, concepts, condition, meta, own, patient, rows, take, to

REASONS = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"


def appointment(status: str, who: str = "Patient/kid", start: str = "2021-02-01T10:00:00Z", **more):
    return {
        "resourceType": "Appointment",
        "id": "a",
        "meta": meta("2021-03-01"),
        "status": status,
        "start": start,
        "participant": [{"actor": to("Practitioner/1")}, {"actor": to(who)}],
        **more,
    }


def because(code: str):
    return {"cancelationReason": coded(REASONS, code)}


def attendance(code: str):
    system = "https://fhir.nhs.uk/CodeSystem/attended-or-did-not-attend"
    return {"extension": [{"url": "https://fhir.nhs.uk/attendance", "valueCodeableConcept": coded(system, code)}]}


CASES = [
    ("noshow", {}, "was-not-brought", "did-not-attend"),
    ("fulfilled", {}, "attended", "attended"),
    ("arrived", {}, "attended", "attended"),
    ("cancelled", because("pat"), "carer-cancelled", "cancelled-by-patient"),
    ("cancelled", because("pat-lt"), "carer-cancelled", "cancelled-by-patient"),
    ("cancelled", because("prov"), "provider-cancelled", "provider-cancelled"),
    ("cancelled", because("prov-hosp"), "provider-cancelled", "provider-cancelled"),
    ("cancelled", {"cancelationReason": own("rescheduled-by-patient")}, "carer-rescheduled", "rescheduled-by-patient"),
    (
        "cancelled",
        {"cancelationReason": {"text": "Rescheduled by mother"}},
        "carer-rescheduled",
        "rescheduled-by-patient",
    ),
    ("cancelled", {"cancelationReason": {"text": "Cancelled by parent"}}, "carer-cancelled", "cancelled-by-patient"),
    (
        "cancelled",
        {"cancelationReason": {"text": "Cancelled by the clinic"}},
        "provider-cancelled",
        "provider-cancelled",
    ),
    ("cancelled", {"cancelationReason": {"text": "Moved by the hospital"}}, "provider-cancelled", "provider-cancelled"),
    ("booked", attendance("3"), "was-not-brought", "did-not-attend"),
    ("booked", attendance("7"), "was-not-brought", "did-not-attend"),
    ("booked", attendance("2"), "carer-cancelled", "cancelled-by-patient"),
    ("cancelled", attendance("4"), "provider-cancelled", "provider-cancelled"),
    ("fulfilled", attendance("5"), "attended", "attended"),
]


@pytest.mark.parametrize("status, more, child, adult", CASES)
def test_what_became_of_an_appointment(tmp_path, status, more, child, adult):
    mums = {**appointment(status, "Patient/mum", **more), "id": "m"}
    take(tmp_path / "w", KID, MUM, appointment(status, **more), mums)
    assert concepts(tmp_path / "w", "Appointment/a") == [child]
    assert concepts(tmp_path / "w", "Appointment/m") == [adult]


@pytest.mark.parametrize(
    "status, more",
    [
        ("booked", {}),
        ("proposed", {}),
        ("cancelled", {}),
        ("cancelled", because("other")),
        ("cancelled", because("pat-dec")),
        ("cancelled", {"cancelationReason": {"text": "no longer needed"}}),
        ("booked", attendance("0")),
    ],
)
def test_nobody_is_blamed_when_nothing_says_who(tmp_path, status, more):
    take(tmp_path / "w", KID, appointment(status, **more))
    assert concepts(tmp_path / "w") == []


@pytest.mark.parametrize("start, concept", [("2037-12-31", "was-not-brought"), ("2038-01-02", "did-not-attend")])
def test_the_eighteenth_birthday(tmp_path, start, concept):
    take(tmp_path / "w", KID, appointment("noshow", start=start))
    assert concepts(tmp_path / "w") == [concept]


def test_a_not_attended_code_on_a_child_is_not_brought_too(tmp_path):
    take(
        tmp_path / "w",
        KID,
        MUM,
        condition("k", code=coded(SNOMED, "281399006")),
        condition("m", who="Patient/mum", code=coded(SNOMED, "281399006")),
    )
    assert concepts(tmp_path / "w", "Condition/k") == ["was-not-brought"]
    assert concepts(tmp_path / "w", "Condition/m") == ["did-not-attend"]
    assert rows(tmp_path / "w", "SELECT DISTINCT code FROM records.event WHERE ref LIKE 'Condition/%'") == [
        ("281399006",)
    ]


def test_without_a_birth_date_it_stays_the_adults_word(tmp_path):
    take(tmp_path / "w", patient("kid", None), appointment("noshow"))
    assert concepts(tmp_path / "w") == ["did-not-attend"]


def test_the_kind_of_appointment_is_kept_as_the_value(tmp_path):
    take(tmp_path / "w", KID, appointment("noshow", serviceType=[{"text": "Eye clinic"}]))
    assert rows(tmp_path / "w", "SELECT code, value FROM records.event") == [("was-not-brought", "Eye clinic")]


def test_a_birth_date_from_an_earlier_load_counts(tmp_path):
    take(tmp_path / "w", KID)
    take(tmp_path / "w", appointment("noshow"), name="later.ndjson")
    assert concepts(tmp_path / "w") == ["was-not-brought"]
