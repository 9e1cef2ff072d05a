"""Bring recorded facts to the records and the family's picture up to date; whatever breaks off is finished by the next call.

The fact is safe before any of this. Doing any part twice changes nothing.
"""

import logging
from collections.abc import Container
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kinsight.casework.actions.apply import apply
from kinsight.casework.actions.audit_row import audit
from kinsight.casework.models import Child, RecordedFact
from kinsight.casework.records import Records, Refused
from kinsight.store.days import to_day
from kinsight.store.stages import stage

log = logging.getLogger(__name__)


class Withdrawn(Exception):
    """The fact was recorded in error while it was on its way: it is sent again, with that."""


def waiting() -> QuerySet[RecordedFact]:
    """Facts not yet shown, in the order in which they were recorded."""
    return RecordedFact.objects.filter(shown_at=None).select_related("child").order_by("recorded_at")


def drain_outbox(*, records: Records, as_of: date, leave: Container[object] = ()) -> int:
    """Finish every waiting fact but those whose ids are in `leave`; return how many. One that cannot be does not hold up the rest."""
    due = [fact for fact in waiting() if fact.id not in leave]
    if not due:
        return 0
    with stage("delivering recorded facts", facts=len(due)) as counted:
        counted["delivered"] = sum(finished(fact, records=records, as_of=as_of) for fact in due)
    return int(counted["delivered"])


def finished(fact: RecordedFact, *, records: Records, as_of: date) -> bool:
    """Deliver a fact and show it; False, and a line in the log without a patient's value, when it must wait."""
    try:
        deliver(fact, records=records)
        show(fact, records=records, as_of=as_of)
    except Exception as error:  # whatever stopped it, the fact itself is safe and will be tried again
        log.error("recorded fact %s waits: %s", fact.id, type(error).__name__)
        return False
    return True


def deliver(fact: RecordedFact, *, records: Records) -> None:
    """Write a fact into the records, once. Raises `Refused`, and notes why, when they will not take it as it is."""
    if fact.delivered_at is not None:
        return
    try:
        records.write(fact)
    except Refused as why:
        RecordedFact.objects.filter(id=fact.id).update(refused=str(why))
        raise
    _note(fact, delivered_at=timezone.now(), refused="")


def show(fact: RecordedFact, *, records: Records, as_of: date) -> None:
    """Judge the family again and publish it, together with the note that it was done."""
    sweep = records.sweep_children(family_of(fact.child, records, as_of), to_day(as_of))
    with transaction.atomic():
        apply(sweep, by=None, as_of=as_of, knowledge=records.knowledge, whole=False)
        _note(fact, shown_at=timezone.now())


def _note(fact: RecordedFact, **now: datetime | str) -> None:
    """Write down what has become of a fact. One that was withdrawn while it was on its way stays waiting: its withdrawal is to be sent."""
    same = RecordedFact.objects.filter(id=fact.id, in_error_at=fact.in_error_at)
    if not same.update(**now):
        raise Withdrawn
    for name, value in now.items():
        setattr(fact, name, value)


def family_of(child: Child, records: Records, as_of: date) -> list[str]:
    """References of the child and of the brothers and sisters of the site: a fact about a parent concerns them all."""
    refs = [person["ref"] for person in records.family(child.ref, to_day(as_of))["people"]]
    return [child.ref, *Child.objects.filter(ref__in=refs).exclude(pk=child.pk).values_list("ref", flat=True)]


def reconcile(*, records: Records) -> int:
    """Set waiting the facts that were delivered and that the records do not hold (any more); return how many.

    The records are made again from feeds, or a damaged part is set aside: what was recorded here goes with it, and comes back so.
    """
    in_records = records.recorded()
    delivered = RecordedFact.objects.exclude(delivered_at=None).values_list("id", "in_error_at")
    missing = [
        id_ for id_, in_error_at in delivered.iterator() if in_records.get(str(id_)) is not (in_error_at is not None)
    ]
    with transaction.atomic():
        for start in range(0, len(missing), 500):
            some = RecordedFact.objects.filter(id__in=missing[start : start + 500])
            some.update(delivered_at=None, shown_at=None)
        if missing:
            audit(by=None, what="reconciled", facts=len(missing))
    return len(missing)
