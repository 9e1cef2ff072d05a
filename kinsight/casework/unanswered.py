"""What was owed and never answered: the urgent of it, for the named professional to close, and the numbers of all of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from kinsight.casework import access, worklist
from kinsight.casework.matrix import LEADS
from kinsight.casework.models import Owed, Service

MONTHS = 12


@dataclass(frozen=True)
class Unanswered:
    """One expectation, and how many of it lapsed in each of the months, the earliest first."""

    expectation: str
    by_month: tuple[int, ...]


def urgent(user: User, as_of: date, expectations: Collection[str]) -> QuerySet[Owed]:
    """Of these urgent expectations, what lapsed within the last year and nobody closed, of the caseload; only for those who hand on."""
    rows = access.owed(user)
    return rows.filter(worklist.left_urgent(as_of, expectations)) if _leads(user) else rows.none()


def _leads(user: User) -> bool:
    return access.staff_of(user).role in LEADS


def months(as_of: date) -> tuple[date, ...]:
    """The first days of the last MONTHS months, that of the day included."""
    number = as_of.year * 12 + as_of.month - 1
    return tuple(date(one // 12, one % 12 + 1, 1) for one in range(number - MONTHS + 1, number + 1))


def counted(user: User, as_of: date, service: str = "") -> list[Unanswered]:
    """How many lapsed in each of `months`, by expectation; of one service, where its reference is given. One query."""
    columns = months(as_of)
    rows = access.unanswered(user).filter(lapses__gte=columns[0], lapses__lte=as_of)
    rows = rows.filter(service__ref=service) if service else rows
    by_name: dict[str, dict[date, int]] = {}
    numbers = rows.order_by().values("expectation", month=TruncMonth("lapses")).annotate(number=Count("pk"))
    for name, month, number in numbers.values_list("expectation", "month", "number"):
        by_name.setdefault(name, {})[month] = number
    return [Unanswered(name, tuple(some.get(month, 0) for month in columns)) for name, some in sorted(by_name.items())]


def services(user: User) -> list[Service]:
    """The services by which the reader may filter: a manager's own, and for those who hand on all that the children have."""
    if access.sees_numbers_only(access.staff_of(user)):
        return []
    owning = access.unanswered(user).exclude(service=None).order_by().values("service").distinct()
    return list(Service.objects.filter(pk__in=owning).order_by("name", "ref"))
