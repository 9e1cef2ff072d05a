"""A decision about something owed, in words."""

from kinsight.casework.models import Decision
from kinsight.web.text import words


def said(one: Decision) -> tuple[str, str]:
    """(`The family declined, 3 May 2026`, who decided, why, and when it is looked at again)."""
    who = str(getattr(one.by, "staff", one.by))
    reason = one.reason.rstrip(".")
    again = f"To be looked at again on {words.short(one.review_on)}."
    return f"{one.get_ending_display()}, {words.short(one.decided_on)}", f"{who}: {reason}. {again}"
