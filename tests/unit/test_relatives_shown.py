"""Brothers and sisters on a child's page: everyone shown is written down, and a stranger's facts are cut."""

import pytest
from django.db import connection
from django.test import Client

from kinsight.casework import audit_check, guards, row_hash
from kinsight.casework.actions.break_glass import break_glass
from kinsight.casework.minimise import minimised_family, minimised_picture
from kinsight.casework.models import AccessLog, Role
from tests.unit.casework_world import GP, HV, child, published, staff, sweep, the
from tests.unit.child_page import sources

pytestmark = pytest.mark.django_db
HERE, MINE, STRANGER = "Patient/c-child", "Patient/mine", "Patient/stranger"
CLINICAL = [role for role in Role if role not in (Role.RECEPTION, Role.COMMISSIONER, Role.DESIGNATED)]


def told() -> dict:
    """A family with two brothers, about each of whom a fact says more than its kind."""
    found = sources("disclosure")
    family, event = found["family"], found["family"]["events"][0]
    for ref in (MINE, STRANGER):
        family["people"].append(
            {
                "ref": ref,
                "name": f"Brother {ref}",
                "sex": "male",
                "born": "2020-01-01",
                "died": None,
                "roles": [{"role": "sibling", "from": None, "until": None}],
            }
        )
        said = {"about_ref": ref, "role": "sibling", "value": f"secret of {ref}", "ref": f"Observation/{ref}"}
        family["events"].append({**event, **said, "about": f"Brother {ref}", "event": 90_000 + len(ref), "until": None})
        first = found["picture"]["patterns"][0]["evidence"]
        first.append(evidence := {**first[0], "about": ref, "role": "sibling", "ref": f"Condition/{ref}"})
        found["picture"]["never_answered"].append(_never_answered(found["picture"]["owed"][0], evidence))
    return found


def _never_answered(owed: dict, evidence: dict) -> dict:
    """A response that was owed for a fact about a brother, and that nobody gave while it was worth while."""
    said = {"state": "lapsed", "met_on": None, "lapsed_on": "2026-11-01", "overdue_since": None}
    said["expectation"] = (
        f"{owed['expectation']}-{evidence['about'].removeprefix('Patient/')}"  # each a line of its own
    )
    return {**owed, **said, "evidence": [{**evidence, "ref": f"Lapsed/{evidence['about']}"}]}


@pytest.fixture(autouse=True)
def district(settings, monkeypatch):
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("KINSIGHT_AS_OF", "2026-11-23")
    published(sweep([child(HERE, services=[HV]), child(MINE, services=[HV]), child(STRANGER, services=[GP])]))
    monkeypatch.setattr("kinsight.web.pages.child_page.sources", lambda ref, on, own, past=False: told())


def page(member) -> str:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/child/{the(HERE).slug}/?all=1").content.decode()


@pytest.mark.parametrize("role", CLINICAL, ids=str)
def test_everyone_shown_is_written_down_and_strangers_are_minimised(role):
    shown = page(staff(role))
    looks = {(row.child.ref, row.purpose, row.outside) for row in AccessLog.objects.all()}
    assert looks == {
        (HERE, "child", False),
        (HERE, "relatives", False),
        (MINE, "family", False),
        (STRANGER, "family", True),
    }
    assert f"secret of {MINE}" in shown and f"Condition/{MINE}" in shown
    assert f"Lapsed/{MINE}" in shown and f"Lapsed/{STRANGER}" not in shown
    assert f"secret of {STRANGER}" not in shown and f"Condition/{STRANGER}" not in shown
    assert f"Brother {STRANGER}" in shown, "who is in the family is still shown"


def test_adults_are_written_down_by_the_reference_of_their_record():
    page(member := staff())
    everyone = {one["ref"] for one in told()["family"]["people"]}
    row = AccessLog.objects.get(purpose="relatives")
    assert (row.by, row.child) == (member.user, the(HERE))
    assert row.people == sorted(everyone - {HERE, MINE, STRANGER}) and len(row.people) >= 3
    lead, client = staff(Role.DESIGNATED), Client()
    client.force_login(lead.user, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get("/audit/?show=reads").content.decode()
    assert f"Relatives shown beside the child: {', '.join(row.people)}" in shown


def test_who_was_shown_is_in_the_chain_and_older_rows_keep_their_hash():
    page(staff())
    assert not audit_check.check([]).findings and not guards.missing()
    row = AccessLog.objects.get(purpose="relatives")
    for people in ("[]", None, '["Patient/someone-else"]'):
        with connection.cursor() as cursor:
            for name in guards.wanted("sqlite"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute("UPDATE casework_accesslog SET people = %s WHERE id = %s", [people, row.pk])
        found = audit_check.check([]).findings
        assert any(one.place.startswith(f"row {row.sequence} ") and "altered" in one.what for one in found), people
    values = {
        "id": 1,
        "sequence": 1,
        "previous": "",
        "at": None,
        "by_id": 1,
        "child_id": 1,
        "purpose": "child",
        "outside": False,
        "os_user": "",
    }
    assert row_hash.content(AccessLog, {**values, "people": None}) == row_hash.content(AccessLog, values)


def test_who_oversees_everyone_sees_it_all_and_so_does_who_gave_a_reason():
    assert f"secret of {STRANGER}" in page(staff(Role.DESIGNATED))
    member = staff()
    break_glass(by=member, child=the(STRANGER), reason="The brother is here in the clinic today")
    assert f"secret of {STRANGER}" in page(member)
    assert AccessLog.objects.filter(by=member.user, child=the(STRANGER), purpose="family", outside=True).exists()


def test_a_fact_keeps_its_kind_day_and_service():
    family, picture = told()["family"], told()["picture"]
    stays = ("concept", "title", "on", "known", "service", "service_name", "certainty", "sensitive")
    assert [[row[name] for name in stays] for row in family["events"]] == [
        [row[name] for name in stays] for row in minimised_family(family, frozenset({STRANGER}))["events"]
    ]
    assert minimised_family(family, frozenset()) == family
    assert minimised_picture(picture, frozenset()) == picture


def test_a_brother_on_the_caseload_is_one_click_away_and_a_strangers_page_is_not():
    shown = page(staff())
    assert f'<a href="/child/{the(MINE).slug}/">Brother {MINE}</a>' in shown
    assert the(STRANGER).slug not in shown
