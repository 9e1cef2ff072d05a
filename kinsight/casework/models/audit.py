"""Who did what and who looked at whom: written once, never changed, each row tied to the one before by its hash."""

import json
from typing import Any

from django.db import models

from kinsight.casework.models.append_only import AuditRow


class Audit(AuditRow):
    """One act: `what` is a word such as `recorded`; no patient value stands in `details`."""

    what = models.CharField(max_length=60, db_index=True)
    why = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    HASHED = ("what", "why", "details")

    def __str__(self) -> str:
        return f"{self.what} at {self.at}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # as Django has it
        self.details = json.loads(json.dumps(self.details))  # as it will be read again, so that its hash agrees
        super().save(*args, **kwargs)


class AccessLog(AuditRow):
    """One reading of one child: for what purpose, and whether the glass was broken for it.

    `people`: the references of those who were shown beside the child and have no row of their own here.
    """

    purpose = models.CharField(max_length=60)
    outside = models.BooleanField(default=False)  # the child is not on the reader's caseload
    os_user = models.CharField(max_length=64, blank=True)  # who read at the command line, where nobody signs in
    people = models.JSONField(null=True)

    HASHED = ("purpose", "outside", "os_user", "people")
    LATER = ("people",)

    def __str__(self) -> str:
        return f"{self.purpose} at {self.at}"


class BreakGlass(AuditRow):
    """A reason given in writing for reading a child outside the caseload; holds until `until`."""

    kind = models.CharField(max_length=40, blank=True)  # one of `actions.break_glass.KINDS`
    reason = models.TextField()
    until = models.DateTimeField()

    HASHED = ("kind", "reason", "until")

    def __str__(self) -> str:
        return f"Opened until {self.until}"


class BreakGlassReview(AuditRow):
    """What the designated professional found of one opening outside the caseload. There is one, and it is never by the opener."""

    opening = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=40)  # one of `actions.break_glass.OUTCOMES`
    note = models.TextField(blank=True)

    HASHED = ("opening_id", "outcome", "note")

    def __str__(self) -> str:
        return f"{self.outcome} at {self.at}"
