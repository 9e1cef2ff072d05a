"""My work: what is owed and what is new for one reader, in the order of its dates. No score is ever computed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from kinsight.casework import access
from kinsight.casework.models import Child, LastLooked, Owed, Pattern, Staff

STATES = {"overdue": "Overdue", "week": "Due in the next 7 days", "later": "Due later", "new": "New patterns"}
AGE_BANDS = {
    "unborn": "Not born yet", "0": "Under 1 year", "1-4": "1 to 4 years", "5-10": "5 to 10 years",
    "11-17": "11 to 17 years",
}  # fmt: skip
_YEARS = {"0": (0, 1), "1-4": (1, 5), "5-10": (5, 11), "11-17": (11, 18)}
ORDERS = {"longest": "Longest overdue first", "latest": "Most recently due first"}
WEEK = timedelta(days=7)
#: Someone who has never looked is shown what began in the last four weeks.
FIRST_LOOK = timedelta(days=28)
ANYONE = "anyone"


@dataclass(frozen=True)
class Asked:
    """What of the work to show. Empty text: no filter."""

    as_of: date
    owner: str
    expectation: str = ""
    age: str = ""
    service: str = ""
    order: str = "longest"


def owed(user: Any, asked: Asked, children: QuerySet[Child] | None = None) -> QuerySet[Owed, dict[str, Any]]:
    """One row a child and expectation: child, expectation, owner, due (the earliest), times, latest (trigger).

    Of the caseload, or of `children` that `access` gave.
    """
    rows = access.owed(user, children).filter(unmet(asked.as_of), by_child(asked, "child__"))
    if asked.owner != ANYONE:
        rows = rows.filter(owner=asked.owner)
    if asked.expectation:
        rows = rows.filter(expectation=asked.expectation)
    grouped = rows.values("child", "expectation", "owner").annotate(
        due=Min("due"), times=Count("pk"), latest=Max("trigger")
    )
    due = F("due").desc() if asked.order == "latest" else F("due").asc()
    return grouped.order_by(due, "expectation", "child")


def unmet(as_of: date) -> Q:
    """Triggered, not met, and still owed."""
    return Q(trigger__lte=as_of, met_on=None) & (Q(ends=None) | Q(ends__gt=as_of))


def part(rows: QuerySet[Owed, dict[str, Any]], state: str, as_of: date) -> QuerySet[Owed, dict[str, Any]]:
    """The rows that are overdue, due within a week, or due later. Each row is in exactly one part."""
    within = {
        "overdue": Q(due__lte=as_of),
        "week": Q(due__gt=as_of, due__lte=as_of + WEEK),
        "later": Q(due__gt=as_of + WEEK),
    }
    return rows.filter(within[state])


def by_child(asked: Asked, path: str) -> Q:
    """Filters on the child: age band and service."""
    wanted = age_band(asked.age, asked.as_of, path) if asked.age else Q()
    return wanted & Q(**{f"{path}services__ref": asked.service}) if asked.service else wanted


def age_band(band: str, as_of: date, path: str) -> Q:
    if band == "unborn":
        return Q(**{f"{path}born": None}) | Q(**{f"{path}born__gt": as_of})
    youngest, oldest = _YEARS[band]
    return Q(**{f"{path}born__gt": years_before(as_of, oldest), f"{path}born__lte": years_before(as_of, youngest)})


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def last_looked(staff: Staff) -> date | None:
    return LastLooked.objects.filter(staff=staff).values_list("on", flat=True).first()


def new_patterns(user: Any, asked: Asked, looked: date | None) -> QuerySet[Pattern]:
    """Patterns holding now that began, or reached us, after the reader last looked; the newest first."""
    holding = Q(since__lte=asked.as_of) & (Q(until=None) | Q(until__gt=asked.as_of))
    new = Q(since__gt=looked) | Q(published__gt=looked) if looked else Q(since__gt=asked.as_of - FIRST_LOOK)
    rows = access.patterns(user).filter(holding, new, by_child(asked, "child__"))
    return rows.select_related("child").order_by("-since", "child", "indicator")
