"""What a session knows of how it began: when, and whether a second factor was given."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from kinsight.web.accounts import one_time_codes

BEGAN, GIVEN = "began", "second_factor"


def listen() -> None:
    """Connect once, when Django starts."""
    user_logged_in.connect(began, dispatch_uid="kinsight-session-began")
    authenticator_used.connect(used, dispatch_uid="kinsight-second-factor-given")
    authenticator_added.connect(added, dispatch_uid="kinsight-second-factor-new")
    authenticator_removed.connect(removed, dispatch_uid="kinsight-second-factor-gone")


def given(request: HttpRequest) -> bool:
    """Whether this session gave a second factor of this account: a password alone, stolen, opens nothing."""
    return request.session.get(GIVEN) == request.user.pk


def began(sender: object, request: HttpRequest, **_: object) -> None:
    """Note in the session when it began."""
    request.session[BEGAN] = time.time()


def used(sender: object, request: HttpRequest, user: User, **_: object) -> None:
    """Note in the session whose second factor was given."""
    request.session[GIVEN] = user.pk


def added(sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    """The code that turned the app on works for nothing else."""
    if authenticator.type == Authenticator.Type.TOTP:
        one_time_codes.note(authenticator)
        used(sender, request, user)


def removed(sender: object, request: HttpRequest, authenticator: Authenticator, **_: object) -> None:
    """A session whose second factor is gone has given none."""
    if authenticator.type == Authenticator.Type.TOTP:
        request.session.pop(GIVEN, None)
