"""One record, however its JSON is written: the order of the members, spaces and escapes mean nothing (RFC 8259)."""

import json
from typing import Any

import pytest

from tests.unit.feeds_kit import NHS, meta, own, patient, rows, take, to
from tests.unit.test_feeds_attendance import attendance

ODS = "https://fhir.nhs.uk/Id/ods-organization-code"
_CANCELLED = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason",
            "code": "prov",
            "display": "Clinic",
        }
    ]
}


def about(kind: str, id_: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": id_, "meta": meta("2024-01-02"), "subject": to("Patient/1"), **more}


def appointment(id_: str, **more: Any) -> dict[str, Any]:
    actors = [{"actor": to("Patient/1"), "status": "accepted"}, {"actor": to("Patient/2"), "status": "accepted"}]
    made = {"resourceType": "Appointment", "id": id_, "meta": meta("2024-01-02"), "participant": actors}
    return {**made, "start": "2023-05-01T09:00:00Z", **more}


def numbered(id_: str, number: str, **more: Any) -> dict[str, Any]:
    old = {"use": "old", "system": NHS, "value": "9990000034"}
    return patient(id_, identifier=[old, {"use": "official", "system": NHS, "value": number}], **more)


SENT = [
    numbered(
        "1",
        "9990000018",
        name=[{"use": "official", "family": 'Éa "}{[', "given": ["Zoë"]}],
        address=[
            {"line": ["Flat 1", "2 High St"], "city": "Leeds", "postalCode": "LS1 1AA", "period": {"start": "2020-02"}}
        ],
        communication=[{"extension": [{"url": "interpreterRequired", "valueBoolean": True}]}],
    ),
    numbered("2", "9990000026"),
    appointment("missed", status="booked", **attendance("7")),
    appointment("cancelled", status="cancelled", cancelationReason=_CANCELLED),
    about(
        "Condition",
        "c1",
        code=own("depression"),
        onsetDateTime="2023-03",
        clinicalStatus={"coding": [{"system": "z", "code": "zz"}, {"system": "y", "code": "resolved"}]},
    ),
    about(
        "Condition",
        "c2",
        code=own("depression"),
        onsetAge={"value": 2, "unit": "years"},
        subject=to("#p"),
        contained=[{"resourceType": "Patient", "id": "p", "identifier": [{"system": NHS, "value": "9990000018"}]}],
    ),
    about("Condition", "c3", code=own("anxiety"), subject={"identifier": {"system": NHS, "value": "9990000026"}}),
    about(
        "Observation",
        "o1",
        status="final",
        code=own("domestic-abuse-disclosed"),
        effectiveDateTime="2023-05-01",
        valueCodeableConcept={"coding": [{"system": "http://snomed.info/sct", "code": "373067005"}]},
    ),
    about(
        "CarePlan",
        "p1",
        status="active",
        intent="plan",
        period={"start": "2023-01"},
        category=[own("child-protection-plan")],
        activity=[{"detail": {"status": "cancelled", "code": own("safe-sleep-advice")}}],
    ),
    about(
        "CarePlan",
        "p2",
        status="active",
        intent="plan",
        category=[own("child-protection-plan")],
        activity=[{"modifierExtension": [{"url": "x"}], "detail": {"status": "completed", "code": own("icon-advice")}}],
    ),
    about("ServiceRequest", "s1", status="active", intent="order", doNotPerform=True, code=own("marac-referred")),
    about(
        "Encounter",
        "e1",
        status="finished",
        type=[own("seen")],
        period={"start": "2023-05-01", "end": "2023-05"},
        serviceProvider={"identifier": {"system": ODS, "value": "A99001"}},
        **{"class": {"code": "EMER"}},
    ),
    about(
        "QuestionnaireResponse",
        "q1",
        status="completed",
        authored="2023-05-01",
        item=[{"linkId": "1", "answer": [{"valueCoding": own("icon-advice")["coding"][0]}]}],
    ),
    {
        "resourceType": "RelatedPerson",
        "id": "r1",
        "meta": meta("2024-01-02"),
        "patient": to("Patient/1"),
        "period": {"end": "2024-03"},
        "relationship": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH"}]}],
    },
]


def turned(value: Any) -> Any:
    """Every object with its members the other way round."""
    if isinstance(value, dict):
        return {name: turned(value[name]) for name in reversed(value)}
    return [turned(one) for one in value] if isinstance(value, list) else value


def as_escape(one: str) -> str:
    return f"\\u{ord(one):04x}"


def escaped(value: Any) -> str:
    """Every character of every text and name as an escape."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{escaped(name)}:{escaped(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(escaped, value)) + "]"
    return f'"{"".join(map(as_escape, value))}"' if isinstance(value, str) else json.dumps(value)


FORMS = {
    "turned": lambda one: json.dumps(turned(one)),
    "escaped": escaped,
    "spaced": lambda one: json.dumps(one, separators=(" , ", " : ")),
}


def read(workspace: Any) -> list[Any]:
    """All that the records say, but for which version it is."""
    said = {
        "event": 'ref, concept, "on", "until", value, service, person, certainty, code, system',
        "person": "* EXCLUDE (version, load)",
        "address": "* EXCLUDE (version, load)",
        "bond": "* EXCLUDE (version, load)",
        "quarantine": "ref, reason",
        "service": "ref, name",
    }
    return [
        (table, rows(workspace, f"SELECT {what} FROM records.{table} ORDER BY ALL")) for table, what in said.items()
    ]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    workspace = tmp_path_factory.mktemp("plain") / "w"
    take(workspace, *SENT)
    return read(workspace)


def test_what_is_compared_says_something(plain):
    concepts = {row[1] for row in dict(plain)["event"]}
    assert {
        "was-not-brought",
        "provider-cancelled",
        "depression",
        "child-protection-plan",
        "seen",
        "icon-advice",
    } <= concepts
    assert dict(plain)["quarantine"] == [("CarePlan/p2", "unknown-modifier")]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_json_written_otherwise_is_read_the_same(tmp_path, plain, form):
    take(tmp_path / "w", *map(FORMS[form], SENT))
    assert read(tmp_path / "w") == plain
