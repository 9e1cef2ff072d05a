"""Where a sign-in comes from: the address that our proxy saw, and a browser in which the account signed in before."""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from secrets import token_urlsafe

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from kinsight.casework.actions import guesses
from kinsight.web.accounts.hashing import TooBusy
from kinsight.web.accounts.user_names import plain_name

COOKIE, SALT = "kin_browser", "kinsight.browser"
KNOWN_FOR = timedelta(days=90)


@contextmanager
def guessing(typed: str) -> Iterator[guesses.Guess]:
    """A guess at the password of an account, counted before the block looks at it. Raises Blocked."""
    guess = guesses.begin(counted(context.request, typed))
    try:
        yield guess
    except TooBusy:
        guess.undo()
        raise


def counted(request: HttpRequest, typed: str) -> guesses.Counted:
    """The counts that a guess at this account goes to. Where its owner signs in, strangers' guesses do not count."""
    name, place = plain_name(typed), address(request)
    browsers = [by_browser(name, browser)] if (browser := browser_of(request)) else []
    for one in [*browsers, by_address(name, place)]:
        if guesses.signed_in_from(one, KNOWN_FOR):
            return {one: guesses.PAIR}
    return {
        by_address(name, place): guesses.PAIR,
        guesses.key("account", name): guesses.ACCOUNT,
        guesses.key("address", place): guesses.ADDRESS,
    }


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """The account signed in here: its browser and address are known from now on."""
    name, browser = plain_name(user.get_username()), browser_of(request) or token_urlsafe(24)
    guesses.remember([by_browser(name, browser), by_address(name, address(request))])
    response.set_signed_cookie(
        COOKIE,
        browser,
        salt=SALT,
        max_age=KNOWN_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def by_browser(name: str, browser: str) -> str:
    """The key of the count of an account in a browser."""
    return guesses.key("browser", name, browser)


def by_address(name: str, place: str) -> str:
    """The key of the count of an account at an address."""
    return guesses.key("pair", name, place)


def browser_of(request: HttpRequest) -> str:
    """The name that we gave to this browser when somebody signed in; empty before."""
    return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=KNOWN_FOR) or ""


def address(request: HttpRequest | None = None) -> str:
    """The visitor's address: the last that our own proxy added, or the connection's. An IPv6 visitor has a whole /64.

    A proxy that listens on IPv6 writes an IPv4 visitor as `::ffff:192.0.2.1`: all of them would share one /64.
    """
    seen = ipaddress.ip_address(get_adapter().get_client_ip(request or context.request))
    seen = getattr(seen, "ipv4_mapped", None) or seen
    return str(ipaddress.ip_network((seen, 64), strict=False) if seen.version == 6 else seen)
