"""Decide that something owed is not done, or not now: it leaves the lists until a day, and stays on the child's page with who and why."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from kinsight.casework.actions.audit_row import audit
from kinsight.casework.actions.break_glass import ReasonMissing, can_be_judged
from kinsight.casework.models import Child, Decision, Ending, Owed, Staff

#: The longest time until somebody looks at it again.
LONGEST = timedelta(days=366)


class NotDecided(ValueError):
    """Nothing of the kind is owed, or the day on which it is looked at again cannot be."""


def review_days(as_of: date) -> tuple[date, date]:
    """The first and the last day on which it can be looked at again."""
    return as_of + timedelta(days=1), as_of + LONGEST


@transaction.atomic
def decide(
    *, by: Staff, child: Child, debts: Iterable[Owed], ending: str, reason: str, review_on: date, as_of: date
) -> list[Decision]:
    """Write one decision for each of these debts of one expectation, in the place of any before. Raises NotDecided, ReasonMissing."""
    first, last = review_days(as_of)
    if ending not in Ending.values or not first <= review_on <= last:
        raise NotDecided(f"It must be looked at again between {first} and {last}")
    if not can_be_judged(reason):
        raise ReasonMissing("Say why, so that someone else can judge it")
    made = [_decided(by, child, debt, ending, reason.strip(), review_on, as_of) for debt in list(debts)]
    if not made:
        raise NotDecided("Nothing of the kind is owed any more")
    audit(
        by=by.user,
        what="decided",
        child=child,
        why=reason.strip(),
        expectation=made[0].expectation,
        ending=ending,
        review_on=review_on.isoformat(),
        decisions=[str(one.id) for one in made],
    )
    return made


def _decided(by: Staff, child: Child, debt: Owed, ending: str, reason: str, review_on: date, as_of: date) -> Decision:
    thing = {"child": child, "expectation": debt.expectation, "anchor": debt.anchor, "trigger": debt.trigger}
    Decision.objects.filter(**thing, stands=True).update(stands=False)
    said = {"ending": ending, "reason": reason, "review_on": review_on, "decided_on": as_of}
    return Decision.objects.create(**thing, **said, by=by.user)
