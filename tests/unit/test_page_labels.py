"""On every page and for every role: no id twice, every label leads to its control, every description is there."""

from types import SimpleNamespace

import pytest
from django.test import Client

from kinsight.casework.models import Role
from kinsight.web.presenters import child_links
from tests.unit.casework_world import AS_OF, GP, HV, child, debt, published, spell, staff, sweep, the
from tests.unit.child_page import sources
from tests.unit.page_labels import faults
from tests.unit.test_access_matrix import OPEN, PEOPLE, TABLE, address

pytestmark = pytest.mark.django_db
#: One family of four, and one of nine: few people are radios, many a list that opens.
SMALL = [("mother", 1), ("father", 2), ("sibling", 3)]
LARGE = [("sibling", n) for n in range(1, 9)]
PAGES = [name for name, (_, who) in TABLE.items() if name not in ("looked", "design", "design-script", "healthz")]
#: Pages with a form, and something that it refuses.
REFUSED = {
    "find": {}, "belongs": {}, "open": {"reason": "no"}, "record": {"on-day": "31", "on-month": "2", "on-year": "26"},
    "happened": {"concept": "other", "other": "school", "on-day": "31"},
    "account_login": {"login": "", "password": ""},
}  # fmt: skip


def family(relatives):
    people = [
        {"ref": f"Patient/9{n}", "name": f"Kim {n}", "roles": [{"role": role, "from": None, "until": None}]}
        for role, n in relatives
    ]
    return {
        "child": {"ref": "Patient/1", "name": "Ada Example", "interpreter": None, "address": None},
        "people": people,
        "couples": [],
        "addresses": [],
        "events": [],
        "services": [],
    }


@pytest.fixture(autouse=True)
def district(settings, monkeypatch):
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("KINSIGHT_AS_OF", AS_OF.isoformat())
    published(
        sweep(
            [child("Patient/1", services=[HV, GP]), child("Patient/2", services=["Organization/else"])],
            [spell("Patient/1")],
            [debt("Patient/1"), debt("Patient/1", "offer-help-to-attend")],
        )
    )
    picture = sources("head_injury")
    monkeypatch.setattr("kinsight.web.pages.child_page.sources", lambda ref, on, own, past=False: picture)
    of_relatives(monkeypatch, SMALL)


def of_relatives(monkeypatch, relatives):
    records = SimpleNamespace(family=lambda ref, day: family(relatives), **PEOPLE)
    monkeypatch.setattr("kinsight.web.loaded_knowledge.records", lambda: records)


def a_user(role: Role):
    user = staff(role, [HV, GP]).user
    user.set_password("correct-horse-battery")  # without one, the page for changing it leads elsewhere
    user.save()
    return user


def signed_in(role: Role, user=None) -> Client:
    client, user = Client(), user or a_user(role)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_page_of_a_role_is_tied_together(role):
    user = a_user(role)
    client, seen = signed_in(role, user), 0
    for name in PAGES:
        answer = client.get(address(name, user), follow=True)
        assert (name, faults(answer.content.decode())) == (name, [])
        seen += answer.status_code == 200
    assert seen > len(PAGES) / 3


@pytest.mark.parametrize("name", PAGES)
def test_pages_for_everyone_are_tied_together(name):
    if TABLE[name][1] == OPEN:
        assert faults(Client().get(address(name), follow=True).content.decode()) == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_is_tied_together_and_its_summary_leads_to_a_control(name):
    client = Client() if name == "account_login" else signed_in(Role.HEALTH_VISITOR)
    page = client.post(address(name), REFUSED[name]).content.decode()
    assert "There is a problem" in page and faults(page) == []


def test_everything_that_can_be_recorded_and_a_large_family_are_tied_together(monkeypatch):
    client, slug = signed_in(Role.HEALTH_VISITOR), the("Patient/1").slug
    asked = ("", "ask-about-abuse-in-pregnancy", "explore-mixed-feelings")
    for path in (*(child_links.record(slug, name) for name in asked), child_links.happened(slug)):
        for relatives in (SMALL, LARGE, []):
            of_relatives(monkeypatch, relatives)
            assert (path, faults(client.get(path).content.decode())) == (path, [])
            assert (path, faults(client.post(path, {}).content.decode())) == (path, [])


@pytest.mark.parametrize("page, fault", [
    ('<div id="a"></div><input id="a"><label for="a">A</label>', "twice the id a"),
    ('<div id="a"></div><label for="a">A</label>', "the label for a meets no control"),
    ('<input type="hidden" id="a"><label for="a">A</label>', "the label for a meets no control"),
    ('<label for="b">A</label>', "the label for b meets no control"),
    ('<input id="a" aria-describedby="a-hint">', "nothing has the id a-hint, which is named"),
    ('<a href="#away">There</a>', "nothing has the id away, which is linked"),
])  # fmt: skip
def test_the_reader_of_pages_objects_to_a_bad_one(page, fault):
    assert fault in faults(page)


def test_the_reader_of_pages_passes_a_good_one():
    assert faults('<label for="a">A</label><input id="a" aria-describedby="h"><p id="h">h</p><a href="#a">A</a>') == []
