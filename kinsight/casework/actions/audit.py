"""One row of audit, for the actions to write beside what they do."""

from typing import Any

from kinsight.casework.models import Audit, Child


def audit(*, by: Any, what: str, child: Child | None = None, why: str = "", **details: Any) -> Audit:
    """`details` name things (a concept, a count), never a patient's value."""
    return Audit.objects.create(by=by, what=what, child=child, why=why, details=details)
