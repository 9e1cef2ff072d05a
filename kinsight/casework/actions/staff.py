"""Make an account, or change what its holder may do. Accounts are made by the service, never by a visitor."""

import secrets
from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.db import transaction

from kinsight.casework.actions.audit import audit
from kinsight.casework.models import Role, Service, Staff


class NoSuchService(ValueError):
    """No child is known to a service of this reference."""


@transaction.atomic
def set_staff(*, username: str, role: Role, services: Sequence[str], name: tuple[str, str] = ("", "")) -> str:
    """Give this account its role and services (by their refs); the password of a new one, else an empty text.

    An account that signs in only by single sign-on never uses the password: leave it unread.
    """
    found = list(Service.objects.filter(ref__in=services))
    if missing := set(services) - {service.ref for service in found}:
        raise NoSuchService(f"no service {', '.join(sorted(missing))}: publish a sweep first, or check the reference")
    given, family = name
    user, new = get_user_model().objects.get_or_create(
        username=username, defaults={"first_name": given, "last_name": family}
    )
    password = fresh_password() if new else ""
    if new:
        user.set_password(password)
        user.save()
    staff, _ = Staff.objects.update_or_create(user=user, defaults={"role": role})
    staff.services.set(found)
    audit(by=None, what="set-staff", username=username, role=role.value, services=list(services))
    return password


def fresh_password() -> str:
    """64 bits, easy to read out."""
    return "-".join(secrets.token_hex(2) for _ in range(4))
