"""One row of audit, for the actions to write beside what they do."""

from typing import Any

from kinsight.casework.models import Audit, Child, Staff


def audit(*, by: Any, what: str, child: Child | None = None, why: str = "", **details: Any) -> Audit:
    """`details` name things (a concept, a count), never a patient's value."""
    return Audit.objects.create(by=by, what=what, child=child, why=why, details=details)


def read_audit(*, by: Staff, show: str, page: int) -> Audit:
    """Who reads the audit is in it."""
    return audit(by=by.user, what="read-audit", show=show, page=page)


def refused(*, by: Any, page: str, status: int, child: Child | None = None) -> Audit:
    """A page that was not for the reader, or a child whom they asked for and did not see."""
    return audit(by=by, what="refused", child=child, page=page, status=status)
