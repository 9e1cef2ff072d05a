"""Two servers give the same id to two people: never one person, by name or by what contradicts."""

import json

import pytest

from kinsight.ingest import retry
from kinsight.ingest.load import load
from kinsight.ingest.sources import Unreadable
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import NHS, RECEIVED, condition, meta, own, patient, practice, reasons, rows, take, to, write

ADA, BO = "9990000018", "9990000026"


def one(number, born, **more):
    return patient("1", born, identifier=[{"system": NHS, "value": number}], **more)


A = [one(ADA, "2020-02-01", gender="female"), condition("10", who="Patient/1", code=own("child-protection-plan"))]
B = [
    one(BO, "1988-07-07", gender="male", meta=meta("2024-01-01")),
    condition("10", who="Patient/1", known="2024-01-02", code=own("drug-misuse")),
]


def told(workspace):
    return rows(
        workspace,
        """SELECT p.ref, p.nhs_number, e.concept FROM records.event e JOIN records.person p USING (person)
        WHERE e.version NOT IN (SELECT version FROM records.supersession) ORDER BY ALL""",
    )


def test_another_person_by_a_known_id_is_held_with_all_that_is_said_about_them(tmp_path):
    take(tmp_path / "w", *A)
    before = told(tmp_path / "w")
    relative = {"resourceType": "RelatedPerson", "id": "r", "meta": meta("2024-01-01"), "patient": to("Patient/1")}
    visit = {
        "resourceType": "Appointment",
        "id": "v",
        "meta": meta("2024-01-01"),
        "status": "noshow",
        "start": "2024-01-01",
        "participant": [{"actor": to("Patient/1")}],
    }
    for name in ("b.ndjson", "again.ndjson"):
        report = take(tmp_path / "w", *B, relative, visit, name=name)
        assert report.total("quarantined") == 4 and report.total("accepted") == 0
        assert told(tmp_path / "w") == before == [("Patient/1", ADA, "child-protection-plan")]
    assert {why for _, why in reasons(tmp_path / "w")} == {"another-person"}


def test_the_facts_of_a_later_file_of_the_same_load_are_held_too(tmp_path):
    take(tmp_path / "w", *A)
    folder = tmp_path / "trust-b"
    write(folder / "Patient.ndjson", B[:1])
    write(folder / "Condition.ndjson", B[1:])
    load(Workspace(tmp_path / "w"), [folder], practice(), RECEIVED)
    assert told(tmp_path / "w") == [("Patient/1", ADA, "child-protection-plan")]


def test_two_people_by_one_id_in_one_file_are_not_made_one(tmp_path):
    take(tmp_path / "w", A[0], B[0])
    assert reasons(tmp_path / "w") == [(2, "another-person")]


#: What a later version says, and whether it can be a correction of the first.
LATER = {
    "another number": (one(BO, "2020-02-01", gender="female"), True),
    "another birth date": (one(ADA, "2020-01-02", gender="female"), True),
    "another birth date and sex, the same number": (one(ADA, "2020-01-02", gender="male"), True),
    "no number, another birth date": (patient("1", "2020-01-02", gender="female"), True),
    "no number, another birth date and sex": (patient("1", "2020-01-02", gender="male"), False),
    "another number and birth date": (one(BO, "2020-01-02", gender="female"), False),
    "another number, no birth date": (one(BO, None), True),
}  # fmt: skip


@pytest.mark.parametrize("case", LATER)
def test_a_correction_is_no_other_person(tmp_path, case):
    later, correction = LATER[case]
    take(tmp_path / "w", A[0])
    take(tmp_path / "w", later | {"meta": meta("2024-01-01", "2")}, name="later.ndjson")
    assert reasons(tmp_path / "w") == ([] if correction else [(1, "another-person")])


def test_somebody_can_say_that_it_is_the_same_person(tmp_path):
    take(tmp_path / "w", *A)
    take(tmp_path / "w", B[0], name="b.ndjson")
    (held,) = retry.listing(Workspace(tmp_path / "w"))
    assert retry.retry(Workspace(tmp_path / "w"), None, practice(), RECEIVED).still_held == 1, "nobody said so"
    assert retry.retry(Workspace(tmp_path / "w"), [held.item], practice(), RECEIVED).accepted == 1


def test_facts_alone_about_an_id_that_two_people_came_by_are_counted(tmp_path):
    take(tmp_path / "w", *A)
    visit = {
        "resourceType": "Appointment",
        "id": "v",
        "meta": meta("2024-02-01"),
        "status": "noshow",
        "start": "2024-01-01",
        "participant": [{"actor": to("Patient/1")}],
    }
    assert take(tmp_path / "w", visit, name="before.ndjson").about_contested == 0
    take(tmp_path / "w", B[0], name="b.ndjson")
    other = patient("2", link=[{"other": to("Patient/1"), "type": "seealso"}])
    report = take(tmp_path / "w", B[1] | {"id": "11"}, visit | {"id": "v2"}, other, name="facts.ndjson")
    assert (report.about_contested, report.total("quarantined")) == (2, 0)
    assert rows(tmp_path / "w", "SELECT kind FROM records.link") == [("proposed",)], "it may mean either"
    (held,) = retry.listing(Workspace(tmp_path / "w"))
    retry.retry(Workspace(tmp_path / "w"), [held.item], practice(), RECEIVED)
    assert take(tmp_path / "w", visit | {"id": "v3"}, name="after.ndjson").about_contested == 0


def bundle_of(base, *resources):
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"fullUrl": f"{base}/{one['resourceType']}/{one['id']}", "resource": one} for one in resources],
    }


@pytest.mark.parametrize("form", ["ndjson", "bundle", "absolute"])
def test_a_server_with_a_name_has_ids_of_its_own(tmp_path, form):
    take(tmp_path / "w", *A)
    sent = [B[0], B[1] | {"subject": to("https://fhir.trust-b.example/r4/Patient/1")}] if form == "absolute" else B
    path = write(tmp_path / "b.ndjson", sent)
    if form == "bundle":
        path = tmp_path / "b.json"
        path.write_text(json.dumps(bundle_of("https://fhir.trust-b.example/r4", *B)))
    for _ in range(2):
        report = load(Workspace(tmp_path / "w"), [path], practice(), RECEIVED, server="trust-b")
        assert report.total("quarantined") == 0
        assert told(tmp_path / "w") == [
            ("Patient/1", ADA, "child-protection-plan"),
            ("Patient/1@trust-b", BO, "drug-misuse"),
        ]
    assert report.total("already_had") == 2
    assert rows(tmp_path / "w", "SELECT count(*) FROM records.service WHERE ref = 'Organization/gp@trust-b'") == [(1,)]


def test_an_id_of_other_letters_is_that_servers_own_too(tmp_path):
    """Servers give ids that FHIR does not allow: a reference that kept the plain id would lead to another server's person."""
    take(tmp_path / "w", A[0] | {"id": "p_1"})
    sent = [B[0] | {"id": "p_1"}, B[1] | {"subject": to("Patient/p_1")}]
    load(Workspace(tmp_path / "w"), [write(tmp_path / "b.ndjson", sent)], practice(), RECEIVED, server="trust-b")
    assert told(tmp_path / "w") == [("Patient/p_1@trust-b", BO, "drug-misuse")]


def test_what_a_named_server_sends_wrongly_is_held_as_from_any(tmp_path):
    path = write(tmp_path / "b.ndjson", ["{oops", "", "[1]", condition(who="Patient/nobody")])
    load(Workspace(tmp_path / "w"), [path], practice(), RECEIVED, server="trust-b")
    assert reasons(tmp_path / "w") == [(1, "malformed-json"), (3, "not-a-resource"), (4, "dangling-reference")]


@pytest.mark.parametrize("name", ["trust/b", "a b", "x@y", "b" * 41])
def test_a_server_has_a_plain_name(tmp_path, name):
    path = write(tmp_path / "b.ndjson", B)
    with pytest.raises(Unreadable, match="a server's name"):
        load(Workspace(tmp_path / "w"), [path], practice(), RECEIVED, server=name)
