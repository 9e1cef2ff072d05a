"""A database that stays locked costs nobody what they typed: the form comes back filled in, and sent again it is saved once."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError
from django.test import Client

from kinsight.web.locks import locked
from kinsight.web.middleware.session_end import Sessions
from tests.unit.casework_world import FakeRecords, child, published, staff, sweep, the
from tests.unit.test_casework_postgresql import ROOT, cluster, why_not  # noqa: F401

#: A site on a database of its own, which a second connection locks while a form is sent.
SCRIPT = """
import os, sys, sqlite3, psycopg, re, html
import django; django.setup()
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
options = settings.DATABASES["default"]["OPTIONS"]
if "timeout" in options: options["timeout"] = 0.2
from kinsight.casework.migrating import bring_up_to_date
from kinsight.casework.models import Child, RecordedFact
from kinsight.web import loaded_knowledge
from tests.unit.casework_world import FakeRecords, child, published, staff, sweep, the
bring_up_to_date()
found = sweep([child("Patient/1")])
published(found)
loaded_knowledge.records = lambda: FakeRecords(found)
client = Client(raise_request_exception=False)
client.force_login(staff().user, backend="django.contrib.auth.backends.ModelBackend")
path = f"/happened/{the('Patient/1').slug}/"
form = {"concept": "was-not-brought", "about": "Patient/1", "how": "seen", "on-day": "1", "on-month": "11", "on-year": "2026",
        "note": "Nobody was in.\\nA card was left", "token": "one", "csrfmiddlewaretoken": "stays out"}
if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    other = psycopg.connect(os.environ["KINSIGHT_DATABASE"], options="")
    names = ("casework_recordedfact", "casework_accesslog", "django_session")
    other.execute(f"LOCK TABLE {', '.join(names)} IN EXCLUSIVE MODE")
else:
    other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
looked = client.get("/accounts/second-factor/")
answer = client.post(path, form)
other.rollback()
page = answer.content.decode()
assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10"), (answer.status_code, page[:300])
assert looked.status_code == 200, looked.status_code
assert "no-store" in answer.headers["Cache-Control"] and f'action="{path}"' in page
got = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.partition('id="form"')[2])
got += re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\\n(.*?)</textarea>', page, re.DOTALL)
sent = {name: html.unescape(value) for name, value in got}
assert len(sent.pop("csrfmiddlewaretoken")) == 64 and sent == {k: v for k, v in form.items() if k in sent}, sent
assert sent.keys() == form.keys() - {"csrfmiddlewaretoken"} and not RecordedFact.objects.exists()
for _ in range(2):
    assert client.post(path, sent).status_code == 302
assert RecordedFact.objects.get().note == form["note"]
print("nothing lost")
"""


def run(folder: Path, **more: str) -> str:
    told = {name: value for name, value in os.environ.items() if not name.startswith(("KINSIGHT_", "DJANGO_"))}
    told |= {
        "KINSIGHT_WORKSPACE": str(folder),
        "DJANGO_SETTINGS_MODULE": "kinsight.web.settings",
        "KINSIGHT_LOCAL": "1",
        "KINSIGHT_DEMONSTRATION": "1",
        "KINSIGHT_AS_OF": "2026-11-01",
        **more,
    }
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=told, cwd=ROOT, capture_output=True, text=True)
    assert "Nobody was in" not in done.stdout + done.stderr, "what was typed is in no log"
    return done.stdout.strip() or done.stderr[-3000:]


def test_what_is_sent_while_sqlite_is_locked_comes_back_and_is_saved_once(tmp_path):
    assert run(tmp_path) == "nothing lost"


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "PostgreSQL is here")
def test_what_is_sent_while_postgresql_is_locked_comes_back_and_is_saved_once(cluster, tmp_path):  # noqa: F811
    assert run(tmp_path, KINSIGHT_DATABASE=f"{cluster}&options=-c%20lock_timeout%3D300ms") == "nothing lost"


# --- what is a lock, and what is given back -------------------------------------------------------------------------


def lock(code: int = sqlite3.SQLITE_BUSY) -> OperationalError:
    driver = sqlite3.OperationalError("database is locked")
    driver.sqlite_errorcode = code
    error = OperationalError("database is locked")
    error.__cause__ = driver
    return error


def over(error: Exception, driver: Exception | None) -> Exception:
    error.__cause__ = driver
    return error


@pytest.mark.parametrize("error, is_one", [
    (lock(), True), (lock(sqlite3.SQLITE_BUSY | 2 << 8), True), (lock(sqlite3.SQLITE_CORRUPT), False),
    (over(OperationalError(), psycopg.errors.LockNotAvailable()), True),
    (over(OperationalError(), psycopg.errors.DeadlockDetected()), True),
    (over(OperationalError(), psycopg.errors.ConnectionFailure()), False),
    (over(ValueError(), lock()), True), (ValueError("database is locked"), False), (None, False),
])  # fmt: skip
def test_a_lock_is_told_by_the_code_of_the_database(error, is_one):
    assert (locked(error) is not None) == is_one


@pytest.fixture
def site(settings, monkeypatch, db):
    """A site of which every save of a form meets a lock."""
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("KINSIGHT_AS_OF", "2026-11-01")
    published(sweep([child("Patient/1", services=["Organization/other"])]))
    monkeypatch.setattr("kinsight.web.loaded_knowledge.records", lambda: FakeRecords(sweep([])))

    def meets_a_lock(**told):
        raise lock()

    monkeypatch.setattr("kinsight.web.pages.open.break_glass", meets_a_lock)
    monkeypatch.setattr("kinsight.web.middleware.drafts.Draft.objects.update_or_create", meets_a_lock)


def signed_in(**more) -> Client:
    client = Client(raise_request_exception=False, **more)
    client.force_login(staff().user, backend="django.contrib.auth.backends.ModelBackend")
    return client


SAID = {"kind": "care", "reason": "Brought in tonight with a fever"}


def test_any_other_error_is_an_error(site, monkeypatch):
    monkeypatch.setattr("kinsight.web.pages.open.break_glass", lambda **told: 1 / 0)
    answer = signed_in().post(f"/open/{the('Patient/1').slug}/", SAID)
    assert answer.status_code == 500 and SAID["reason"] not in answer.content.decode()


def test_nothing_that_another_site_sent_is_given_back(site):
    """The draft of a form without our token is kept for whoever is signed in: that too can meet a lock."""
    client = signed_in(enforce_csrf_checks=True)
    answer = client.post(f"/record/{the('Patient/1').slug}/", {"note": "Planted by another site"})
    assert answer.status_code == 503 and "Planted" not in answer.content.decode()


def test_a_form_whose_session_ran_out_while_the_database_is_locked_is_given_back(site):
    client = signed_in()
    client.get(path := f"/open/{the('Patient/1').slug}/")
    del client.cookies["sessionid"]
    answer = client.post(path, SAID)
    assert answer.status_code == 503 and SAID["reason"] in answer.content.decode()


def test_a_password_is_never_written_into_a_page(site, monkeypatch):
    def meets_a_lock(*args, **told):
        raise lock()

    monkeypatch.setattr("kinsight.web.accounts.views.LoginView.post", meets_a_lock, raising=False)
    monkeypatch.setattr("allauth.account.views.LoginView.form_valid", meets_a_lock)
    monkeypatch.setattr("allauth.account.views.LoginView.form_invalid", meets_a_lock)
    answer = Client(raise_request_exception=False).post("/accounts/login/", {"login": "jo", "password": "hush-hush"})
    assert answer.status_code == 503 and "hush-hush" not in answer.content.decode()


def test_a_session_that_changed_and_cannot_be_saved_is_a_lock_and_no_lost_session(rf, monkeypatch):
    """Django says of any error in saving that the session was deleted, and answers 400."""

    def as_django_does(self, request, response):
        try:
            raise lock()
        except OperationalError:
            raise SessionInterrupted from None

    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_response", as_django_does)
    request, answer = rf.get("/"), object()
    sessions = Sessions(lambda request: None)
    sessions.process_request(request)
    assert sessions.process_response(request, answer) is answer, "nothing in it had changed"
    request.session["began"] = 1
    with pytest.raises(OperationalError):
        sessions.process_response(request, answer)
