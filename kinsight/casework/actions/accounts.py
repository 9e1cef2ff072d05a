"""Make an account, or change what its holder may do. Accounts are made by the service, never by a visitor."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q

from kinsight.casework import worklist
from kinsight.casework.actions.audit_row import audit
from kinsight.casework.actions.end_sessions import end_sessions
from kinsight.casework.models import Owed, Role, Service, Staff


class NoSuchService(ValueError):
    """No child is known to a service of this reference."""


@transaction.atomic
def set_staff(*, username: str, role: Role, services: Sequence[str], name: tuple[str, str] = ("", "")) -> str:
    """Give this account its role and services (by their refs); the password of a new one, else an empty text.

    Raises NoSuchService. An account that signs in only by single sign-on never uses the password: leave it unread.
    """
    chosen = list(Service.objects.filter(ref__in=services))
    if missing := set(services) - {service.ref for service in chosen}:
        raise NoSuchService(f"no service {', '.join(sorted(missing))}: publish a sweep first, or check the reference")
    given, family = name
    user = get_user_model().objects.filter(username__iexact=username).first()
    new = user is None
    user = user or get_user_model()(username=username, first_name=given, last_name=family)
    password = fresh_password() if new else ""
    if new:
        validate_password(password, user)
        user.set_password(password)
        user.save()
    staff, _ = Staff.objects.update_or_create(user=user, defaults={"role": role})
    staff.services.set(chosen)
    audit(by=None, what="set-staff", username=username, role=role.value, services=list(services))
    return password


class NoSuchAccount(ValueError):
    """No account has this user name."""


def account(username: str) -> User:
    """The account of this user name, in whatever case. Raises NoSuchAccount."""
    if (user := get_user_model().objects.filter(username__iexact=username.strip()).first()) is None:
        raise NoSuchAccount(f"no account has the user name {username}")
    return user


@dataclass(frozen=True)
class Leaver:
    """What someone who leaves was part of: sessions that ended, and of each service its children and who remains there."""

    sessions: int
    services: list[tuple[str, int, int, list[str]]]


@transaction.atomic
def disable(username: str, as_of: date) -> Leaver:
    """Close an account: it opens nothing from now on, wherever it is signed in. What it wrote and read stays; what is left to do is of
    the day `as_of`. Raises NoSuchAccount."""
    user = account(username)
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = end_sessions(user, by=None)
    Authenticator.objects.filter(user=user).delete()
    audit(by=None, what="disabled-account", account=user.get_username(), sessions=ended)
    staff = getattr(user, "staff", None)
    return Leaver(
        ended, [left(staff, service, as_of) for service in staff.services.order_by("name", "ref")] if staff else []
    )


def left(staff: Staff, service: Service, as_of: date) -> tuple[str, int, int, list[str]]:
    """A service, how many children it has, how many things its children are owed by this role, and who else has the role there."""
    of_service = Q(service=service) | Q(service=None, child__services=service)
    unmet = Owed.objects.filter(of_service, worklist.unmet(as_of), owner=staff.role, withdrawn_on=None)
    others = Staff.objects.filter(services=service, role=staff.role, user__is_active=True).exclude(pk=staff.pk)
    return (
        str(service),
        service.children.count(),
        unmet.count(),
        [one.user.get_username() for one in others],
    )


@transaction.atomic
def reset(username: str) -> str:
    """Give an account a new password, and return it: for who lost theirs or their phone. Sessions end, and a second factor is added
    anew at the next sign-in. Raises NoSuchAccount."""
    user, password = account(username), fresh_password()
    user.set_password(password)
    user.is_active = True
    user.save()
    Authenticator.objects.filter(user=user).delete()
    audit(by=None, what="reset-account", account=user.get_username(), sessions=end_sessions(user, by=None))
    return password


def fresh_password() -> str:
    """A random password of 64 bits, easy to read out."""
    return "-".join(secrets.token_hex(2) for _ in range(4))
