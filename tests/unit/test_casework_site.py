"""The site around its pages: signing in and out, headers, health, the audit's page and the knowledge pages."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from kinsight.casework.models import Audit, Role, Staff
from tests.unit.casework_world import (
    GP,
    child,
    open_site,
    published,
    signed_in,
    staff,
    sweep,
    text,
    the,
)

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    open_site(settings, monkeypatch)


def test_five_wrong_passwords_lock_the_account_and_say_so():
    get_user_model().objects.create_user("visitor", password=PASSWORD)
    client = Client()
    for _ in range(5):
        last = client.post("/accounts/login/", {"login": "visitor", "password": "wrong"})
    assert last.status_code == 429 and "Signing in is locked" in text(last)
    again = client.post("/accounts/login/", {"login": "visitor", "password": PASSWORD})
    assert again.status_code == 429 and "_auth_user_id" not in client.session
    assert Audit.objects.filter(what="sign-in-refused").count() >= 5
    assert PASSWORD not in str(list(Audit.objects.values()))


def test_signing_in_and_out_is_audited():
    user = get_user_model().objects.create_user("visitor", password=PASSWORD)
    Staff.objects.create(user=user, role=Role.GP)
    client = Client()
    assert client.post("/accounts/login/", {"login": "visitor", "password": PASSWORD}).headers["Location"] == "/"
    client.post("/accounts/logout/")
    assert list(Audit.objects.filter(by=user).order_by("pk").values_list("what", flat=True)) == [
        "signed-in",
        "signed-out",
    ]


def test_nobody_signs_up():
    assert Client().get("/accounts/signup/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/find", "/knowledge/", "/accounts/login/"])
def test_every_page_is_strict_about_content_and_leaves_no_copy(path):
    response = signed_in(staff()).get(path) if path != "/accounts/login/" else Client().get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert response.headers["Cache-Control"] == "no-store, private"
    body = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", body)
    assert not re.search(r'(?:src|href)="https?://', body)


def test_healthz_says_ok_to_anyone_and_nothing_else():
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_the_audit_shows_reasons_to_the_designated_professional():
    published(sweep([child("Patient/2", "Zed Other", services=[GP])]))
    slug, member = the("Patient/2").slug, staff()
    signed_in(member).post(f"/open/{slug}/", {"kind": "care", "reason": "Brought to us tonight by an aunt"})
    page = text(signed_in(staff(Role.DESIGNATED, [])).get("/audit/?show=glass"))
    assert "Brought to us tonight by an aunt" in page and "Zed Other" in page


def test_knowledge_has_a_page_for_everything_in_it():
    from kinsight.web import loaded_knowledge

    client, known = signed_in(staff()), loaded_knowledge.knowledge()
    for kind, names in (("indicator", known.indicators), ("expectation", known.expectations)):
        for name, item in names.items():
            page = client.get(f"/knowledge/{kind}/{name}/")
            assert page.status_code == 200 and page.content.decode().count("kin-example") == len(item.examples)


def test_knowledge_is_searched_by_its_words():
    page = text(signed_in(staff()).get("/knowledge/?q=not brought"))
    assert "Repeatedly not brought, or nobody in" in page and "mention “not brought”" in page
