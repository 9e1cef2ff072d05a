"""The reader has read the new patterns up to a day."""

from datetime import date

from django.db import transaction

from kinsight.casework.actions.audit import audit
from kinsight.casework.models import LastLooked, Publication, Staff


@transaction.atomic
def looked(*, by: Staff, publication: int, on: date) -> LastLooked | None:
    """From now on, only what begins after `on` or comes with a later publication is new to this member of staff.

    `publication` is the newest that the page had shown: what arrived while it was being read stays new.
    """
    shown = Publication.objects.filter(pk__lte=publication).order_by("pk").last()
    if shown is None:
        return None
    mark, _ = LastLooked.objects.update_or_create(staff=by, defaults={"publication": shown, "on": on})
    audit(by=by.user, what="looked", on=on.isoformat())
    return mark
