"""A code of the authenticator app works once, in whichever process it comes (RFC 6238, section 5.2)."""

import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

_LAST = "last_step"


def spent(authenticator: Authenticator, code: str) -> bool:
    """Whether this code, or a later one, was used before; else note that it is used now. The row must be locked.

    allauth forgets a used code after one step of 30 seconds, in one process; with tolerance a code is good for three.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return False  # a spare code is struck off by allauth, in the same row
    step = step_of(authenticator, code)
    if step is None or step <= authenticator.data.get(_LAST, -1):
        return True
    note(authenticator, step)
    return False


def note(authenticator: Authenticator, step: int | None = None) -> None:
    """No code of this step or before works any more."""
    authenticator.data[_LAST] = now() + app_settings.TOTP_TOLERANCE if step is None else step
    authenticator.save(update_fields=["data"])


def step_of(authenticator: Authenticator, code: str) -> int | None:
    """The step of time that a code was made for, within what is tolerated; None where it is no code of now."""
    secret = decrypt(authenticator.data["secret"])
    near = range(now() - app_settings.TOTP_TOLERANCE, now() + app_settings.TOTP_TOLERANCE + 1)
    return next(
        (step for step in near if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))),
        None,
    )


def now() -> int:
    """The number of the present step of time."""
    return int(time.time()) // int(app_settings.TOTP_PERIOD)
