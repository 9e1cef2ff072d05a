"""The headers and cookies of every page, as a browser gets them from a real site: over TLS, with nothing of a person kept."""

import pytest
from django.test import Client

from kinsight.casework.models import Role
from tests.unit.casework_world import staff
from tests.unit.test_access_matrix import TABLE, address, district  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
PASSWORD = "seven-lanterns-over-Dee"
#: The same for everyone, and of no person.
KEPT = {"design", "design-script"}
EVERYWHERE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture(autouse=True)
def over_tls(settings, district):  # noqa: F811
    """As it is served: middleware reads these settings when a client's first request loads it."""
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def faults(name: str, response) -> list[str]:
    """What a page's headers fall short of."""
    found = [
        f"{word} is {response.headers.get(word)}"
        for word, due in EVERYWHERE.items()
        if response.headers.get(word) != due
    ]
    policy = response.headers.get("Content-Security-Policy", "")
    found += (
        [] if "default-src 'none'" in policy and "frame-ancestors 'none'" in policy else ["no strict content policy"]
    )
    found += ["something unsafe in the content policy"] if "unsafe" in policy or "*" in policy else []
    found += [] if response.headers.get("Strict-Transport-Security", "").startswith("max-age=31536000") else ["no HSTS"]
    found += (
        []
        if name in KEPT or response.headers.get("Cache-Control") == "no-store, private"
        else ["may be kept in a cache"]
    )
    return found


def flags(response) -> list[str]:
    """Cookies that a script could read, that travel in clear, or that go with another site's requests."""
    return [
        name
        for name, cookie in response.cookies.items()
        if cookie.value and not (cookie["secure"] and cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict"))
    ]


@pytest.mark.parametrize("role", [None, Role.HEALTH_VISITOR, Role.DESIGNATED, Role.RECEPTION], ids=str)
def test_every_page_of_the_site_has_them(role):
    client, user = Client(), staff(role).user if role else None
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    for name in TABLE:
        response = client.get(address(name, user), secure=True)
        found[name] = faults(name, response) + flags(response)
    assert {name: what for name, what in found.items() if what} == {}
    missing = client.get("/no-such-page/", secure=True)
    assert missing.status_code == 404 and faults("missing", missing) == []


def test_what_a_sign_in_sets_is_safe_too():
    member = staff()
    member.user.set_password(PASSWORD)
    member.user.save()
    client = Client()
    client.get("/accounts/login/", secure=True)
    answer = client.post("/accounts/login/", {"login": member.user.username, "password": PASSWORD}, secure=True)
    assert {"sessionid", "kin_browser"} <= set(answer.cookies) and flags(answer) == [] and faults("in", answer) == []
    assert answer.cookies["sessionid"]["max-age"] == "", "a session is gone with the browser"


def test_plain_http_leads_to_tls():
    answer = Client().get("/accounts/login/")
    assert answer.status_code == 301 and answer.headers["Location"].startswith("https://")


def test_what_is_wrong_is_noticed():
    from django.http import HttpResponse

    bare = HttpResponse()
    bare.set_cookie("sessionid", "x")
    assert len(faults("bare", bare)) == 7 and flags(bare) == ["sessionid"]
