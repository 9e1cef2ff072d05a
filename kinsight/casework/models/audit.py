"""Who did what and who looked at whom: written once, never changed, each row tied to the one before by its hash."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, NoReturn, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from kinsight.casework.models.children import Child


class AppendOnly(Exception):
    """A row of the audit was to be changed or removed."""


Rows = TypeVar("Rows", bound=models.Model)


def refuse() -> NoReturn:
    raise AppendOnly("The audit is append-only: add a row that says what changed")


class ChainHead(models.Model):
    """The last row of the audit: its number and hash. One row, which only goes forward; whoever adds to the audit holds it."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


class AppendOnlyRows(models.QuerySet[Rows]):
    """Reads and adds; everything else is refused, by the database too (casework/guards.py)."""

    def update(self, **kwargs: Any) -> int:
        refuse()

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        refuse()

    @transaction.atomic
    def bulk_create(self, objs: Iterable[Rows], *args: Any, **kwargs: Any) -> list[Rows]:
        """One turn at the head of the chain for all of them. Rows that stand are never replaced."""
        if kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts"):
            refuse()
        rows = list(objs)
        _link(rows)
        return super().bulk_create(rows, *args, **kwargs)


def _link(rows: Sequence[Any]) -> None:
    from kinsight.casework import chain  # it names the tables below

    chain.link(rows)


class Kept(models.Model):
    """A row that stays as it was written. Its id is its number in the chain, unless it is older than the chain."""

    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, related_name="+")
    sequence = models.BigIntegerField(unique=True, editable=False)
    previous = models.CharField(
        max_length=64, blank=True, editable=False
    )  # the hash of the row before; none: the first
    hash = models.CharField(max_length=64, editable=False)

    #: Beside number, time, author and child: the columns that the hash covers. A later one is covered when it says something.
    HASHED: ClassVar[tuple[str, ...]] = ()
    #: Of these, what came after the chain began: covered where it is not empty, so that the hashes of older rows still hold.
    LATER: ClassVar[tuple[str, ...]] = ()

    objects = AppendOnlyRows.as_manager()

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            refuse()
        _link([self])
        super().save(force_insert=True, using=kwargs.get("using"))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse()


class Audit(Kept):
    """One act: `what` is a word such as `recorded`; no patient value stands in `details`."""

    what = models.CharField(max_length=60, db_index=True)
    why = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    HASHED = ("what", "why", "details")

    def __str__(self) -> str:
        return f"{self.what} at {self.at}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.details = json.loads(json.dumps(self.details))  # as it will be read again, so that its hash agrees
        super().save(*args, **kwargs)


class AccessLog(Kept):
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


class BreakGlass(Kept):
    """A reason given in writing for reading a child outside the caseload; holds until `until`."""

    kind = models.CharField(max_length=40, blank=True)  # one of `actions.break_glass.KINDS`
    reason = models.TextField()
    until = models.DateTimeField()

    HASHED = ("kind", "reason", "until")

    def __str__(self) -> str:
        return f"Opened until {self.until}"


class BreakGlassReview(Kept):
    """What the designated professional found of one opening outside the caseload. There is one, and it is never by the opener."""

    opening = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=40)  # one of `actions.break_glass.OUTCOMES`
    note = models.TextField(blank=True)

    HASHED = ("opening_id", "outcome", "note")

    def __str__(self) -> str:
        return f"{self.outcome} at {self.at}"
