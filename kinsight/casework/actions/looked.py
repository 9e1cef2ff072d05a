"""The reader has read the new patterns up to a day."""

from datetime import date

from django.db import transaction

from kinsight.casework.actions.audit import audit
from kinsight.casework.models import LastLooked, Staff


@transaction.atomic
def looked(*, by: Staff, on: date) -> LastLooked:
    """From now on, only what begins or arrives after `on` is new to this member of staff."""
    mark, _ = LastLooked.objects.update_or_create(staff=by, defaults={"on": on})
    audit(by=by.user, what="looked", on=on.isoformat())
    return mark
