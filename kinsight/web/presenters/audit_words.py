"""Rows of the audit in words."""

from dataclasses import dataclass

from django.utils import timezone

from kinsight.casework.models import BreakGlass
from kinsight.casework.models.append_only import AuditRow
from kinsight.web.text import words

KINDS = {
    "acts": "What was done",
    "reads": "Who looked",
    "review": "To be reviewed",
    "glass": "Opened for a reason",
    "outside": "Read outside a caseload",
}
_WHAT = {
    "signed-in": "Signed in", "signed-out": "Signed out", "sign-in-refused": "A sign-in was refused",
    "sign-in-locked": "Signing in was locked after wrong passwords", "second-factor-refused": "A code was refused",
    "second-factor-locked": "Codes were locked after wrong ones", "second-factor-added": "Added a second factor",
    "second-factor-removed": "Removed a second factor", "recorded": "Recorded what was done",
    "decided": "Decided that something owed is not done", "decide": "Opened the form to decide",
    "decisions": "Listed in what was decided not to do",
    "decision-review": "Opened the form to look at a decision", "reviewed-decision": "Wrote down what was found of a decision",
    "nobody": "Listed in what belongs to nobody",
    "recorded-in-error": "Withdrew what was recorded in error",
    "recorded-list": "Listed in what was recorded here",
    "recorded-in-error-form": "Opened the form to withdraw what was recorded",
    "published": "Published a sweep", "looked": "Marked new patterns as read", "searched": "Searched for a child",
    "reviewed-opening": "Reviewed an opening outside the caseload", "read-audit": "Read the audit",
    "review": "Shown in a review",
    "refused": "A page was refused",
    "broke-glass": "Opened a record outside the caseload", "made-demo-account": "Made a demonstration account",
    "read-at-command-line": "Read at the command line", "command-picture": "Read the picture at the command line",
    "ended-sessions": "Ended sessions",
    "disabled-account": "Disabled an account", "reset-account": "Gave an account a new password",
    "guards-put-back": "Put back the guards of this audit", "set-staff": "Gave an account its role",
    "work": "Listed in My work", "find": "Listed in a search", "child": "Opened the picture", "family": "Shown in a relative’s record",
    "relatives": "Relatives shown beside the child",
    "record": "Opened the form to record", "reception": "Opened the desk’s page",
    "happened": "Opened the form for something that happened", "happened-answer": "Read what follows from what they recorded",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row of the page. `outside`: the child is not on the reader's caseload; `people`: references of who was shown beside it."""

    when: str
    who: str
    what: str
    child: str
    slug: str
    why: str
    outside: bool
    link: str
    people: str


def line(row: AuditRow) -> Line:
    """A row of any table of the audit in words."""
    word = getattr(row, "what", "") or getattr(row, "purpose", "broke-glass")
    at = timezone.localtime(row.at)
    return Line(
        when=f"{words.short(at.date())}, {at:%H:%M}",
        who=(row.by.get_full_name() or row.by.get_username()) if row.by else unsigned(row),
        what=_WHAT.get(word, words.plain(word)),
        child=row.child.name if row.child else "",
        slug=row.child.slug if row.child else "",
        why=getattr(row, "why", "") or getattr(row, "reason", ""),
        outside=getattr(row, "outside", False),
        link=f"/audit/opening/{row.pk}/" if isinstance(row, BreakGlass) else "",
        people=", ".join(getattr(row, "people", None) or []),
    )


def unsigned(row: AuditRow) -> str:
    """Who stands for the author where nobody was signed in: the machine's account, or the account at which someone guessed."""
    details = getattr(row, "details", {})
    if user := getattr(row, "os_user", "") or details.get("os_user"):
        return f"{user}, at the command line"
    return f"Someone, as {details['account']}" if details.get("account") else "Kinsight itself"
