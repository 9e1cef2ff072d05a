"""Every address × every role, in one table written by hand: a new address without a row fails."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kinsight.casework.matrix import MATRIX
from kinsight.casework.models import BreakGlass, Decision, RecordedFact, Role
from kinsight.identity.proposals import Proposal
from kinsight.web import opaque
from tests.unit.casework_world import AS_OF, GP, HV, child, debt, published, staff, sweep, the
from tests.unit.child_page import sources

pytestmark = pytest.mark.django_db
CARE = {role.value for role in Role} - {"reception", "commissioner"}
ALL = {role.value for role in Role}
DESK = CARE | {"reception"}
OPEN, ANY = "open to all", "any account"
#: name → (an address of it, who gets a page). `CHILD` is a child of the caseload, `OTHER` one outside it.
TABLE = {
    "healthz": ("/healthz", OPEN),
    "design": ("/design.css", OPEN),
    "design-script": ("/design.js", OPEN),
    "account_login": ("/accounts/login/", OPEN),
    "account_inactive": ("/accounts/inactive/", OPEN),
    "mfa_authenticate": ("/accounts/second-factor/code/", OPEN),
    "account_logout": ("/accounts/logout/", OPEN),  # there is nothing to sign out of
    "account_reauthenticate": ("/accounts/reauthenticate/", ANY),
    "account_change_password": ("/accounts/password/", ANY),
    "mfa_index": ("/accounts/second-factor/", ANY),
    "mfa_reauthenticate": ("/accounts/second-factor/reauthenticate/", ANY),
    "mfa_activate_totp": ("/accounts/second-factor/add/", ANY),
    "mfa_deactivate_totp": ("/accounts/second-factor/remove/", ANY),
    "mfa_view_recovery_codes": ("/accounts/second-factor/spare-codes/", ANY),
    "mfa_generate_recovery_codes": ("/accounts/second-factor/spare-codes/new/", ANY),
    "account": ("/account/", ANY),
    "sessions": ("/account/signed-in/", ANY),
    "work": ("/", ALL),
    "looked": ("/looked/", CARE),
    "nobody": ("/nobody/", {"named", "designated"}),
    "decision-review": ("/decisions/DECISION/", {"manager", "named", "designated"}),
    "decisions": ("/decisions/", {"manager", "named", "designated"}),
    "never-answered": ("/never-answered/", {"manager", "named", "designated", "commissioner"}),
    "find": ("/find", DESK),
    "child": ("/child/CHILD/", CARE),
    "child-codes": ("/child/CHILD/codes/", CARE),
    "belongs": ("/child/CHILD/belongs/", CARE),
    "open": ("/open/OTHER/", CARE),
    "reception": ("/reception/CHILD/", DESK),
    "record": ("/record/CHILD/?for=offer-help-to-attend", DESK),
    "visit": ("/visit/CHILD/", CARE),
    "decide": ("/decide/CHILD/?for=offer-help-to-attend", CARE),
    "happened": ("/happened/CHILD/", DESK),
    "happened-answer": ("/happened/CHILD/FACT/", DESK),
    "recorded-list": ("/recorded/", DESK),
    "recorded-in-error-form": ("/recorded/FACT/", DESK),
    "knowledge": ("/knowledge/", ALL),
    "knowledge-pages": ("/knowledge/pages/", ALL),
    "knowledge-catalogue": ("/knowledge/catalogue/", ALL),
    "knowledge-wording": ("/knowledge/wording/", ALL),
    "knowledge-unreviewed": ("/knowledge/unreviewed/", ALL),
    "knowledge-role": ("/knowledge/role/health-visitor/", ALL),
    "knowledge-any": ("/knowledge/repeatedly-not-brought/", ALL),
    "knowledge-item": ("/knowledge/indicator/repeatedly-not-brought/", ALL),
    "audit": ("/audit/", {"designated"}),
    "review": ("/audit/opening/OPENING/", {"designated"}),
}
#: Only there when single sign-on is configured.
SINGLE_SIGN_ON = {
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
}
PROPOSED = [Proposal("Patient/1", "Patient/8", "Al Ferry", "unsure", None, ["of an age"], ["another family name"], [])]
#: What else these records answer: no code, one proposal, no name.
PEOPLE = {
    "codes": lambda ref, day, own: [],
    "proposals": lambda ref, day: PROPOSED,
    "names": lambda refs: {},
}
FAMILY = {
    "child": {"ref": "Patient/1", "name": "Ada Example", "interpreter": None, "address": None},
    "people": [],
    "couples": [],
    "addresses": [],
    "events": [],
    "services": [],
}


@pytest.fixture(autouse=True)
def district(settings, monkeypatch):
    settings.SECURE_SSL_REDIRECT = False
    published(sweep([child("Patient/1", services=[HV]), child("Patient/2", services=[GP])], owed=[debt("Patient/1")]))
    monkeypatch.setattr(
        "kinsight.web.loaded_knowledge.records",
        lambda: SimpleNamespace(family=lambda ref, day: FAMILY, **PEOPLE),
    )
    picture = sources("ordinary")
    monkeypatch.setattr("kinsight.web.pages.child_page.sources", lambda ref, on, own, past=False: picture)


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def opening() -> str:
    """The number of an opening outside the caseload, by someone else."""
    by = get_user_model().objects.get_or_create(username="opener")[0]
    row = BreakGlass.objects.first() or BreakGlass.objects.create(
        by=by, child=the("Patient/2"), kind="care", reason="Brought in tonight", until=timezone.now()
    )
    return str(row.pk)


def decision() -> str:
    """The id of a decision about a child on the caseload, by someone else."""
    by = get_user_model().objects.get_or_create(username="decider")[0]
    said = {
        "ending": "declined",
        "reason": "They would rather not",
        "decided_on": AS_OF,
        "review_on": AS_OF + timedelta(days=28),
    }
    thing = {"child": the("Patient/1"), "expectation": "make-new-birth-visit", "anchor": 0, "trigger": AS_OF}
    return str(Decision.objects.get_or_create(**thing, by=by, defaults=said)[0].pk)


def address(name: str, user=None) -> str:
    """`user`: who recorded the fact that an address may be about."""
    slugs = {
        "CHILD": the("Patient/1").slug,
        "OTHER": the("Patient/2").slug,
        "FACT": fact_of(user),
        "OPENING": opening(),
        "DECISION": decision(),
    }
    path = TABLE[name][0]
    for word, slug in slugs.items():
        path = path.replace(word, slug)
    before, asks, name = path.partition("?for=")
    return f"{before}?for={opaque.word(slugs['CHILD'], name)}" if asks else path


def fact_of(user) -> str:
    """A fact that this user recorded; without one, the id of none."""
    if user is None:
        return str(uuid4())
    return str(
        RecordedFact.objects.create(
            child=the("Patient/1"),
            person_ref="Patient/1",
            concept="was-not-brought",
            on=AS_OF,
            known=AS_OF,
            service_ref=HV,
            by=user,
            how_known="seen",
        ).pk
    )


def names(patterns=None):
    for entry in patterns or get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry.url_patterns)
        elif isinstance(entry, URLPattern):
            yield entry.name


def test_every_address_has_a_row_here_and_in_the_matrix():
    there = set(names())
    assert there == set(TABLE), "a new address needs a row: who may open it?"
    assert set(MATRIX) == set(TABLE) | SINGLE_SIGN_ON


@pytest.mark.parametrize("name", [n for n, (_, who) in TABLE.items() if who not in (OPEN, ANY)])
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_gets_the_page_or_is_refused(name, role):
    user = staff(role).user
    client = signed_in(user)
    call = client.post if name == "looked" else client.get
    status = call(address(name, user), follow=name in ("looked", "knowledge-any")).status_code
    assert status == (200 if role.value in TABLE[name][1] else 403)


@pytest.mark.parametrize("name", list(TABLE))
def test_a_stranger_is_led_to_sign_in_or_sees_what_is_open(name):
    response = Client().get(address(name))
    if TABLE[name][1] == OPEN:
        assert response.status_code in (200, 302)
        assert not response.headers.get("Location", "").startswith("/accounts/login/?next=")
    else:
        assert response.status_code == 302 and response.headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("name", [n for n, (_, who) in TABLE.items() if who != OPEN])
def test_an_account_without_a_role_gets_its_own_pages_alone(name):
    client = signed_in(get_user_model().objects.create_user("new"))
    response = client.get(address(name))
    told = b"Your account has no role yet" in response.content
    assert told == (TABLE[name][1] != ANY) and (response.status_code == 403 or not told)


@pytest.mark.parametrize("name", ["reception", "record", "happened", "child", "belongs"])
def test_a_child_outside_the_caseload_is_not_shown_by_any_page(name):
    path = address(name).replace(the("Patient/1").slug, the("Patient/2").slug)
    response = signed_in(staff().user).get(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"/open/{the('Patient/2').slug}/?next=")
    if name in ("child", "belongs"):
        return  # not for reception at all
    assert signed_in(staff(Role.RECEPTION).user).get(path).status_code == 404
