"""Rows that are written once, each tied to the one before by its hash: the head of the chain, and what every table of it has."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, NoReturn, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from kinsight.casework import audit_head, row_hash
from kinsight.casework.models.children import Child


class AppendOnly(Exception):
    """A row of the audit was to be changed or removed."""


Rows = TypeVar("Rows", bound="AuditRow")


def refuse() -> NoReturn:
    """Raises AppendOnly: nothing of the audit is changed or removed."""
    raise AppendOnly("The audit is append-only: add a row that says what changed")


class ChainHead(models.Model):
    """The last row of the audit: its number and hash. One row, which only goes forward; whoever adds to the audit holds it."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


class AppendOnlyRows(models.QuerySet[Rows]):
    """Reads and adds; everything else is refused, by the database too (casework/guards.py)."""

    def update(self, **kwargs: object) -> int:
        refuse()

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse()

    def bulk_update(self, *args: object, **kwargs: object) -> int:
        refuse()

    @transaction.atomic
    def bulk_create(self, objs: Iterable[Rows], *args: Any, **kwargs: Any) -> list[Rows]:
        """One turn at the head of the chain for all of them. Rows that stand are never replaced."""
        if kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts"):
            refuse()
        rows = list(objs)
        link(rows)
        return super().bulk_create(rows, *args, **kwargs)


class AuditRow(models.Model):
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
        """Add the row to the chain. Raises AppendOnly for one that stands already."""
        if not self._state.adding:
            refuse()
        link([self])
        super().save(force_insert=True, using=kwargs.get("using"))

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        refuse()


def link(rows: Sequence[AuditRow]) -> None:
    """Give each row its place in the chain, and move the head. Must run in the transaction that inserts them."""
    head = ChainHead.objects.select_for_update().filter(pk=1).first() or restored_head()
    for row in rows:
        row.sequence, row.previous = head.sequence + 1, head.hash
        row.pk = row.sequence
        row.hash = row_hash.digest(row_hash.content(type(row), vars(row)))
        head.sequence, head.hash = row.sequence, row.hash
    head.save()
    # Robust: what was to be written down is, and whoever wrote it gets no error for it.
    transaction.on_commit(lambda: audit_head.note(Path(settings.WORKSPACE), head.sequence, head.hash), robust=True)


def restored_head() -> ChainHead:
    """A head made from the newest row that stands, for when there is none: before the first row, or after it was removed."""
    newest = max((last for table in AuditRow.__subclasses__() if (last := _newest(table))), key=_number, default=None)
    return ChainHead(pk=1, sequence=newest.sequence, hash=newest.hash) if newest else ChainHead(pk=1)


def _number(row: AuditRow) -> int:
    return row.sequence


def _newest(table: type[AuditRow]) -> AuditRow | None:
    return table._default_manager.order_by("sequence").last()
