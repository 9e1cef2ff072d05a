"""Whom a resource is about: every form of reference that FHIR has, for every type that is about somebody."""

import pytest

from kinsight.ingest.fhir.mapping import FACTS, READINGS
from kinsight.ingest.load import load
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import (
    KID,
    NHS,
    RECEIVED,
    concepts,
    condition,
    meta,
    own,
    patient,
    practice,
    reasons,
    rows,
    take,
    to,
    write,
)

NUMBER, OTHER = "9990000018", "9990000026"
NUMBERED = patient("kid", identifier=[{"system": NHS, "value": NUMBER}])
BY_NUMBER = {"identifier": {"system": NHS, "value": NUMBER}}
CONTAINED = [{"resourceType": "Patient", "id": "p", "identifier": [{"system": NHS, "value": NUMBER}]}]

#: Each names the child whose NHS number is `NUMBER`, known as Patient/kid.
FORMS = {
    "relative": to("Patient/kid"),
    "versioned": to("Patient/kid/_history/3"),
    "identifier": BY_NUMBER,
    "identifier with spaces": {"identifier": {"system": NHS, "value": "999 000 0018"}},
    "identifier of a known patient": {"type": "Patient", **BY_NUMBER},
    "identifier beside what leads nowhere": {"reference": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", **BY_NUMBER},
    "identifier beside an unknown id": {"reference": "Patient/unheard-of", **BY_NUMBER},
    "contained": to("#p"),
    "conditional": to(f"Patient?identifier={NHS}|{NUMBER}"),
    "conditional, encoded": to(f"Patient?active=true&identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C{NUMBER}"),
}  # fmt: skip
#: Each names nobody that we know: (reason) that its line is held for.
NOBODY = {
    "display alone": ({"display": "A child"}, "missing-subject"),
    "an id nobody sent": (to("Patient/unheard-of"), "dangling-reference"),
    "a number nobody has": ({"identifier": {"system": NHS, "value": OTHER}}, "dangling-reference"),
    "a local number with the same digits": ({"identifier": {"system": "https://hill.example/id/number", "value": NUMBER}},
                                            "missing-subject"),
    "a number of no system": ({"identifier": {"value": NUMBER}}, "missing-subject"),
    "conditional by a local number": (to(f"Patient?identifier=https://hill.example/id|{NUMBER}"), "missing-subject"),
    "contained and not there": (to("#q"), "missing-subject"),
    "a group": (to("Group/antenatal-class"), "missing-subject"),
    "a device": (to("Device/monitor"), "missing-subject"),
}  # fmt: skip
ABOUT = {reading.type: reading.about for reading in (READINGS["RelatedPerson"], *FACTS)}


def about(kind, reference):
    """A resource of a type about whom a reference names."""
    named = {"participant": [{"actor": reference}]} if kind == "Appointment" else {ABOUT[kind]: reference}
    more = {
        "Appointment": {"status": "noshow", "start": "2021-02-01T09:00:00Z"},
        "QuestionnaireResponse": {
            "status": "completed",
            "questionnaire": "urn:q",
            "item": [{"linkId": "1", "answer": [{"valueString": "x"}]}],
        },
    }.get(
        kind,
        {
            "code": own("depression"),
            "type": [own("depression")],
            "vaccineCode": own("depression"),
            "category": [own("depression")],
            "medicationCodeableConcept": own("depression"),
        },
    )
    status = {"Immunization": "completed", "Task": "completed", "MedicationRequest": "active"}.get(kind)
    return {
        "resourceType": kind,
        "id": "x",
        "meta": meta("2021-03-01"),
        "contained": CONTAINED,
        **named,
        **more,
        **({"status": status} if status else {}),
    }


def bare(kind, made):
    """Without what this type has not got."""
    if kind == "RelatedPerson":
        return {name: made[name] for name in ("resourceType", "id", "meta", "contained", "patient")}
    return made


def test_every_form_of_reference_names_the_person_in_every_type(tmp_path):
    sent = [
        bare(kind, about(kind, reference)) | {"id": f"{nth}"}
        for kind in ABOUT
        for nth, reference in enumerate(FORMS.values())
    ]
    take(tmp_path / "w", NUMBERED, *sent)
    assert reasons(tmp_path / "w") == []
    tables = {kind: ("bond", "patient") if kind == "RelatedPerson" else ("event", "person") for kind in ABOUT}
    for kind, (table, column) in tables.items():
        found = f"SELECT t.ref FROM records.{table} t JOIN records.person p ON p.person = t.{column} WHERE p.ref = 'Patient/kid'"
        read = {ref for (ref,) in rows(tmp_path / "w", found)}
        assert {f"{kind}/{nth}" for nth in range(len(FORMS))} <= read, kind


def test_what_leads_to_nobody_is_held_with_a_reason_in_every_type(tmp_path):
    sent = [(kind, nth, reference, reason) for kind in ABOUT for nth, (reference, reason) in enumerate(NOBODY.values())]
    take(tmp_path / "w", NUMBERED, *(bare(kind, about(kind, ref)) | {"id": f"{nth}"} for kind, nth, ref, _ in sent))
    held = rows(tmp_path / "w", "SELECT ref, reason FROM records.quarantine ORDER BY line")
    assert held == [(f"{kind}/{nth}", reason) for kind, nth, _, reason in sent]
    assert rows(tmp_path / "w", "SELECT 1 FROM records.event UNION ALL SELECT 1 FROM records.bond") == []


def test_who_is_named_by_a_known_id_is_meant_whatever_number_stands_beside_it(tmp_path):
    take(tmp_path / "w", KID, NUMBERED | {"id": "other"}, about("Condition", {**to("Patient/kid"), **BY_NUMBER}))
    assert rows(tmp_path / "w", "SELECT p.ref FROM records.event e JOIN records.person p USING (person)") == [
        ("Patient/kid",)
    ]


def test_a_line_that_waits_by_number_is_read_when_that_person_comes(tmp_path):
    take(
        tmp_path / "w",
        {**about("Condition", {"reference": "Patient/elsewhere", **BY_NUMBER}), "onsetDateTime": "2021-02-01"},
    )
    assert reasons(tmp_path / "w") == [(1, "dangling-reference")]
    assert take(tmp_path / "w", NUMBERED, name="later.ndjson").mended == 1
    assert concepts(tmp_path / "w") == ["depression"]


NAMES = (
    NHS,
    NHS + "/",
    NHS.lower(),
    "http://fhir.nhs.net/Id/nhs-number",
    "http://fhir.nhs.uk/Id/nhs-number",
    "urn:oid:2.16.840.1.113883.2.1.4.1",
    "urn:fhir.nhs.uk:id/NHSNumber",
)


def test_the_nhs_number_is_known_by_all_its_names(tmp_path):
    sent = [patient(f"kid{nth}", identifier=[{"system": system, "value": NUMBER}]) for nth, system in enumerate(NAMES)]
    take(tmp_path / "w", *sent, patient("local", identifier=[{"system": "https://hill.example/id", "value": NUMBER}]))
    numbers = rows(tmp_path / "w", "SELECT ref, nhs_number FROM records.person ORDER BY ref")
    assert numbers == [*((f"Patient/kid{nth}", NUMBER) for nth in range(len(NAMES))), ("Patient/local", None)]


TWINS = (
    patient("t1", identifier=[{"system": NHS, "value": NUMBER}]),
    patient("t2", identifier=[{"system": NHS, "value": OTHER}]),
)


def visit(*actors, version="1", **more):
    return {
        "resourceType": "Appointment",
        "id": "both",
        "meta": meta("2021-03-01", version),
        "status": "noshow",
        "start": "2021-02-01T09:00:00Z",
        "participant": [{"actor": actor} for actor in actors],
        **more,
    }


@pytest.mark.parametrize(
    "second", [to("Patient/t2"), {"type": "Patient", "identifier": {"system": NHS, "value": OTHER}}]
)
def test_each_child_of_an_appointment_has_the_fact(tmp_path, second):
    take(
        tmp_path / "w",
        *TWINS,
        visit(to("Patient/t1"), to("Practitioner/p"), second, to("Patient/t1"), to("RelatedPerson/r")),
    )
    found = rows(
        tmp_path / "w",
        """SELECT p.ref, e.concept FROM records.event e JOIN records.person p USING (person)
        ORDER BY ALL""",
    )
    assert found == [("Patient/t1", "was-not-brought"), ("Patient/t2", "was-not-brought")]
    assert len(rows(tmp_path / "w", "SELECT DISTINCT event FROM records.event")) == 2, "two children, two facts"


def test_an_appointment_of_several_is_taken_back_of_all_and_moved_by_nobodys_order(tmp_path):
    take(tmp_path / "w", *TWINS, visit(to("Patient/t1"), to("Patient/t2")))
    before = rows(tmp_path / "w", "SELECT DISTINCT event FROM records.event ORDER BY ALL")
    take(tmp_path / "w", visit(to("Patient/t2"), to("Patient/t1"), version="2"), name="2.ndjson")
    assert rows(tmp_path / "w", "SELECT DISTINCT event FROM records.event ORDER BY ALL") == before
    take(
        tmp_path / "w",
        visit(to("Patient/t1"), to("Patient/t2"), version="3", status="entered-in-error"),
        name="3.ndjson",
    )
    left = "SELECT 1 FROM records.event WHERE version NOT IN (SELECT version FROM records.supersession)"
    assert rows(tmp_path / "w", left) == []


def test_an_appointment_of_one_who_is_known_and_one_who_is_not_waits_whole(tmp_path):
    take(tmp_path / "w", TWINS[0], visit(to("Patient/t1"), to("Patient/t2")))
    assert reasons(tmp_path / "w") == [(2, "dangling-reference")]
    take(tmp_path / "w", TWINS[1], name="later.ndjson")
    assert concepts(tmp_path / "w") == ["was-not-brought", "was-not-brought"]


def test_records_that_name_no_service_are_counted(tmp_path):
    unsaid = {"lastUpdated": "2021-03-01T09:00:00Z", "versionId": "1"}
    report = take(
        tmp_path / "w", KID, *(about("Condition", to("Patient/kid")) | {"id": one, "meta": unsaid} for one in "ab")
    )
    assert report.without_service == 2
    assert take(tmp_path / "v", KID, about("Condition", to("Patient/kid"))).without_service == 0


UUID = "0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"
ENTRY = {
    "fullUrl": f"urn:uuid:{UUID}",
    "request": {"method": "POST", "url": "Patient"},
    "resource": {"resourceType": "Patient", "birthDate": "2020-01-01", "meta": meta("2020-01-02")},
}
PLAN = condition("c", who=f"urn:uuid:{UUID}", code=own("child-protection-plan"))


@pytest.mark.parametrize("server", [None, "trust-b"])
@pytest.mark.parametrize("order", ["the patient first", "the fact first"])
def test_a_fact_about_an_entry_of_another_bundle_is_of_its_patient(tmp_path, order, server):
    """As a search gives it, whose Patient came in a message of its own."""
    sent = [
        {"resourceType": "Bundle", "type": "transaction", "entry": [ENTRY]},
        {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": PLAN}]},
    ]
    for n, one in enumerate(sent if order == "the patient first" else reversed(sent)):
        path = write(tmp_path / f"{n}.ndjson", [one])
        load(Workspace(tmp_path / "w"), [path], practice(), RECEIVED, server=server)
    assert concepts(tmp_path / "w") == ["child-protection-plan"]
