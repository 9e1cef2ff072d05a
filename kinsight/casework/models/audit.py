"""Who did what and who looked at whom: written once, never changed."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from kinsight.casework.models.children import Child


class AppendOnly(Exception):
    """A row of the audit was to be changed or removed."""


def refuse() -> NoReturn:
    raise AppendOnly("The audit is append-only: add a row that says what changed")


class AppendOnlyRows(models.QuerySet):
    """Reads and adds; everything else is refused. The database refuses updates too (migration 0002)."""

    def update(self, **kwargs: Any) -> int:
        refuse()

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        refuse()


class Kept(models.Model):
    """A row that stays as it was written."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse()


class Audit(Kept):
    """One act: `what` is a word such as `recorded`; no patient value stands in `details`."""

    what = models.CharField(max_length=60, db_index=True)
    why = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.what} at {self.at}"


class AccessLog(Kept):
    """One reading of one child: for what purpose, and whether the glass was broken for it."""

    purpose = models.CharField(max_length=60)
    outside = models.BooleanField(default=False)  # the child is not on the reader's caseload

    def __str__(self) -> str:
        return f"{self.purpose} at {self.at}"


class BreakGlass(Kept):
    """A reason given in writing for reading a child outside the caseload; holds until `until`."""

    reason = models.TextField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"Opened until {self.until}"
