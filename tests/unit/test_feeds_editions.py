"""A resource of another edition of FHIR is read where its meaning is sure, and else held: never passed over."""

import pytest

from kinsight.ingest import retry
from kinsight.ingest.fhir.editions import ELEMENTS, SHAPES
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import KID, events, of, own, take, to

ACT = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"}
#: (a resource as another edition writes it, the element that shows it).
OTHERS = {
    "R5 ServiceRequest.code": (
        of("ServiceRequest", status="active", intent="order", code={"concept": own("seen")}, authoredOn="2021-02-01"),
        "code",
    ),
    "R5 ServiceRequest.reason": (
        of("ServiceRequest", status="active", code=own("seen"), reason=[{"concept": own("anxiety")}]),
        "reason",
    ),
    "R5 Encounter.actualPeriod": (
        of("Encounter", status="completed", type=[own("seen")], actualPeriod={"start": "2021-02-01"}),
        "actualPeriod",
    ),
    "R5 Encounter.class": (of("Encounter", status="completed", **{"class": [{"coding": [ACT]}]}), "class"),
    "DSTU2 Encounter.class": (of("Encounter", status="finished", **{"class": "emergency"}), "class"),
    "STU3 Encounter.reason": (of("Encounter", status="finished", reason=[own("seen")]), "reason"),
    "R5 Procedure.occurrenceDateTime": (
        of("Procedure", status="completed", code=own("seen"), occurrenceDateTime="2021-02-01"),
        "occurrenceDateTime",
    ),
    "R5 Procedure.occurrencePeriod": (
        of("Procedure", status="completed", code=own("seen"), occurrencePeriod={"start": "2021"}),
        "occurrencePeriod",
    ),
    "R5 Procedure.reason": (
        of("Procedure", status="completed", code=own("seen"), reason=[{"concept": own("seen")}]),
        "reason",
    ),
    "R5 CarePlan.activity": (
        of(
            "CarePlan",
            status="active",
            intent="plan",
            category=[own("seen")],
            activity=[{"plannedActivityReference": to("Task/1")}],
        ),
        "activity",
    ),
    "R5 Communication.reason": (of("Communication", status="completed", reason=[{"concept": own("seen")}]), "reason"),
    "R5 Appointment": (
        {
            "resourceType": "Appointment",
            "id": "x",
            "status": "cancelled",
            "start": "2021-02-01T09:00:00Z",
            "participant": [{"actor": to("Patient/kid")}],
            "cancellationReason": {"text": "by provider"},
        },
        "cancellationReason",
    ),
    "DSTU2 QuestionnaireResponse": (of("QuestionnaireResponse", status="completed", group={"question": []}), "group"),
    "R5 MedicationRequest": (
        of("MedicationRequest", status="active", medication={"concept": own("seen")}),
        "medication",
    ),
    "R5 MedicationStatement": (
        of("MedicationStatement", status="active", medication={"concept": own("seen")}),
        "medication",
    ),
    "STU3 MedicationStatement.taken": (
        of("MedicationStatement", status="active", medicationCodeableConcept=own("seen"), taken="n"),
        "taken",
    ),
    "R5 Immunization.vaccineCode": (
        of("Immunization", status="completed", vaccineCode={"concept": {"text": "MMR"}}),
        "vaccineCode",
    ),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_r4_calls_otherwise_is_held_and_named(tmp_path, case):
    resource, element = OTHERS[case]
    take(tmp_path / "w", KID, resource)
    [held] = retry.listing(Workspace(tmp_path / "w"))
    assert (held.reason, held.ref) == ("not-r4", f"{resource['resourceType']}/x")
    assert held.detail.startswith(element)


def test_every_sign_is_tried():
    tried = {(resource["resourceType"], element) for resource, element in OTHERS.values()}
    assert {(kind, name) for kind, names in ELEMENTS.items() for name in names} <= tried
    assert {(kind, name) for kind, name, _ in SHAPES if kind} <= tried
    assert {name for _, name, _ in SHAPES} <= {element for _, element in tried}


def test_dates_of_stu3_are_read_for_what_they_surely_mean(tmp_path):
    take(
        tmp_path / "w",
        KID,
        of("Immunization", status="completed", notGiven=False, vaccineCode={"text": "MMR"}, date="2021-02-02"),
        of("Condition", code=own("anxiety"), clinicalStatus="active", assertedDate="2021-02-03"),
    )
    assert [row[1:3] for row in events(tmp_path / "w")] == [
        ("anxiety", "2021-02-03"),
        ("immunisation-given", "2021-02-02"),
    ]
