"""When a session ends, and what it needs before it opens anything: a second factor, outside the demonstration."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kinsight.web.accounts import second_factor
from kinsight.web.locks import locked
from kinsight.web.staff_request import PageRequest

#: What may be opened without a second factor: signing in and out, adding one, and what these pages are drawn with.
_BEFORE = {
    "healthz",
    "design",
    "design-script",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
}


class Sessions(SessionMiddleware):
    """Django's, which saves the session with every page. Where the database is locked, a page that changed nothing in it is shown."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A session that did change and cannot be saved is an error, of the lock: Django calls it a session that was deleted."""
        try:
            return super().process_response(request, response)
        except (OperationalError, SessionInterrupted) as error:
            if (lock := locked(error)) is None:
                raise
            if request.session.modified:
                raise lock from lock.__cause__
            return response


class EndOfSession:
    """Signs out whoever signed in too long ago, however busy they were. What they send with this request is kept as a draft."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = request.session.get(second_factor.BEGAN, 0)
        if request.user.is_authenticated and time.time() - began > settings.SESSION_LONGEST:
            logout(request)
        return self.get_response(request)


class NeedsSecondFactor:
    """Leads an account without a second factor to add one before anything else can be opened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: PageRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Where the account is led instead; None where it may go on."""
        if settings.DEMONSTRATION or not request.user.is_authenticated or second_factor.given(request):
            return None
        if request.resolver_match.view_name in _BEFORE:
            return None
        if is_mfa_enabled(request.user):  # added after this session had begun: it is asked for now
            logout(request)
            return redirect("account_login")
        return redirect("mfa_activate_totp")
