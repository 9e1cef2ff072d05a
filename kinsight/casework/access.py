"""The one door: every reading of a child passes here, is held to the reader's caseload, and is written down."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from kinsight.casework.matrix import AUDITORS, CLINICAL, MATRIX, SUPERVISORS
from kinsight.casework.models import AccessLog, BreakGlass, Child, Decision, Owed, Pattern, RecordedFact, Role, Staff

#: The purpose of the row that lists the relatives who were shown beside a child.
RELATIVES = "relatives"
#: A row about a child.
About = TypeVar("About", Owed, Pattern, Decision)


class OutsideCaseload(PermissionDenied):
    """The child exists but is not on this reader's caseload; a reason in writing opens the record."""

    def __init__(self, slug: str) -> None:
        super().__init__("This child is not on your caseload")
        self.slug = slug


def children(user: User) -> QuerySet[Child]:
    """Every child this reader may see: the caseload, and those opened for a reason."""
    staff = staff_of(user)
    if staff.role in (Role.DESIGNATED, Role.COMMISSIONER):
        return caseload(user)
    opened = BreakGlass.objects.filter(child=OuterRef("pk"), by=user, until__gt=timezone.now())
    opened = opened.exclude(review__outcome="not-justified")  # once the lead found no good reason, it is closed
    return Child.objects.filter(known_to(staff) | Exists(opened))


def caseload(user: User) -> QuerySet[Child]:
    """The children of the reader's services: what My work is about. A commissioner sees numbers, never a child."""
    staff = staff_of(user)
    if staff.role == Role.COMMISSIONER:
        return Child.objects.none()
    return Child.objects.all() if staff.role == Role.DESIGNATED else Child.objects.filter(known_to(staff))


def known_to(staff: Staff) -> Q:
    """The condition that one of the reader's services knows the child. It begins at the services: nobody else's children are read."""
    return Q(pk__in=Child.services.through.objects.filter(service__in=staff.services.all()).values("child"))


def child(user: User, slug: str, purpose: str) -> Child:
    """One child, for a purpose that is a page's name in the matrix. Raises Http404, PermissionDenied, OutsideCaseload."""
    staff = staff_of(user)
    if staff.role not in MATRIX[purpose].roles:
        raise PermissionDenied("This page is not for your role")
    if (asked_for := children(user).filter(slug=slug).first()) is None:
        raise refusal(staff, slug)
    AccessLog.objects.create(by=user, child=asked_for, purpose=purpose, outside=not on_caseload(staff, asked_for))
    return asked_for


def own_child(user: User, slug: str, purpose: str) -> Child:
    """One child of the reader's own caseload, for a purpose. Raises what `child` raises, and PermissionDenied for one whom only a reason
    in writing opened."""
    theirs = child(user, slug, purpose)
    if not on_caseload(staff_of(user), theirs):
        raise PermissionDenied("This page is for the services that know the child")
    return theirs


def said_ties(child: Child) -> list[RecordedFact]:
    """What was said of who belongs to the family of a child that `access` gave, and stands, the newest first."""
    said = RecordedFact.objects.filter(child=child, in_error_at=None).exclude(tie="")
    return list(said.select_related("by", "child").order_by("-recorded_at", "pk"))


def refusal(staff: Staff, slug: str) -> Exception:
    """What to raise for a child who is not shown: one whom this role may never open looks like one who is not there."""
    exists = Child.objects.filter(slug=slug).exists()
    return OutsideCaseload(slug) if exists and staff.role in CLINICAL else Http404("No such child")


def on_caseload(staff: Staff, child: Child) -> bool:
    """Whether one of the reader's services knows the child; the designated professional's caseload is everyone."""
    return staff.role == Role.DESIGNATED or child.services.filter(staff=staff).exists()


def outside(user: User, wanted: Q | None) -> Child | None:
    """The one child of all who meets the condition; None where none or several do, or the role may open none beyond its caseload."""
    if wanted is None or staff_of(user).role not in CLINICAL:
        return None
    matches = Child.objects.filter(wanted)[:2]
    return matches[0] if len(matches) == 1 else None


def unopened(user: User, slug: str) -> Child:
    """A child outside the caseload, only to be asked why: nothing of the child may be shown. Raises Http404, PermissionDenied."""
    if staff_of(user).role not in CLINICAL:
        raise PermissionDenied("This page is not for your role")
    if (asked_for := by_slug(slug)) is None:
        raise Http404("No such child")
    return asked_for


def by_slug(slug: str) -> Child | None:
    """The child of an address, to be named in the audit of a refusal; nothing of it is shown."""
    return Child.objects.filter(slug=slug).first()


def seen(user: User, shown: Iterable[Child], purpose: str) -> None:
    """Write into the audit that a list showed these children's names and what is owed to them, a row a child."""
    AccessLog.objects.bulk_create([AccessLog(by=user, child=child, purpose=purpose) for child in shown])


def relatives(user: User, child: Child, refs: Iterable[str], purpose: str) -> frozenset[str]:
    """Write into the audit which relatives were shown beside a child; return the refs of those children whom the reader may not open.

    A child of the site has a row of their own; all others, mostly adults, stand together in one row of the child's.
    """
    shown = list(Child.objects.filter(ref__in=(among := set(refs) - {child.ref})).exclude(pk=child.pk))
    keys = [child.pk, *(one.pk for one in shown)]
    mine, may_open = (
        set(some.filter(pk__in=keys).values_list("pk", flat=True)) for some in (caseload(user), children(user))
    )
    looks = [AccessLog(by=user, child=one, purpose=purpose, outside=one.pk not in mine) for one in shown]
    if others := sorted(among - {one.ref for one in shown}):
        looks.append(AccessLog(by=user, child=child, purpose=RELATIVES, outside=child.pk not in mine, people=others))
    AccessLog.objects.bulk_create(looks)
    return frozenset(one.ref for one in shown if one.pk not in may_open)


def pages_of(user: User, refs: Iterable[str]) -> dict[str, str]:
    """The slug of each of these people who is a child that the reader may open, by reference."""
    return dict(children(user).filter(ref__in=set(refs)).values_list("ref", "slug"))


def recorded(user: User, everyone: bool = False) -> QuerySet[RecordedFact]:
    """What the reader recorded on the site, the newest first; what everyone did, for the lead alone."""
    facts = RecordedFact.objects.select_related("child", "by", "in_error_by").order_by("-recorded_at", "pk")
    return facts if everyone and may_audit(staff_of(user)) else facts.filter(by=user)


def refused_facts(user: User) -> QuerySet[RecordedFact]:
    """Those that the records do not take as they are and that still stand: one's own, or the lead's everyone's."""
    return recorded(user, everyone=True).filter(shown_at=None, delivered_at=None, in_error_at=None).exclude(refused="")


def waiting_facts(user: User, child: Child | None = None) -> QuerySet[RecordedFact]:
    """Facts that are not in the picture yet, the oldest first: the reader's own, or everyone's about a child that `access` gave."""
    facts = recorded(user) if child is None else RecordedFact.objects.filter(child=child).select_related("child", "by")
    return facts.filter(shown_at=None).order_by("recorded_at", "pk")


def recorded_fact(user: User, fact: UUID) -> RecordedFact:
    """One fact, for its author and for the lead. Raises Http404: to anyone else it is as if it were not there."""
    if (theirs := recorded(user, everyone=True).filter(pk=fact).first()) is None:
        raise Http404("No such fact of yours")
    return theirs


def named(user: User, shown: Iterable[Child], purpose: str) -> frozenset[int]:
    """Write into the audit that what was recorded of these children was shown; return the ids of those who may be shown by name."""
    keys = [one.pk for one in shown]
    mine, may_open = (
        frozenset(some.filter(pk__in=keys).values_list("pk", flat=True)) for some in (caseload(user), children(user))
    )
    AccessLog.objects.bulk_create(
        [AccessLog(by=user, child_id=key, purpose=purpose, outside=key not in mine) for key in keys]
    )
    return may_open


def owed(user: User, among: QuerySet[Child] | None = None) -> QuerySet[Owed]:
    """What is owed and was not withdrawn: to the caseload, or to `among`, children that `access` gave. Reception sees only its own."""
    rows = Owed.objects.filter(withdrawn_on=None)
    standing = of_caseload(user, rows) if among is None else rows.filter(child__in=among)
    return standing if may_see_patterns(staff_of(user)) else standing.filter(owner=Role.RECEPTION)


def unanswered(user: User) -> QuerySet[Owed]:
    """What lapsed unanswered, to be counted and never shown one by one: of everyone for a commissioner, of their own services and of
    their own role for a manager, of the caseload for all others."""
    staff, lapsed = staff_of(user), Owed.objects.filter(withdrawn_on=None, met_on=None, lapses__isnull=False)
    if sees_numbers_only(staff):
        return lapsed
    if staff.role != Role.MANAGER:
        return of_caseload(user, lapsed)
    return lapsed.filter(
        Q(service__in=staff.services.all()) | Q(service=None, owner=staff.role, child__in=caseload(user))
    )


def sees_numbers_only(staff: Staff) -> bool:
    """Whether the role is shown no child at all, and no number so small that it could point to one."""
    return staff.role == Role.COMMISSIONER


def decisions(user: User, child: Child, as_of: date) -> list[Decision]:
    """What was decided about what is owed to a child that `access` gave, and stands on the day; none for the desk."""
    if not may_see_patterns(staff_of(user)):
        return []
    standing = Decision.objects.filter(child=child, stands=True, decided_on__lte=as_of, review_on__gt=as_of)
    return list(standing.select_related("by", "by__staff", "review", "review__by__staff").order_by("at", "pk"))


def decisions_to_sample(user: User) -> QuerySet[Decision]:
    """What others decided about the caseload, whether it stands or not; only for those who supervise."""
    rows = Decision.objects.exclude(by=user)
    return of_caseload(user, rows) if staff_of(user).role in SUPERVISORS else rows.none()


def patterns(user: User) -> QuerySet[Pattern]:
    """Patterns of the caseload as the joined record shows them; none for those who must not see any."""
    if not may_see_patterns(staff_of(user)):
        return Pattern.objects.none()
    return of_caseload(user, Pattern.objects.filter(view="joined", withdrawn_on=None))


def of_caseload(user: User, rows: QuerySet[About]) -> QuerySet[About]:
    """Of these rows, those about the reader's caseload: all, where that is every child."""
    return rows if staff_of(user).role == Role.DESIGNATED else rows.filter(child__in=caseload(user))


def own_services(user: User) -> frozenset[str]:
    """References of the services that the reader works in: they stay named to the reader where the others' names are withheld."""
    return frozenset(staff_of(user).services.values_list("ref", flat=True))


def may_see_patterns(staff: Staff) -> bool:
    """Whether the role is shown patterns and evidence: all who care for children, and not the desk."""
    return staff.role in CLINICAL


def may_audit(staff: Staff) -> bool:
    """Whether the role reads the audit, and reviews what was opened outside a caseload."""
    return staff.role in AUDITORS


def staff_of(user: User) -> Staff:
    """The account's role and services. Raises PermissionDenied: an account without a role sees nobody, nor does a stranger."""
    try:
        staff: Staff = user.staff
    except (AttributeError, Staff.DoesNotExist):  # a stranger has no such attribute
        raise PermissionDenied("This account has no role") from None
    return staff
