"""Record what was done: a fact that goes back into the records, and the picture of the family made anew.

The fact is safe as soon as it is saved here. Bringing it to the records and publishing the family again comes after;
whatever is interrupted is finished by `drain_outbox`, and doing any part twice changes nothing.
"""

import logging
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kinsight.casework.actions.apply import apply
from kinsight.casework.actions.audit import audit
from kinsight.casework.models import Child, RecordedFact, Staff
from kinsight.casework.records import Records
from kinsight.records.days import to_day
from kinsight.records.plausible import earliest, wrong_day

log = logging.getLogger(__name__)


class NotRecorded(ValueError):
    """The fact cannot be: it lies on a day on which it cannot have been, or its author belongs to no service."""


#: Why a day was not taken, in words.
_WRONG_DAY = {
    "short-year": "The year must have 4 digits",
    "future": "What was done or happened cannot lie in the future",
    "too-early": "The day is too long before the birth of the person it is about",
}
#: The same recorded again within this time is asked about.
_JUST_NOW = timedelta(hours=1)


@transaction.atomic
def record_done(
    *, by: Staff, child: Child, person_ref: str, concept: str, on: date, as_of: date, note: str = "",
    expectation: str = "", service_ref: str = "", how_known: str = "",
) -> RecordedFact:  # fmt: skip
    """Keep what `by` did, or says happened: `concept` about `person_ref` (the child, or a relative) on a day, known as of `as_of`."""
    if wrong := wrong_day(on, first=_first_day(child, person_ref, as_of), as_of=as_of):
        raise NotRecorded(_WRONG_DAY[wrong])
    service = by.services.filter(ref=service_ref).first() if service_ref else by.services.order_by("pk").first()
    if service is None:
        raise NotRecorded("You belong to no service yet")
    fact = RecordedFact.objects.create(
        child=child, person_ref=person_ref, concept=concept, on=on, known=as_of, note=note.strip(),
        expectation=expectation, service_ref=service.ref, by=by.user, how_known=how_known,
    )  # fmt: skip
    audit(by=by.user, what="recorded", child=child, fact=str(fact.id), concept=concept, expectation=expectation)
    return fact


def _first_day(child: Child, person_ref: str, as_of: date) -> date:
    """Of a relative we know no birth here: the form, which sees the family, is stricter."""
    return earliest(born=(child.born or child.expected) if person_ref == child.ref else None, as_of=as_of)


def just_recorded(*, by: Staff, child: Child, person_ref: str, concept: str, on: date) -> RecordedFact | None:
    """The same fact by the same author within the last hour, if there is one that was not recorded in error."""
    return RecordedFact.objects.filter(
        by=by.user, child=child, person_ref=person_ref, concept=concept, on=on, in_error_at=None,
        recorded_at__gt=timezone.now() - _JUST_NOW,
    ).order_by("-recorded_at").first()  # fmt: skip


def waiting() -> QuerySet[RecordedFact]:
    """Facts not yet shown, in the order in which they were recorded."""
    return RecordedFact.objects.filter(shown_at=None).select_related("child").order_by("recorded_at")


def drain_outbox(*, records: Records, as_of: date) -> int:
    """Finish every waiting fact. One that cannot be finished stays, and does not hold up the others."""
    return sum(finished(fact, records=records, as_of=as_of) for fact in waiting())


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
    """Into the records, once."""
    if fact.delivered_at is None:
        records.write(fact)
        fact.delivered_at = timezone.now()
        fact.save(update_fields=["delivered_at"])


def show(fact: RecordedFact, *, records: Records, as_of: date) -> None:
    """Judge the family again and publish it, together with the mark that it was done."""
    sweep = records.sweep_children(family_of(fact.child, records, as_of), to_day(as_of))
    with transaction.atomic():
        apply(sweep, by=None, as_of=as_of, knowledge=records.knowledge, whole=False)
        fact.shown_at = timezone.now()
        fact.save(update_fields=["shown_at"])


def family_of(child: Child, records: Records, as_of: date) -> list[str]:
    """The child and the brothers and sisters we know: a fact about a parent concerns them all."""
    people: list[dict[str, Any]] = records.family(child.ref, to_day(as_of))["people"]
    refs = [person["ref"] for person in people]
    return [child.ref, *Child.objects.filter(ref__in=refs).exclude(pk=child.pk).values_list("ref", flat=True)]
