"""Record what was done: a fact, safe as soon as it is saved here. `deliver` brings it to the records and to the picture."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from kinsight.casework.actions.audit_row import audit
from kinsight.casework.models import Child, RecordedFact, Staff
from kinsight.store.plausible import earliest, wrong_day


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
    *,
    by: Staff,
    child: Child,
    person_ref: str,
    concept: str,
    on: date,
    as_of: date,
    note: str = "",
    expectation: str = "",
    service_ref: str = "",
    how_known: str = "",
    tie: str = "",
    tie_from: date | None = None,
) -> RecordedFact:
    """Keep what `by` did, or says happened: `concept` about `person_ref` (the child, or a relative) on a day, known as of `as_of`.
    `tie`: what that relative is said to be to the child.

    Raises NotRecorded.
    """
    if wrong := wrong_day(on, first=_first_day(child, person_ref, as_of), as_of=as_of):
        raise NotRecorded(_WRONG_DAY[wrong])
    service = by.services.filter(ref=service_ref).first() if service_ref else by.services.order_by("pk").first()
    if service is None:
        raise NotRecorded("You belong to no service yet")
    fact = RecordedFact.objects.create(
        child=child,
        person_ref=person_ref,
        concept=concept,
        on=on,
        known=as_of,
        note=note.strip(),
        expectation=expectation,
        service_ref=service.ref,
        by=by.user,
        how_known=how_known,
        tie=tie,
        tie_from=tie_from,
    )
    audit(
        by=by.user,
        what="recorded",
        child=child,
        fact=str(fact.id),
        concept=concept,
        expectation=expectation,
        **({"tie": tie} if tie else {}),
    )
    return fact


def _first_day(child: Child, person_ref: str, as_of: date) -> date:
    """Of a relative we know no birth here: the form, which sees the family, is stricter."""
    return earliest(born=(child.born or child.expected) if person_ref == child.ref else None, as_of=as_of)


def just_recorded(*, by: Staff, child: Child, person_ref: str, concept: str, on: date) -> RecordedFact | None:
    """The same fact by the same author within the last hour, if there is one that was not recorded in error."""
    return (
        RecordedFact.objects.filter(
            by=by.user,
            child=child,
            person_ref=person_ref,
            concept=concept,
            on=on,
            in_error_at=None,
            recorded_at__gt=timezone.now() - _JUST_NOW,
        )
        .order_by("-recorded_at")
        .first()
    )
