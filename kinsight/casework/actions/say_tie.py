"""Say who belongs to a child's family, or who does not: a fact with its bond, which a rebuild of the records brings back with the rest."""

from collections.abc import Container
from datetime import date

from django.core.exceptions import PermissionDenied

from kinsight.casework import access
from kinsight.casework.actions.record_done import record_done
from kinsight.casework.matrix import MATRIX
from kinsight.casework.models import Child, HowKnown, RecordedFact, Staff, Tie

#: The concept of the fact that somebody said so.
SAID = "family-tie-said"
#: What has no first day: who is a mother or father always was, and who is apart is nothing to the child.
_WITHOUT_FIRST_DAY = frozenset({Tie.MOTHER.value, Tie.FATHER.value, Tie.APART.value})


class NotProposed(ValueError):
    """Nobody proposed this person for the child, or they have been decided about meanwhile."""


def say_tie(
    *,
    by: Staff,
    child: Child,
    person_ref: str,
    proposed: Container[str],
    tie: str,
    since: date | None,
    how_known: str,
    note: str,
    as_of: date,
    service_ref: str = "",
) -> RecordedFact:
    """Write down what somebody of `proposed` (references) is to a child of the author's own caseload; one transaction with its audit row.

    `since`: since when both have the address. Raises NotProposed, PermissionDenied, NotRecorded.
    """
    if by.role not in MATRIX["belongs"].roles or not access.on_caseload(by, child):
        raise PermissionDenied("Only who has the child on their caseload says who belongs to the family")
    if person_ref not in proposed or tie not in Tie.values or how_known not in HowKnown.values:
        raise NotProposed("This person is not proposed for the child any more")
    return record_done(
        by=by,
        child=child,
        person_ref=person_ref,
        concept=SAID,
        on=as_of,
        as_of=as_of,
        note=note,
        service_ref=service_ref,
        how_known=how_known,
        tie=tie,
        tie_from=None if tie in _WITHOUT_FIRST_DAY else since,
    )
