"""A session needs a second factor outside the demonstration, ends after a shift, is listed, and ends when it is told to."""

import time
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import get_user_model
from django.test import Client

from kinsight.casework.actions import accounts
from kinsight.casework.models import Audit, Draft, Role, Staff
from kinsight.web.accounts import one_time_codes
from kinsight.web.middleware import session_end as rules
from kinsight.web.presenters import child_links
from tests.unit.casework_world import AS_OF, child, debt, published, staff, sweep, the
from tests.unit.test_access_matrix import names

pytestmark = pytest.mark.django_db
PASSWORD, SECRET = "seven-lanterns-over-Dee", "NNVWW23L" * 4
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def harriet(settings):
    settings.SECURE_SSL_REDIRECT = False
    published(sweep([child("Patient/1")], owed=[debt("Patient/1")]))
    member = staff(name="harriet")
    member.user.set_password(PASSWORD)
    member.user.save()
    return member.user


@pytest.fixture
def real(settings):
    settings.DEMONSTRATION = False


def sign_in(password: str = PASSWORD) -> Client:
    client = Client(HTTP_USER_AGENT=FIREFOX)
    client.post("/accounts/login/", {"login": "harriet", "password": password})
    return client


def code(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, one_time_codes.now() + step))


def opens(client: Client, path: str = "/") -> bool:
    return client.get(path).status_code == 200


def add_phone(client: Client) -> str:
    """As the page says; the secret."""
    client.get("/accounts/second-factor/add/")
    secret = client.session["mfa.totp.secret"]
    with mock.patch("django.db.transaction.on_commit", lambda act, **_: act()):  # a test never commits
        client.post("/accounts/second-factor/add/", {"code": code(secret)})
    return secret


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_role_is_led_to_add_a_second_factor_before_anything_else_opens(real, role):
    Staff.objects.update(role=role)
    client = sign_in()
    for path in (
        "/",
        "/find",
        "/audit/",
        "/account/",
        "/knowledge/",
        f"/child/{the('Patient/1').slug}/",
        "/accounts/password/",
    ):
        answer = client.get(path)
        assert answer.status_code == 302 and answer.headers["Location"] == "/accounts/second-factor/add/", path
    assert client.post(f"/record/{the('Patient/1').slug}/", {}).headers["Location"] == "/accounts/second-factor/add/"
    assert b"Kinsight opens with a second factor only" in client.get("/accounts/second-factor/add/").content


def test_what_opens_without_one_is_named_and_there():
    every = set(names())
    assert rules._BEFORE - every <= {name for name in rules._BEFORE if name.startswith(("openid", "social"))}
    assert not any(name.startswith(("child", "record", "audit", "find", "work")) for name in rules._BEFORE)


def test_with_one_added_everything_opens_and_the_next_sign_in_asks_for_it(real):
    client = sign_in()
    secret = add_phone(client)
    assert opens(client) and opens(client, "/accounts/second-factor/spare-codes/")
    again = sign_in()
    assert not opens(again) and "_auth_user_id" not in again.session
    again.post("/accounts/second-factor/code/", {"code": code(secret)})
    assert not opens(again), "the code that turned it on"
    codes_now = Authenticator.objects.get(type="totp")
    codes_now.data["last_step"] = 0
    codes_now.save()
    again.post("/accounts/second-factor/code/", {"code": code(secret, 1)})
    assert opens(again)


def test_a_session_that_began_before_the_phone_was_added_is_asked_for_it(real, harriet):
    thief = sign_in()
    TOTP.activate(harriet, SECRET)
    assert thief.get("/").headers["Location"] == "/accounts/login/" and "_auth_user_id" not in thief.session


def test_taking_it_away_leads_to_adding_another(real, harriet):
    client = sign_in()
    add_phone(client)
    client.post("/accounts/second-factor/remove/")
    assert not Authenticator.objects.filter(user=harriet, type="totp").exists()
    assert client.get("/").headers["Location"] == "/accounts/second-factor/add/"


def test_the_demonstration_asks_for_none():
    assert opens(sign_in())


def test_a_session_ends_after_a_shift_however_busy_and_what_was_written_is_kept(settings, monkeypatch):
    client, now = sign_in(), time.time()
    path = child_links.record(the("Patient/1").slug, "make-new-birth-visit")
    for hours in (4, 8, 11.9):
        monkeypatch.setattr(rules.time, "time", lambda at=now + hours * 3600: at)
        assert opens(client)
    monkeypatch.setattr(rules.time, "time", lambda: now + settings.SESSION_LONGEST + 1)
    answer = client.post(path, {"note": "Half a page", "on-day": "1"})
    assert answer.headers["Location"].startswith("/accounts/login/?next=/record/") and Draft.objects.exists()


def test_one_sees_where_one_is_signed_in_and_signs_out_there():
    here, there, third = sign_in(), sign_in(), sign_in()
    page = here.get("/account/signed-in/").content.decode()
    assert page.count("Firefox on Windows</td>") == 3 and page.count(">This browser<") == 1
    number = min(int(part.split('"')[0]) for part in page.split('name="session" value="')[1:])
    here.post("/account/signed-in/", {"session": str(number)})
    assert [opens(one) for one in (here, there, third)].count(False) == 1
    here.post("/account/signed-in/")
    assert [opens(one) for one in (here, there, third)] == [True, False, False]
    assert Audit.objects.filter(what="ended-sessions").count() == 2


def test_each_button_says_which_browser_it_signs_out_and_shows_no_markup():
    here, _ = sign_in(), sign_in()
    page = here.get("/account/signed-in/").content.decode()
    assert 'Sign out<span class="nhsuk-u-visually-hidden"> of Firefox on Windows since ' in page and "&lt;" not in page


def test_nobody_ends_anothers_session(harriet):
    mine = sign_in()
    other = Client()
    other.force_login(staff(name="other").user, backend="django.contrib.auth.backends.ModelBackend")
    from allauth.usersessions.models import UserSession

    other.post("/account/signed-in/", {"session": str(UserSession.objects.get(user=harriet).pk)})
    assert opens(mine)


def test_a_new_password_ends_every_other_session():
    here, there = sign_in(), sign_in()
    new = "tea kettle quarry moss"
    here.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert opens(here) and not opens(there)


def test_a_leaver_is_out_at_once_and_what_they_leave_is_named(harriet):
    client, _ = sign_in(), staff(name="colleague")
    left = accounts.disable("Harriet", AS_OF)
    assert not opens(client) and not opens(sign_in())
    [(service, children, owed, others)] = left.services
    assert (left.sessions, service, children, owed, others) == (1, "Riverside Health Visiting", 1, 1, ["colleague"])
    assert Audit.objects.get(what="disabled-account").details["account"] == "harriet"
    with pytest.raises(accounts.NoSuchAccount):
        accounts.disable("nobody", AS_OF)


def test_who_lost_the_phone_gets_a_new_password_and_adds_another(real, harriet):
    client = sign_in()
    add_phone(client)
    password = accounts.reset("harriet")
    assert not opens(client) and not opens(sign_in())
    again = sign_in(password)
    assert again.get("/").headers["Location"] == "/accounts/second-factor/add/"


def test_two_accounts_never_differ_by_capitals_alone():
    accounts.set_staff(username="Harriet", role=Role.GP, services=[])
    assert get_user_model().objects.count() == 1 and Staff.objects.get().role == Role.GP
