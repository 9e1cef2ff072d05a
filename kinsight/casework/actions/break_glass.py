"""Open the record of a child outside the caseload, for a reason given in writing."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from kinsight.casework.actions.audit import audit
from kinsight.casework.models import BreakGlass, Child, Staff

#: One shift. After it, the reason must be given again.
OPEN_FOR = timedelta(hours=12)


class ReasonMissing(ValueError):
    """The glass breaks only with a reason that another person can judge."""


@transaction.atomic
def break_glass(*, by: Staff, child: Child, reason: str) -> BreakGlass:
    """Lets `by` read `child` for one shift; the designated professional sees the reason in the audit."""
    if len(reason.strip()) < 10:
        raise ReasonMissing("Say why you need to see this child's record")
    opened = BreakGlass.objects.create(by=by.user, child=child, reason=reason.strip(), until=timezone.now() + OPEN_FOR)
    audit(by=by.user, what="broke-glass", child=child, why=reason.strip())
    return opened
