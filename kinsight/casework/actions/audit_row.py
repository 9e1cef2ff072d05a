"""One row of audit, for the actions to write beside what they do."""

from django.contrib.auth.models import User

from kinsight.casework.models import Audit, Child, Staff


def audit(*, by: User | None, what: str, child: Child | None = None, why: str = "", **details: object) -> Audit:
    """Write one row of the audit: an act `what` of `by` (None: nobody signed in), of a child if it is about one.

    `details` name things (a concept, a count), never a patient's value; they are stored as JSON.
    """
    return Audit.objects.create(by=by, what=what, child=child, why=why, details=details)


def read_audit(*, by: Staff, show: str, page: int) -> Audit:
    """Write into the audit that somebody reads it."""
    return audit(by=by.user, what="read-audit", show=show, page=page)


def refused(*, by: User, page: str, status: int, child: Child | None = None) -> Audit:
    """Write into the audit that a page, or a child whom they asked for, was refused to somebody."""
    return audit(by=by, what="refused", child=child, page=page, status=status)
