"""Sessions of an account: which there are, and ending them."""

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.db import transaction

from kinsight.casework.actions.audit_row import audit


def sessions_of(user: User) -> list[UserSession]:
    """Where this account is signed in now, the newest first; what has ended meanwhile is forgotten."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.created_at, reverse=True)


@transaction.atomic
def end_sessions(user: User, *, by: User | None, only: int | None = None, but: str = "") -> int:
    """End the sessions of `user`: all, or `only` the one of this number, or all `but` the one of this key. How many ended."""
    ending = [one for one in UserSession.objects.filter(user=user).exclude(session_key=but) if only in (None, one.pk)]
    for one in ending:
        one.end()
    if ending:
        audit(by=by, what="ended-sessions", account=user.get_username(), sessions=len(ending))
    return len(ending)
