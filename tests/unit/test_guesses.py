"""Guessing a password or a code: counted for every spelling, before anything is hashed, and nobody else is locked out."""

import base64
import hmac
import struct
import time
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from kinsight.casework.actions import guesses
from kinsight.casework.models import Audit, GuessCount, Role, Staff
from kinsight.web import serve
from kinsight.web.accounts import hashing, one_time_codes, sign_in_places
from kinsight.web.accounts.hashing import Gate, TooBusy

pytestmark = pytest.mark.django_db
PASSWORD, SECRET = "correct-horse-battery", base64.b32encode(b"k" * 20).decode()
SPELLINGS = [
    "harriet",
    "Harriet",
    "HARRIET",
    "hARRIET",
    "harrieT",
    " harriet",
    "harriet ",
    "har riet",
    "ｈarriet",
    "ＨＡＲＲＩＥＴ",
    "harri\u200bet",
    "\ufeffharriet",
    "harriet\u00ad",
    "𝐡𝐚𝐫𝐫𝐢𝐞𝐭",
    "h a r r i e t",
]


@pytest.fixture(autouse=True)
def harriet(settings):
    settings.SECURE_SSL_REDIRECT = False
    user = get_user_model().objects.create_user("harriet", password=PASSWORD)
    Staff.objects.create(user=user, role=Role.HEALTH_VISITOR)
    return user


def sign_in(client: Client, name: str = "harriet", password: str = PASSWORD, address: str = "192.0.2.1"):
    return client.post("/accounts/login/", {"login": name, "password": password}, REMOTE_ADDR=address)


def guess(client: Client, **more):
    return sign_in(client, password="wrong-and-wrong", **more).status_code


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def hashed(monkeypatch) -> list[str]:
    """Each hash that is computed from now on."""
    seen, verify, encode = [], Argon2PasswordHasher.verify, Argon2PasswordHasher.encode
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *a: (seen.append("verify"), verify(*a))[1])
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a: (seen.append("encode"), encode(*a))[1])
    return seen


def test_sixty_guesses_by_fifteen_spellings_lock_one_account(monkeypatch, record_property):
    seen = hashed(monkeypatch)
    answers = [guess(Client(), name=SPELLINGS[n % 15]) for n in range(60)]
    assert answers == [200] * 4 + [429] * 56 and len(seen) == 5, "nothing is hashed once it is locked"
    assert all(sign_in(Client(), name).status_code == 429 for name in SPELLINGS)
    assert Audit.objects.filter(what="sign-in-locked").count() == 1
    record_property("figures", f"60 guesses by 15 spellings of a name: locked after 5, {len(seen)} hashes computed")


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling_is_the_same_account(name):
    client = Client()
    assert sign_in(client, name).status_code == 302 and is_in(client)


def test_from_many_addresses_the_account_is_locked_for_strangers_and_not_where_its_owner_signs_in():
    own, desk = Client(), "198.51.100.7"
    sign_in(own, address=desk)
    answers = [guess(Client(), address=f"203.0.113.{n}") for n in range(60)]
    assert answers.count(429) > 30 and answers[0] == 200
    assert sign_in(Client(), address="203.0.113.200").status_code == 429, "a place where nobody ever signed in"
    at_desk, with_cookie = Client(), Client()
    assert sign_in(at_desk, address=desk).status_code == 302, "the same address"
    with_cookie.cookies[sign_in_places.COOKIE] = own.cookies[sign_in_places.COOKIE].value
    assert sign_in(with_cookie, address="203.0.113.201").status_code == 302, "the same browser elsewhere"


def test_a_stranger_at_the_same_address_locks_nobody_out_of_their_own_browser():
    own = Client()
    sign_in(own)
    own.post("/accounts/logout/")
    assert [guess(Client()) for _ in range(6)][-1] == 429
    assert sign_in(own).status_code == 302 and is_in(own)


def test_a_browser_that_is_only_claimed_is_not_known():
    client = Client()
    client.cookies[sign_in_places.COOKIE] = "made-up:signature"
    assert [guess(client) for _ in range(5)][-1] == 429


def test_each_lock_lasts_longer_and_a_right_password_ends_it():
    for minutes in (15, 30, 60):
        while (answer := sign_in(Client(), password="no")).status_code == 200:
            pass
        assert answer.status_code == 429 and abs(int(answer.headers["Retry-After"]) - 60 * minutes) < 10
        GuessCount.objects.exclude(blocked_until=None).update(blocked_until=timezone.now() - timedelta(seconds=1))
    assert sign_in(Client()).status_code == 302
    assert guess(Client()) == 200, "counting starts anew"


def test_one_address_guessing_at_many_accounts_is_stopped():
    assert [guess(Client(), name=f"nurse{n}") for n in range(101)][-1] == 429
    assert sign_in(Client()).status_code == 429, "also at an account that is not locked itself"
    assert sign_in(Client(), address="192.0.2.99").status_code == 302


def test_many_guesses_at_once_are_counted_before_any_is_looked_at():
    counted = {guesses.key("at once"): guesses.PAIR}
    begun = 0
    with pytest.raises(guesses.Blocked):
        for _ in range(50):
            guesses.begin(counted)
            begun += 1
    assert begun == 5


@pytest.mark.parametrize("name", ["harriet", "nobody-of-this-name"])
@pytest.mark.parametrize("password", [PASSWORD, "wrong-and-wrong"])
def test_a_password_is_hashed_once(monkeypatch, name, password):
    seen = hashed(monkeypatch)
    sign_in(Client(), name, password)
    assert len(seen) == 1


def test_behind_a_proxy_the_visitor_does_not_choose_the_address(settings, rf):
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.66, 198.51.100.7")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert sign_in_places.address(request) == "10.0.0.1", "without a proxy, what is said is not believed"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert sign_in_places.address(request) == "198.51.100.7"


@pytest.mark.parametrize(
    "seen, counted",
    [
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
    ],
)
def test_visitors_share_an_address_only_when_they_do(rf, seen, counted):
    """A proxy that listens on IPv6 names every IPv4 visitor so: in one /64, a stranger would be where each of us signs in."""
    assert sign_in_places.address(rf.get("/", REMOTE_ADDR=seen)) == counted


def test_nothing_that_was_typed_is_kept():
    guess(Client(), name="my-password-in-the-wrong-field")
    kept = str([list(model.objects.values()) for model in (Audit, GuessCount)])
    assert "wrong-field" not in kept and "wrong-and-wrong" not in kept and "192.0.2.1" in kept
    assert "192.0.2.1" not in str(list(GuessCount.objects.values()))


def test_the_gate_turns_away_who_comes_beyond_those_who_may_wait():
    gate, inside, leave, answers = Gate(at_once=1, waiting=1, patience=5), Event(), Event(), []

    def first() -> None:
        with gate.turn():
            inside.set()
            leave.wait(5)

    def second() -> None:
        with gate.turn():
            answers.append("served")

    people = [Thread(target=first), Thread(target=second)]
    people[0].start()
    inside.wait(5)
    people[1].start()
    for _ in range(500):
        if gate._room._value == 0:
            break
        time.sleep(0.01)
    with pytest.raises(TooBusy), gate.turn():
        pass
    leave.set()
    for one in people:
        one.join(5)
    assert answers == ["served"]
    with gate.turn():
        answers.append("room again")


def test_fifty_who_come_at_once_are_all_served_and_pages_go_on():
    """However they fall on two processes, up to 36 on one; PostgreSQL allows 100 connections unasked, three of them for its owner."""
    gate, served = Gate(at_once=1, waiting=hashing.WAITING, patience=hashing.PATIENCE), []

    def one() -> None:
        with suppress(TooBusy), gate.turn():
            served.append(1)

    people = [Thread(target=one) for _ in range(35)]
    with gate.turn():
        for person in people:
            person.start()
        time.sleep(0.2)  # whoever is turned away has been by now
    for person in people:
        person.join(20)
    assert len(served) == 35
    for door in (hashing.gate, hashing.sign_ins):
        assert door._room._initial_value == hashing.WAITING + 1 and door._patience == hashing.PATIENCE
    assert hashing.WAITING + 1 <= serve.THREADS - 6 and serve.WORKERS * serve.THREADS <= 90


def test_when_too_many_sign_in_at_once_one_is_asked_to_try_again_and_it_is_no_wrong_guess(monkeypatch):
    gate = Gate(at_once=1, waiting=0, patience=0)
    monkeypatch.setattr(hashing, "gate", gate)
    with gate.turn():
        answers = [sign_in(Client()) for _ in range(8)]
    with monkeypatch.context() as patch:
        patch.setattr(hashing, "sign_ins", gate)
        with gate.turn():
            answers += [sign_in(Client()) for _ in range(8)]
    assert {(one.status_code, one.headers.get("Retry-After")) for one in answers} == {(503, "3")}
    assert sign_in(Client()).status_code == 302


@pytest.mark.parametrize(
    "password",
    [
        "short-Pass1",
        "harriet-harriet",
        "Kinsight-2026",
        "aaaaaaaaaaaaaa",
        "121212121212",
        "9385720184736",
        "password1234!",
        "P@ssw0rd12345",
        "qwertyqwerty",
        "Password!!!!!!!!",
    ],
)
def test_a_poor_password_is_refused_where_one_is_chosen(harriet, password):
    client = Client()
    sign_in(client)
    with pytest.raises(ValidationError):
        validate_password(password, harriet)
    client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": password, "password2": password})
    harriet.refresh_from_db()
    assert harriet.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["seven-lanterns-over-Dee", "Mq2!vXz8#LrT", "tea kettle quarry moss"])
def test_a_good_password_is_taken(harriet, password):
    client = Client()
    sign_in(client)
    client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": password, "password2": password})
    harriet.refresh_from_db()
    assert harriet.check_password(password)


def test_the_old_password_cannot_be_guessed_at_an_open_browser():
    client = Client()
    sign_in(client)
    new = {"password1": "seven-lanterns-over-Dee", "password2": "seven-lanterns-over-Dee"}
    answers = [client.post("/accounts/password/", {"oldpassword": "wrong", **new}).status_code for _ in range(6)]
    assert answers[-1] == 429


def code(offset: int = 0) -> str:
    """The six digits of RFC 6238 for this moment's step, or one near it."""
    digest = hmac.digest(base64.b32decode(SECRET), struct.pack(">Q", one_time_codes.now() + offset), "sha1")
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def enter(entered: str) -> Client:
    """Past the password, and this code."""
    client = Client()
    sign_in(client)
    client.last = client.post("/accounts/second-factor/code/", {"code": entered})
    return client


@pytest.fixture
def phone(harriet):
    return TOTP.activate(harriet, SECRET).instance


@pytest.fixture(autouse=True)
def a_still_clock(monkeypatch):
    """A step of 30 seconds that does not end within a test."""
    cache.clear()  # allauth's own memory of used codes, which outlives a test
    moment = time.time()
    monkeypatch.setattr(one_time_codes.time, "time", lambda: moment)


def test_a_code_works_once_also_in_another_process(phone, monkeypatch):
    monkeypatch.setattr("django.core.cache.cache.add", lambda *a, **k: True)  # another process remembers nothing
    assert is_in(enter(code()))
    assert not is_in(enter(code())), "the same again"
    assert not is_in(enter(code(-1))), "an older one"
    assert is_in(enter(code(1)))
    assert Audit.objects.filter(what="second-factor-refused").count() == 2


def test_a_spare_code_works_once(harriet, phone):
    spare = RecoveryCodes.activate(harriet).get_unused_codes()[0]
    assert is_in(enter(spare)) and not is_in(enter(spare))


def test_the_code_that_turns_the_app_on_does_not_sign_in_too(phone):
    one_time_codes.note(phone)
    assert not is_in(enter(code()))


def test_five_wrong_codes_lock_the_second_factor_of_the_account_wherever_they_come_from(phone):
    wrong = f"{(int(code()) + 500_000) % 1_000_000:06}"
    answers = [enter(wrong).last.status_code for _ in range(6)]
    assert answers[-2:] == [429, 429]
    assert not is_in(enter(code())), "also the right one"
    assert Audit.objects.filter(what="second-factor-refused", details__account="harriet").count() == 5
    assert Audit.objects.filter(what="second-factor-locked").count() == 1
    GuessCount.objects.update(blocked_until=None)
    assert is_in(enter(code()))


def test_turning_a_second_factor_on_or_off_is_audited(harriet, phone, rf):
    from allauth.mfa.signals import authenticator_added, authenticator_removed

    request = rf.get("/")
    request.session = {}
    authenticator_added.send(Authenticator, request=request, user=harriet, authenticator=phone)
    authenticator_removed.send(Authenticator, request=request, user=harriet, authenticator=phone)
    assert list(Audit.objects.order_by("pk").values_list("what", flat=True)) == [
        "second-factor-added",
        "second-factor-removed",
    ]
    assert one_time_codes.spent(phone, code())
