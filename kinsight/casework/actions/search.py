"""A search leaves a trace: who was shown, never what was typed."""

from collections.abc import Sequence

from django.db import transaction

from kinsight.casework import access
from kinsight.casework.actions.audit_row import audit
from kinsight.casework.models import Child, Staff


@transaction.atomic
def searched_for(*, by: Staff, shown: Sequence[Child], total: int, outside: Child | None) -> None:
    """Write into the audit who was shown by a search, and of how many; `outside`: a child outside the caseload of whom it told."""
    access.seen(by.user, shown, "find")
    audit(by=by.user, what="searched", child=outside, shown=len(shown), total=total)
