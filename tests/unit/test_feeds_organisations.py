"""A service that is named by its ODS code is the Organization which came with that code, whichever element names it."""

import pytest

from kinsight.ingest.fhir.mapping import FACTS, head
from kinsight.ingest.fhir.statuses import STATED, STATUSES
from kinsight.ingest.fhir.system_names import ODS_SYSTEMS
from kinsight.picture import family
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import KID, meta, of, own, patient, practice, rows, take, to

ODS = "https://fhir.nhs.uk/Id/ods-organization-code"
ELM = {
    "resourceType": "Organization",
    "id": "elm",
    "name": "Elm Surgery",
    "meta": meta("2019-01-01"),
    "identifier": [{"system": ODS, "value": "A99001"}],
}


def by_code(system=ODS, code="A99001"):
    return {"type": "Organization", "identifier": {"system": system, "value": code}}


def flag(author, **more):
    return of("Flag", status="active", code=own("seen"), period={"start": "2021-02-01"}, author=author, **more)


def services(workspace):
    return rows(
        workspace,
        """SELECT DISTINCT s.name FROM records.event e LEFT JOIN records.service s
        ON s.service = e.service AND s.name IS NOT NULL""",
    )


@pytest.mark.parametrize("system", [ODS, *ODS_SYSTEMS])
@pytest.mark.parametrize("first", [True, False])
def test_whichever_comes_first_the_code_is_that_organization(tmp_path, system, first):
    sent = [ELM], [KID, flag(by_code(system, " a99001"))]
    for nth, some in enumerate(sent if first else sent[::-1]):
        take(tmp_path / "w", *some, name=f"{nth}.ndjson")
    assert services(tmp_path / "w") == [("Elm Surgery",)]
    shown = family(Workspace(tmp_path / "w"), "kid", parse("2022-01-01"), practice())["services"]
    assert [(one["service"], one["name"]) for one in shown] == [("Organization/elm", "Elm Surgery")]


def test_a_code_of_another_system_and_one_that_nobody_has_name_nobody_else(tmp_path):
    take(tmp_path / "w", ELM, KID, flag(by_code("urn:site")), flag(by_code(code="B99002")) | {"id": "y"})
    assert services(tmp_path / "w") == [(None,)]


def test_a_conditional_reference_is_one_too(tmp_path):
    take(tmp_path / "w", ELM, KID, flag(to(f"Organization?identifier={ODS}|A99001")))
    assert services(tmp_path / "w") == [("Elm Surgery",)]


PLACES = [(reading.type, path) for reading in FACTS for path in reading.service if reading.type != "Appointment"]


@pytest.mark.parametrize(("kind", "path"), PLACES)
def test_every_element_that_names_a_service_may_name_it_by_code(tmp_path, kind, path):
    below = path.partition("[].")[2]
    named = {below: by_code()} if below else by_code()
    status = next(
        (word for word, effect in STATUSES[kind].get("status", {}).items() if effect == STATED and word), None
    )
    sent = of(kind, status=status, **{head(path): [named] if "[]" in path else named})
    unsaid = {"lastUpdated": "2021-03-01T09:00:00Z", "versionId": "1"}
    for one, counted in ((sent, 0), ({**sent, head(path): None}, 1)):
        report = take(tmp_path / str(counted), ELM, KID, {**one, "meta": unsaid})
        assert (report.total("accepted"), report.without_service) == (3, counted)


def test_a_practice_named_by_its_code_is_the_practice(tmp_path):
    kid = patient("kid", generalPractitioner=[by_code()])
    take(tmp_path / "w", ELM, kid)
    assert rows(tmp_path / "w", "SELECT practice FROM records.person") == [("Organization/elm",)]


ROLE = {"resourceType": "PractitionerRole", "id": "r"}
CONTAINED = {
    "a role, its organization by reference": [ROLE | {"organization": to("Organization/elm")}],
    "a role, its organization by code": [ROLE | {"organization": by_code()}],
    "a role, its organization beside it": [
        {"resourceType": "Organization", "id": "o", "identifier": [{"system": ODS, "value": "A99001"}]},
        ROLE | {"organization": to("#o")},
    ],
    "an organization": [
        {"resourceType": "Organization", "id": "r", "identifier": [{"system": ODS, "value": "A99001"}]}
    ],
}
NOBODY = {
    "a practitioner alone": [{"resourceType": "Practitioner", "id": "r"}],
    "another role": [ROLE | {"id": "s", "organization": to("Organization/elm")}],
    "a role without one": [ROLE],
    "a code that it had": [
        {"resourceType": "Organization", "id": "r", "identifier": [{"use": "old", "system": ODS, "value": "A99001"}]}
    ],
}


@pytest.mark.parametrize("case", [*CONTAINED, *NOBODY])
@pytest.mark.parametrize("kind", ["Flag", "Observation", "Procedure"])
def test_who_is_named_within_the_resource_says_of_which_service(tmp_path, case, kind):
    unsaid = {"lastUpdated": "2021-03-01T09:00:00Z", "versionId": "1"}
    more = {
        "Flag": {"status": "active", "author": to("#r")},
        "Observation": {"status": "final", "performer": [to("Practitioner/x"), to("#r")]},
        "Procedure": {"status": "completed", "performer": [{"actor": to("#r")}]},
    }[kind]
    sent = of(kind, code=own("seen"), contained=(CONTAINED | NOBODY)[case], **more) | {"meta": unsaid}
    report = take(tmp_path / "w", ELM, KID, sent)
    named = case in CONTAINED
    assert (services(tmp_path / "w"), report.without_service) == (
        [("Elm Surgery" if named else None,)],
        0 if named else 1,
    )


@pytest.mark.parametrize("kind", [*(reading.type for reading in FACTS), "Patient", "RelatedPerson", "Organization"])
def test_a_file_of_one_type_is_read_like_a_file_of_several(tmp_path, kind):
    """What names a service is looked for in elements that a reading of this type alone has."""
    take(tmp_path / "w", KID, name="people.ndjson")
    alone = {"Patient": KID, "Organization": ELM, "RelatedPerson": of("RelatedPerson", patient=to("Patient/kid"))}
    sent = alone.get(kind) or of(kind, participant=[{"actor": to("Patient/kid")}])
    report = take(tmp_path / "w", sent, name="one.ndjson")
    assert report.total("taken_in") == 1
