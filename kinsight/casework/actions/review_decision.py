"""Write down what supervision found of a decision; where it should be done after all, it is owed again at once."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from kinsight.casework import access
from kinsight.casework.actions.audit_row import audit
from kinsight.casework.actions.break_glass import ReasonMissing, can_be_judged
from kinsight.casework.models import Decision, DecisionReview, Outcome, Staff


class AlreadyReviewed(ValueError):
    """Somebody has looked at this decision before."""


@transaction.atomic
def review_decision(*, by: Staff, decision: Decision, outcome: str, note: str) -> DecisionReview:
    """One review of a decision of the caseload that somebody else made. Raises AlreadyReviewed, PermissionDenied, ReasonMissing."""
    if not access.decisions_to_sample(by.user).filter(pk=decision.pk).exists():
        raise PermissionDenied("Somebody else who supervises looks at this decision")
    if outcome not in Outcome.values or (outcome != Outcome.AGREED and not can_be_judged(note)):
        raise ReasonMissing("Say why, so that someone else can judge it")
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if DecisionReview.objects.filter(decision=locked).exists():
        raise AlreadyReviewed("Somebody has looked at this decision")
    if outcome == Outcome.UNDONE:
        _same(locked).update(stands=False)
    made = DecisionReview.objects.create(decision=locked, outcome=outcome, note=note.strip(), by=by.user)
    said = {"decision": str(locked.pk), "outcome": outcome, "expectation": locked.expectation}
    audit(by=by.user, what="reviewed-decision", child=locked.child, why=made.note, **said)
    return made


def _same(one: Decision) -> QuerySet[Decision]:
    """What the same decision said of everything of the kind that was owed then."""
    return Decision.objects.filter(
        child=one.child, expectation=one.expectation, decided_on=one.decided_on, by=one.by, stands=True
    )
