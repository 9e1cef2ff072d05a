"""What happens around a second factor: the code that turns one on works for nothing else."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added

from kinsight.web.accounts import codes


def listen() -> None:
    """Connect once, when Django starts."""
    authenticator_added.connect(added, dispatch_uid="kinsight-code-used")


def added(sender: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        codes.note(authenticator)
