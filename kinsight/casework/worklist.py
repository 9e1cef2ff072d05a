"""My work: what is owed and what is new for one reader, in the order of its dates. No score is ever computed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from django.contrib.auth.models import User
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum, When
from django.db.models.expressions import OrderBy

from kinsight.casework import access
from kinsight.casework.matrix import LEADS
from kinsight.casework.models import (
    Child,
    Decision,
    Ending,
    LastLooked,
    Owed,
    Pattern,
    Publication,
    RecordedFact,
    Staff,
)
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.owners import NAMED, owners_of

STATES = {
    "now": "Today and this week",
    "new": "New since you last looked",
    "older": "Older, still owed",
    "visit": "For the next visit",
    "later": "Due later",
}
AGE_BANDS = {
    "unborn": "Not born yet",
    "0": "Under 1 year",
    "1-4": "1 to 4 years",
    "5-10": "5 to 10 years",
    "11-17": "11 to 17 years",
}
_YEARS = {"0": (0, 1), "1-4": (1, 5), "5-10": (5, 11), "11-17": (11, 18)}
ORDERS = {"longest": "Longest overdue first", "latest": "Most recently due first"}
WEEK = timedelta(days=7)
#: Someone who has never looked is shown what began in the last four weeks.
FIRST_LOOK = timedelta(days=28)
ANYONE = "anyone"


class ChildRow(TypedDict):
    """A row of a list of children: which child it is."""

    child: int


class FamilyRow(TypedDict):
    """A row of a list of families: which family it is."""

    family: int


@dataclass(frozen=True)
class Asked:
    """What of the work to show. Empty text: no filter."""

    as_of: date
    owner: str
    expectation: str = ""
    age: str = ""
    service: str = ""
    order: str = "longest"


@dataclass(frozen=True)
class Thing:
    """The earliest debt of one kind to one child, and how many of the kind there are."""

    debt: Owed
    times: int


@dataclass(frozen=True)
class Counted:
    """Families and children of a part, and different things owed to them: a thing owed several times to one child counts once."""

    families: int
    children: int
    things: int


def owed(user: User, asked: Asked, among: QuerySet[Child] | None = None) -> QuerySet[Owed]:
    """The unmet debts that the filters `asked` for let through, and that no decision ended: to the caseload, or to `among`, children
    that `access` gave."""
    rows = access.owed(user, among).filter(unmet(asked.as_of), ~decided(asked.as_of), by_child(asked, "child__"))
    if asked.owner != ANYONE:
        rows = rows.filter(of_role(user, asked.owner))
    return rows.filter(expectation=asked.expectation) if asked.expectation else rows


def kinds_owed(user: User, asked: Asked) -> dict[str, int]:
    """By expectation, to how many children it is owed by the role that `asked` names, whatever else it filters by."""
    rows = owed(user, Asked(asked.as_of, asked.owner)).order_by().values_list("expectation")
    return dict(rows.annotate(children=Count("child", distinct=True)))


def of_role(user: User, owner: str) -> Q:
    """The condition that the role owes it; of the reader's own role, that it is for their services, or for an area, to do."""
    staff = access.staff_of(user)
    mine = Q(service=None) | Q(service__in=staff.services.all())
    return Q(owner=owner) & mine if owner == staff.role else Q(owner=owner)


def unowned(user: User, as_of: date, knowledge: Knowledge) -> QuerySet[Owed]:
    """Debts that no service of the child owns, or whose owner decided that they are not theirs: for the named professional to hand on."""
    theirs = [name for name, one in knowledge.expectations.items() if NAMED in owners_of(one)]
    rows = access.owed(user).filter(unmet(as_of))
    nobody = Q(owner=NAMED, service=None) & ~Q(expectation__in=theirs) & ~decided(as_of)
    return rows.filter(nobody | decided(as_of, Ending.NOT_OURS))


def to_decide(user: User, child: Child, expectation: str, as_of: date, urgent: Collection[str] = ()) -> QuerySet[Owed]:
    """What of the kind is owed to a child that `access` gave, and nobody decided about but that it is not theirs; for those who hand
    on, also what of the `urgent` expectations was never answered."""
    rows = access.owed(user, access.children(user)).filter(child=child, expectation=expectation)
    waits = unmet(as_of) & (~decided(as_of) | decided(as_of, Ending.NOT_OURS))
    leads = access.staff_of(user).role in LEADS
    return rows.filter(waits | left_urgent(as_of, urgent) if leads else waits)


def left_urgent(as_of: date, expectations: Collection[str]) -> Q:
    """The condition on a debt of these expectations that it lapsed within a year before the day, and that nobody has said why, or has
    recorded it since. That it was not theirs, said while it was still owed, is no answer.

    What lapsed ends on the same day: the index has `ends`.
    """
    year = Q(ends__lte=as_of, ends__gt=years_before(as_of, 1), lapses=F("ends"), met_on=None)
    same = {name: OuterRef(name) for name in ("child", "expectation")}
    done = RecordedFact.objects.filter(**same, in_error_at=None, known__gte=OuterRef("lapses"))
    decisions = _standing(as_of).exclude(ending=Ending.NOT_OURS, decided_on__lt=OuterRef("lapses"))
    return Q(expectation__in=list(expectations)) & year & ~Q(Exists(done)) & ~Q(Exists(decisions))


def decided(as_of: date, ending: str = "") -> Q:
    """The condition on a debt that a decision stands about it on the day, of this ending where one is named."""
    return Q(Exists(_standing(as_of).filter(ending=ending) if ending else _standing(as_of)))


def _standing(as_of: date) -> QuerySet[Decision]:
    same = {name: OuterRef(name) for name in ("child", "expectation", "anchor", "trigger")}
    return Decision.objects.filter(**same, stands=True, review_on__gt=as_of)


def unmet(as_of: date) -> Q:
    """The condition that a debt is triggered, not met, and still owed on the day."""
    return Q(trigger__lte=as_of, met_on=None) & (Q(ends=None) | Q(ends__gt=as_of))


def for_next_visit(knowledge: Knowledge) -> list[str]:
    """What every family of an age is asked or told, at whichever visit comes next."""
    return [name for name, one in knowledge.expectations.items() if one.next_visit]


def part(rows: QuerySet[Owed], state: str, as_of: date, next_visit: Collection[str] = ()) -> QuerySet[Owed]:
    """The debts that are due within a week of today, that were due before that, or that are due later; of those before, what is
    among `next_visit` waits for it. Each is in exactly one part."""
    return rows.filter(_within(as_of, next_visit)[state])


def _within(as_of: date, next_visit: Collection[str]) -> dict[str, Q]:
    past, of_age = Q(due__lt=as_of - WEEK), Q(expectation__in=list(next_visit))
    return {
        "now": Q(due__gte=as_of - WEEK, due__lte=as_of + WEEK),
        "older": past & ~of_age,
        "visit": past & of_age,
        "later": Q(due__gt=as_of + WEEK),
    }


def counted(rows: QuerySet[Owed], as_of: date, next_visit: Collection[str] = ()) -> dict[str, Counted]:
    """How much is in each part (`now`, `older`, `visit`, `later`), by one query, however many debts there are."""
    parts = _within(as_of, next_visit)
    things = {state: Count("expectation", distinct=True, filter=within) for state, within in parts.items()}
    sums = (
        rows.order_by()
        .values("child", "family")
        .annotate(**things)
        .aggregate(
            **{f"{state}_things": Sum(state) for state in parts},
            **{f"{state}_children": Count("child", filter=Q(**{f"{state}__gt": 0})) for state in parts},
            **{f"{state}_families": Count("family", distinct=True, filter=Q(**{f"{state}__gt": 0})) for state in parts},
        )
    )
    return {
        state: Counted(sums[f"{state}_families"], sums[f"{state}_children"], sums[f"{state}_things"] or 0)
        for state in parts
    }


def by_date(rows: QuerySet[Owed], order: str) -> QuerySet[Owed, ChildRow]:
    """One row a child, in the order of its dates."""
    first, direction = _first(order)
    return rows.order_by().values("child").annotate(first=first).order_by(direction, "child")


def by_family(rows: QuerySet[Owed], order: str) -> QuerySet[Owed, FamilyRow]:
    """One row a family, in the order of its dates."""
    first, direction = _first(order)
    return rows.order_by().values("family").annotate(first=first).order_by(direction, "family")


def _first(order: str) -> tuple[Min | Max, OrderBy]:
    """The day by which rows stand in one of ORDERS, and how."""
    return (Max("due"), F("first").desc()) if order == "latest" else (Min("due"), F("first").asc())


def children_of(rows: QuerySet[Owed], families: Iterable[int]) -> dict[int, list[int]]:
    """By family, the ids of its children to whom something of this is owed, the eldest first."""
    children: dict[int, list[int]] = {family: [] for family in families}
    of_these = Q(mother__in=list(children)) | Q(mother=None, pk__in=[-family for family in children])
    members = Child.objects.filter(of_these).values("pk")
    theirs = rows.filter(child__in=members, family__in=list(children)).order_by("child__born", "child")
    for family, child in theirs.values_list("family", "child").distinct():
        children[family].append(child)
    return children


def brothers_and_sisters(user: User, child: Child, as_of: date) -> list[Child]:
    """The child and those of the same mother who are children on the day and whom the reader may see, the eldest first."""
    same = Q(pk=child.pk) if child.mother is None else Q(mother=child.mother)
    young = Q(born=None) | Q(born__gt=years_before(as_of, 18))
    there = young & (Q(left_on=None) | Q(left_on__gt=as_of))
    return list(
        access.children(user).filter(same, there | Q(pk=child.pk)).order_by(F("born").asc(nulls_last=True), "pk")
    )


def things_of(rows: QuerySet[Owed], children: Iterable[int]) -> dict[int, list[Thing]]:
    """By child's id, what is owed to each of these: each expectation once, as its earliest debt, in the order of due dates."""
    alike: dict[tuple[int, str], list[Owed]] = {}
    for debt in rows.filter(child__in=list(children)).order_by("due", "expectation", "pk"):
        alike.setdefault((debt.child_id, debt.expectation), []).append(debt)
    things: dict[int, list[Thing]] = {}
    for (child, _), debts in alike.items():
        things.setdefault(child, []).append(Thing(debts[0], len(debts)))
    return things


def by_child(asked: Asked, path: str) -> Q:
    """The condition on the child's age band and service; `path` leads from the row to the child, such as `child__`."""
    wanted = age_band(asked.age, asked.as_of, path) if asked.age else Q()
    return wanted & Q(**{f"{path}services__ref": asked.service}) if asked.service else wanted


def age_band(band: str, as_of: date, path: str) -> Q:
    """The condition that the child is of one of AGE_BANDS on the day."""
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


def last_looked(staff: Staff) -> LastLooked | None:
    """Up to where this member of staff has read the new patterns; None where they never have."""
    return LastLooked.objects.filter(staff=staff).first()


def newest_publication() -> int:
    """Id of the newest publication, up to which a page shows everything; 0 before the first."""
    return Publication.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def new_patterns(user: User, asked: Asked, looked: LastLooked | None) -> QuerySet[Pattern]:
    """Patterns holding now that began, or reached us, after the reader last looked."""
    holds = Q(since__lte=asked.as_of) & (Q(until=None) | Q(until__gt=asked.as_of))
    new = Q(since__gt=asked.as_of - FIRST_LOOK)
    if looked:
        new = Q(since__gt=looked.on) | Q(first__gt=looked.publication_id)
    return access.patterns(user).filter(holds, new, by_child(asked, "child__"))


def children(ids: Iterable[int]) -> dict[int, Child]:
    """Children by id, of rows that `access` let through."""
    return Child.objects.in_bulk(list(ids))


def by_start(rows: QuerySet[Pattern], urgent: Collection[str]) -> QuerySet[Pattern, ChildRow]:
    """One row a child: those of an `urgent` pattern first, then whose newest began last."""
    first = Max(Case(When(indicator__in=urgent, then=1), default=0))
    children = rows.order_by().values("child").annotate(first=first, last=Max("since"))
    return children.order_by(F("first").desc(), F("last").desc(), "child")


def patterns_of(rows: QuerySet[Pattern], children: Iterable[int], urgent: Collection[str]) -> dict[int, list[Pattern]]:
    """By child's id, the patterns of each of these children: the `urgent` first, then the newest."""
    patterns: dict[int, list[Pattern]] = {}
    ordered = rows.filter(child__in=list(children)).select_related("first").order_by("-since", "indicator")
    for row in sorted(ordered, key=lambda row: row.indicator not in urgent):
        patterns.setdefault(row.child_id, []).append(row)
    return patterns
