"""Say that a recorded fact was recorded in error: it leaves the picture, and stays visible with who said so, when and why."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from kinsight.casework.actions.audit_row import audit
from kinsight.casework.actions.break_glass import ReasonMissing, can_be_judged
from kinsight.casework.matrix import AUDITORS
from kinsight.casework.models import RecordedFact, Staff


class NotTheirs(ValueError):
    """Only its author withdraws a fact, or the designated professional."""


def may_withdraw(staff: Staff, fact: RecordedFact) -> bool:
    """Whether somebody wrote the fact, or is the designated professional."""
    return fact.by_id == staff.user_id or staff.role in AUDITORS


@transaction.atomic
def record_in_error(*, by: Staff, fact: RecordedFact, why: str, as_of: date) -> RecordedFact:
    """Withdraw a fact from `as_of` on, and set it waiting again: the worker brings the withdrawal to the records and the picture.

    Of a fact that was withdrawn before, the first withdrawal stands. Raises NotTheirs, ReasonMissing.
    """
    if not may_withdraw(by, fact):
        raise NotTheirs("Only who recorded it, or the designated professional, can withdraw it")
    if not can_be_judged(why):
        raise ReasonMissing("Say what was wrong with it")
    fact = RecordedFact.objects.select_for_update().get(pk=fact.pk)
    if fact.in_error_at is None:
        _withdraw(fact, by, why.strip(), as_of)
    return fact


def _withdraw(fact: RecordedFact, by: Staff, why: str, as_of: date) -> None:
    fact.in_error_at, fact.in_error_on, fact.in_error_by, fact.in_error_why = timezone.now(), as_of, by.user, why
    fact.delivered_at = fact.shown_at = None
    fact.save(update_fields=["in_error_at", "in_error_on", "in_error_by", "in_error_why", "delivered_at", "shown_at"])
    audit(by=by.user, what="recorded-in-error", child=fact.child, why=why, fact=str(fact.id), author=fact.by_id)
