"""Open the record of a child outside the caseload, for a reason given in writing; and what the lead finds of it afterwards."""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kinsight.casework.actions.audit_row import audit
from kinsight.casework.models import BreakGlass, BreakGlassReview, Child, Staff

#: One shift. After it, the reason must be given again.
OPEN_FOR = timedelta(hours=12)

#: What sort of reason it is; the words say the rest.
KINDS = {
    "care": "I am caring for the child or a relative now",
    "safety": "I am worried about the child’s safety",
    "asked": "A colleague or another service asked me to",
    "records": "I am putting records right",
    "other": "Something else",
}
OUTCOMES = {
    "justified": "There was a good reason",
    "not-justified": "There was no good reason: it is being followed up",
}
_WORD = re.compile(r"[^\W\d_]{2,}")


class ReasonMissing(ValueError):
    """The glass breaks only with a reason that another person can judge."""


class NotToReview(ValueError):
    """Nobody reviews their own opening, and an opening is reviewed once."""


def can_be_judged(reason: str) -> bool:
    """At least three different words and six different letters: not dots, one word over and over, or a key held down."""
    words = {word.casefold() for word in _WORD.findall(reason)}
    return len(words) >= 3 and len(set("".join(words))) >= 6


@transaction.atomic
def break_glass(*, by: Staff, child: Child, reason: str, kind: str = "other") -> BreakGlass:
    """Open a child's record to `by` for one shift; the designated professional sees it, and reviews it. Raises ReasonMissing.

    The same said again while it holds (a second click) is the same opening: the lead reviews it once.
    """
    if kind not in KINDS or not can_be_judged(reason):
        raise ReasonMissing("Say why you need to see this child's record")
    if standing := _standing(by, child, kind, reason.strip()):
        return standing
    until = timezone.now() + OPEN_FOR
    opened = BreakGlass.objects.create(by=by.user, child=child, kind=kind, reason=reason.strip(), until=until)
    audit(by=by.user, what="broke-glass", child=child, why=reason.strip(), kind=kind)
    return opened


def _standing(by: Staff, child: Child, kind: str, reason: str) -> BreakGlass | None:
    """The opening that these words made and that still holds, if nobody has judged it yet."""
    open_now = to_review().filter(by=by.user, child=child, until__gt=timezone.now())
    return next((one for one in open_now if (one.kind, one.reason) == (kind, reason)), None)


def to_review() -> QuerySet[BreakGlass]:
    """Openings that nobody has reviewed, the oldest first. Nothing else takes one off this list."""
    return BreakGlass.objects.filter(review=None).select_related("by", "child").order_by("pk")


@transaction.atomic
def review(*, by: Staff, opening: BreakGlass, outcome: str, note: str) -> BreakGlassReview:
    """Write down what the designated professional found of an opening.

    `outcome`: one of OUTCOMES. Raises NotToReview, and ReasonMissing where what is followed up is not said.
    """
    if opening.by_id == by.user_id or BreakGlassReview.objects.filter(opening=opening).exists():
        raise NotToReview("Someone else reviews this opening, once")
    if outcome not in OUTCOMES or (outcome == "not-justified" and not can_be_judged(note)):
        raise ReasonMissing("Say what is being followed up")
    reviewed = BreakGlassReview.objects.create(
        by=by.user, child=opening.child, opening=opening, outcome=outcome, note=note.strip()
    )
    audit(
        by=by.user, what="reviewed-opening", child=opening.child, why=note.strip(), opening=opening.pk, outcome=outcome
    )
    return reviewed
