"""Signing in and out leaves a trace; so does a wrong password or code, without what was typed."""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out

from kinsight.casework.actions.audit_row import audit
from kinsight.casework.actions.guesses import Blocked, Guess


def listen() -> None:
    """Connect once, when Django starts."""
    user_logged_in.connect(signed_in, dispatch_uid="kinsight-signed-in")
    user_logged_out.connect(signed_out, dispatch_uid="kinsight-signed-out")
    authenticator_added.connect(added, dispatch_uid="kinsight-second-factor-added")
    authenticator_removed.connect(removed, dispatch_uid="kinsight-second-factor-removed")
    authenticator_reset.connect(added, dispatch_uid="kinsight-second-factor-reset")


def signed_in(sender: object, user: User, **_: object) -> None:
    """Somebody signed in."""
    audit(by=user, what="signed-in")


def signed_out(sender: object, user: User | None, **_: object) -> None:
    """Somebody signed out; nobody, where the session had ended before."""
    if user is not None and user.is_authenticated:
        audit(by=user, what="signed-out")


def added(sender: object, user: User, authenticator: Authenticator, **_: object) -> None:
    """A second factor was added, or its spare codes made anew."""
    audit(by=user, what="second-factor-added", kind=authenticator.type)


def removed(sender: object, user: User, authenticator: Authenticator, **_: object) -> None:
    """A second factor was removed."""
    audit(by=user, what="second-factor-removed", kind=authenticator.type)


def refused(account: str, address: str, guess: Guess) -> None:
    """A password was wrong. A name that is no account's is not kept: it may be a password. Raises Blocked when it was one too many."""
    there = get_user_model().objects.filter(username=account).exists()
    _refused("sign-in-refused", "sign-in-locked", account if there else "", address, guess)


def refused_code(user: User, address: str, guess: Guess) -> None:
    """A code was wrong, or used before. Raises Blocked when it was one too many."""
    _refused("second-factor-refused", "second-factor-locked", user.get_username(), address, guess)


def _refused(what: str, locked: str, account: str, address: str, guess: Guess) -> None:
    audit(by=None, what=what, account=account, address=address)
    if guess.blocks:
        audit(by=None, what=locked, account=account, address=address)
        raise Blocked(guess.blocks)
