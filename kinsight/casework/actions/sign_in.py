"""Signing in and out leaves a trace; so does a wrong password, without what was typed."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from kinsight.casework.actions.audit import audit


def listen() -> None:
    """Connect once, when Django starts."""
    user_logged_in.connect(signed_in, dispatch_uid="kinsight-signed-in")
    user_logged_out.connect(signed_out, dispatch_uid="kinsight-signed-out")
    user_login_failed.connect(refused, dispatch_uid="kinsight-refused")
    user_locked_out.connect(locked, dispatch_uid="kinsight-locked")


def signed_in(sender: Any, user: Any, **_: Any) -> None:
    audit(by=user, what="signed-in")


def signed_out(sender: Any, user: Any, **_: Any) -> None:
    if user is not None and user.is_authenticated:
        audit(by=user, what="signed-out")


def refused(sender: Any, **_: Any) -> None:
    audit(by=None, what="sign-in-refused")


def locked(sender: Any, **_: Any) -> None:
    audit(by=None, what="sign-in-locked")
