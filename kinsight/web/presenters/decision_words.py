"""A decision about something owed, in words."""

from django.utils import timezone

from kinsight.casework.models import Decision, DecisionReview
from kinsight.web.text import words


def said(one: Decision) -> tuple[str, str]:
    """(`The family declined, 3 May 2026`, who decided, why, when it is looked at again, and what somebody else found of it)."""
    why = f"{_who(one)}: {one.reason.rstrip('.')}."
    again = f"To be looked at again on {words.short(one.review_on)}."
    parts = [why, again] if (outcome := reviewed(one)) is None else [why, again, _review(outcome)]
    return f"{one.get_ending_display()}, {words.short(one.decided_on)}", " ".join(parts)


def reviewed(one: Decision) -> DecisionReview | None:
    """What supervision found of it, if anybody looked."""
    return getattr(one, "review", None)


def _review(one: DecisionReview) -> str:
    note = f" {one.note.rstrip('.')}." if one.note else ""
    return f"{_who(one)} on {words.short(timezone.localtime(one.at).date())}: {one.get_outcome_display()}.{note}"


def _who(one: Decision | DecisionReview) -> str:
    return str(getattr(one.by, "staff", one.by))
