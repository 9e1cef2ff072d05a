"""Dates, ages and counts as a person says them. One wording for the whole site: the child's page has it."""

from kinsight.web.child.words import age_or_unborn, listed, nhs_number, plural, said, short, stretch

__all__ = ["age_or_unborn", "listed", "nhs_number", "overdue_by", "plain", "plural", "said", "short", "stretch"]


def overdue_by(days: int) -> str:
    """`Overdue today`, `3 days overdue`, `5 months overdue`; `Due today`, `Due in 4 days` when not yet."""
    if days == 0:
        return "Due today"
    return f"{stretch(days)} overdue" if days > 0 else f"Due in {stretch(-days)}"


def plain(name: str) -> str:
    """A word of ours that has no title: `signed-in` as `Signed in`."""
    return name.replace("-", " ").capitalize()
