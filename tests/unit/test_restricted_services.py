"""Of a family in which someone has a restricted record, only the services that a reader works in are named to that reader."""

import json
from datetime import date

import pytest
from django.test import Client

from kinsight.casework.actions.break_glass import break_glass
from kinsight.casework.actions.publish import publish
from kinsight.casework.matrix import CLINICAL
from kinsight.casework.models import Owed, Role
from kinsight.casework.records import Records
from kinsight.picture import family, fragments, picture
from kinsight.store.days import to_day
from kinsight.store.workspace import Workspace
from kinsight.sweep.run import bring_up, sweep
from kinsight.sweep.some_children import sweep_children
from kinsight.web.presenters import child_links
from tests.unit.casework_world import staff, the
from tests.unit.feeds_kit import KID, meta, of, own, patient, practice, take, to

ON = date(2022, 1, 1)
#: In the names, and in the ids, of the services that would tell where the family is.
PLACE = "northvale"
MINE = "Organization/mine"
KIND = "urn:kinsight:service-kind"
LABEL = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}


def organization(id_, name, kind):
    return {
        "resourceType": "Organization",
        "id": id_,
        "name": name,
        "meta": meta("2019-01-01"),
        "type": [{"coding": [{"system": KIND, "code": kind}]}],
    }


SERVICES = [
    organization("mine", "Ashford Nurses", "community-nursing"),
    organization("northvale-hv", "Northvale Health Visitors", "health-visiting"),
    organization("hv-2@northvale", "Northvale Second Team", "health-visiting"),
    organization("refuge", "Northvale Haven", "other"),
]
MUM = patient("mum", "1990-05-05", name=[{"text": "Mo Fir"}])


def relative(id_, code, **more):
    return {
        "resourceType": "RelatedPerson",
        "id": f"r-{id_}",
        "meta": meta("2020-01-02"),
        "patient": to("Patient/kid"),
        "identifier": more.pop("identifier", []),
        "relationship": [{"coding": [{"code": code}]}],
        **more,
    }


def fact(id_, concept, by, on):
    made = of(
        "Observation", status="final", code=own(concept), effectiveDateTime=on, performer=[to(f"Organization/{by}")]
    )
    return {**made, "id": f"{id_}@{PLACE}" if by != "mine" else id_}


FACTS = [
    fact("a", "domestic-abuse-disclosed", "refuge", "2021-12-01") | {"subject": to("RelatedPerson/r-mum")},
    fact("b", "was-not-brought", "northvale-hv", "2021-11-01"),
    fact("c", "was-not-brought", "hv-2@northvale", "2021-12-10"),
    fact("d", "was-not-brought", "mine", "2021-12-12"),
    fact("e", "emergency-attendance-injury", "northvale-hv", "2021-12-20"),
]
KIN = [relative("mum", "MTH", birthDate="1990-05-05"), relative("bro", "BRO", birthDate="2015-01-01")]


def labelled(resource):
    return {**resource, "meta": resource["meta"] | LABEL}


WHO = {
    "nobody": [KID, *KIN],
    "the child": [labelled(KID), *KIN],
    "the mother": [KID, labelled(KIN[0]), KIN[1]],
    "a brother": [KID, KIN[0], labelled(KIN[1])],
}


@pytest.fixture
def workspace(tmp_path):
    def made(who):
        take(tmp_path / "w", *SERVICES, *WHO[who], *FACTS)
        return Workspace(tmp_path / "w")

    return made


def told(where, own=()):
    shown = [read(where, "kid", to_day(ON), practice(), own=own) for read in (family, picture, fragments)]
    return json.dumps(shown, default=str).lower()


@pytest.mark.parametrize("who", WHO)
def test_a_name_is_told_to_nobody_and_the_kind_is(workspace, who):
    where = workspace(who)
    said = told(where)
    assert (PLACE in said) == (who == "nobody")
    assert ("a health visiting service" in said) == (who != "nobody")


def test_the_readers_own_services_stay_named_by_whichever_reference_they_are_known(workspace):
    where = workspace("the child")
    said = told(where, [MINE])
    assert "ashford nurses" in said and PLACE not in said
    assert "northvale second team" in told(where, ["Organization/hv-2@northvale"])
    assert "northvale haven" not in told(where, ["Organization/hv-2@northvale"])


def test_each_service_stays_one_though_it_is_not_named(workspace):
    """Who knows what is still told apart, by a word that says nothing of the service."""
    hidden, shown = (fragments(workspace(who), "kid", to_day(ON), practice()) for who in ("the child", "nobody"))
    assert len({one["service"] for one in hidden["services"]}) == len(hidden["services"]) == 5  # and who sent the label
    assert len(shown["services"]) == 4
    assert [len(row["alone"]) for row in hidden["rows"]] == [len(row["alone"]) for row in shown["rows"]]
    assert {ref for row in hidden["rows"] for ref in row["alone"]} <= {one["service"] for one in hidden["services"]}


@pytest.mark.parametrize("who", WHO)
def test_what_lists_say_of_why_something_is_owed_names_no_service(workspace, who):
    where = workspace(who)
    for found in (sweep(where, to_day(ON), practice()), sweep_children(where, ["kid"], to_day(ON), practice())):
        reasons = " ".join(row["reason"] for row in found.owed.to_pylist())
        assert "Was not brought to an appointment on 1 November 2021" in reasons
        assert ("Northvale" in reasons) == (who == "nobody")


@pytest.mark.parametrize("who", ["the child", "the mother", "a brother"])
def test_a_label_that_comes_later_takes_the_names_out_of_the_lists_too(workspace, tmp_path, who):
    where = workspace("nobody")
    bring_up(where, to_day(ON), practice())
    later = {**meta("2021-12-30", "2"), **LABEL}
    take(
        tmp_path / "w", *({**one, "meta": later} for one in WHO[who] if "security" in one["meta"]), name="later.ndjson"
    )
    found = bring_up(where, to_day(ON), practice())
    assert found.how == "changes"
    assert not any("Northvale" in row["reason"] for row in found.everyone().owed.to_pylist())


@pytest.fixture
def site(settings, monkeypatch, workspace):
    def made(who):
        settings.SECURE_SSL_REDIRECT = False
        monkeypatch.setenv("KINSIGHT_AS_OF", ON.isoformat())
        records = Records(workspace(who).root, practice())
        monkeypatch.setattr("kinsight.web.loaded_knowledge.records", lambda: records)
        monkeypatch.setattr("kinsight.web.pages.child_page.records", lambda: records)
        publish(
            sweep(records.workspace, to_day(ON), practice()), by=None, as_of=ON, knowledge=practice(), records=records
        )

    return made


def pages(member):
    """Everything that the reader may open about the child, as one text."""
    client, child = Client(), the("Patient/kid")
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    debts = Owed.objects.filter(child=child).values_list("expectation", flat=True)
    asked = [
        "/?owner=anyone",
        f"/child/{child.slug}/?all=1",
        f"/child/{child.slug}/?all=1&lanes=services",
        f"/reception/{child.slug}/",
        child_links.record(child.slug),
        f"/happened/{child.slug}/",
        "/recorded/",
        "/audit/",
        "/account/",
        *(child_links.record(child.slug, one) for one in debts),
    ]
    found = [client.get(path) for path in asked] + [
        client.post("/find", {"name": child.name or "Name", "born": "2020-01-01"})
    ]
    return "\n".join(one.content.decode() for one in found if one.status_code == 200)


@pytest.mark.django_db
def test_no_page_names_a_service_of_others_whatever_the_role(site):
    site("the mother")
    for role in (*sorted(map(Role, CLINICAL)), Role.RECEPTION):
        seen = pages(staff(role, [MINE]))
        assert PLACE not in seen.lower(), role
        if role in CLINICAL:
            assert "Ashford Nurses" in seen and "a health visiting service" in seen, role
            assert "Only your own service is named: a restricted record." in seen, role


@pytest.mark.django_db
def test_who_opens_the_record_for_a_reason_is_told_no_name_either(site):
    site("the child")
    reader = staff(Role.EMERGENCY, [])
    break_glass(
        child=the("Patient/kid"),
        by=reader,
        reason="In the department now with an injury; the notes are needed to treat",
    )
    seen = pages(reader)
    assert "a health visiting service" in seen and PLACE not in seen.lower() and "Ashford" not in seen


@pytest.mark.django_db
def test_of_any_other_family_every_service_is_named(site):
    site("nobody")
    seen = pages(staff(Role.HEALTH_VISITOR, [MINE]))
    assert all(name in seen for name in ("Northvale Haven", "Northvale Second Team", "Ashford Nurses"))
    assert "Only your own service" not in seen
