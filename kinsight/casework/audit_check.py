"""Whether the audit is as it was written: every row that was altered, removed, put in or moved is found and named."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import cast

from django.db import connection, models

from kinsight.casework import chain, guards, row_hash
from kinsight.casework.audit_head import Head
from kinsight.casework.chain import StoredRow
from kinsight.casework.models.append_only import AuditRow, ChainHead

ASK = "ask the person who looks after the database who changed it, and compare with a backup"
GUARDS = "python -m kinsight.web.manage migrate puts them back; ask who took them away"


@dataclass(frozen=True)
class Finding:
    """A fault of the audit: which row or place, what is wrong, and what to do."""

    place: str
    what: str
    to_do: str = ASK


@dataclass
class Look:
    """What was found, how many rows there are, and the head: to be noted elsewhere, so that nobody can rewrite it all."""

    rows: int = 0
    head: Head = field(default_factory=lambda: Head(0, ""))
    findings: list[Finding] = field(default_factory=list)


def check(noted: Iterable[Head]) -> Look:
    """Read the whole audit, as it stands at one moment. `noted`: heads of it as they were noted elsewhere, before this."""
    look, heads = Look(), {head.sequence: head.hash for head in noted}
    walk = _Walk(look, heads)
    with _one_moment():
        for table, stored in chain.rows():
            walk.see(table, stored)
        walk.end()
    look.findings += [
        Finding(f"trigger {name}", "is not there: the database no longer refuses changes of the audit", GUARDS)
        for name in guards.missing()
    ]
    return look


@contextmanager
def _one_moment() -> Iterator[None]:
    """The database as it is now, while others go on writing: neither waits for the other."""
    if connection.in_atomic_block:
        yield
        return
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" if postgresql else "BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


class _Walk:
    """Along the chain, row by row."""

    def __init__(self, look: Look, noted: Mapping[int, str]) -> None:
        self.look, self.noted = look, dict(noted)
        self.number, self.hash, self.began = 0, "", False

    def see(self, table: type[AuditRow], stored: StoredRow) -> None:
        """Say what is wrong with this row, and go on from it."""
        self.look.rows += 1
        place, number = _place(table, stored), stored["sequence"]
        if not isinstance(number, int) or (self.began and number <= self.number):
            return self._fault(place, "has the number of another row, or none: it was put in or moved")
        skipped = self._skipped(number, stored)
        self._check(place, table, stored, whole=not skipped)
        self.number, self.hash, self.began = number, str(stored["hash"]), True
        if self.noted.pop(number, None) not in (None, self.hash):
            self._fault(place, "is not the row that was noted elsewhere: it, or rows before it, were written anew")

    def _skipped(self, number: int, stored: StoredRow) -> bool:
        """Whether rows are missing before this one; the first of all follows none."""
        if not self.began:
            return bool(stored["previous"]) and self._missing(1, number - 1)
        return number > self.number + 1 and self._missing(self.number + 1, number - 1)

    def _check(self, place: str, table: type[AuditRow], stored: StoredRow, whole: bool) -> None:
        if _hash(table, stored) != stored["hash"]:
            self._fault(place, "does not have the content that its hash was made of: it was altered, put in or moved")
        elif whole and stored["previous"] != self.hash:
            self._fault(place, "does not follow the row before it: one of the two was altered, put in or moved")

    def end(self) -> None:
        """What is known of the head says whether rows were cut off at the end, or all of them written anew."""
        self.look.head = Head(self.number, self.hash)
        self._compare(ChainHead.objects.filter(pk=1).first())
        if beyond := [number for number in self.noted if number > self.number]:
            self._missing(self.number + 1, max(beyond))
        for number in sorted(set(self.noted) - set(beyond)):
            self._fault(f"row {number}", "was noted elsewhere and is not there")

    def _compare(self, head: ChainHead | None) -> None:
        """The head that the database keeps, with the last row."""
        if head is None:
            return self._fault("the head of the audit", "was removed") if self.began else None
        if head.sequence > self.number:
            self.noted[head.sequence] = head.hash
        elif head.sequence < self.number:
            self._missing_head(head.sequence)
        elif head.hash != self.hash:
            self._fault("the head of the audit", f"is not the hash of its last row, {self.number}")

    def _missing_head(self, number: int) -> None:
        self._fault(
            f"rows {number + 1} to {self.number}",
            "stand beyond the head of the audit: they were put in, or the head set back",
        )

    def _missing(self, first: int, last: int) -> bool:
        rows = f"row {first}" if first == last else f"rows {first} to {last}"
        self._fault(rows, "is missing: it was removed" if first == last else "are missing: they were removed")
        return True

    def _fault(self, place: str, what: str) -> None:
        self.look.findings.append(Finding(place, what))


def _place(table: type[AuditRow], stored: StoredRow) -> str:
    return f"row {stored['sequence']} ({table._meta.db_table} {stored['id']}, {stored['at']})"


def _hash(table: type[AuditRow], stored: StoredRow) -> str:
    """Of the content as it stands; none when it is no content of the audit's at all."""
    try:
        read = {name: reader(stored[name]) for name, reader in _readers(table).items()}
        return row_hash.digest(row_hash.content(table, read))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""


def _instant(value: object) -> datetime:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(cast("str", value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _truth(value: object) -> bool:
    if value not in (0, 1):
        raise ValueError("neither yes nor no")
    return bool(value)


def _json(value: object) -> object:
    return None if value is None else json.loads(cast("str", value))


def _as_is(value: object) -> object:
    return value


#: Makes a field's value from the database's own. Raises ValueError or TypeError where it is none: so much may have been altered.
Reader = Callable[[object], object]
#: How a database's own value is read; SQLite has neither instants nor truth values nor JSON.
_READERS: dict[type, Reader] = {
    models.DateTimeField: _instant,
    models.BooleanField: _truth,
    models.JSONField: _json,
}


@cache
def _readers(table: type[AuditRow]) -> dict[str, Reader]:
    fields = {field.column: type(field) for field in table._meta.concrete_fields}
    return {name: _READERS.get(fields[name], _as_is) for name in row_hash.columns(table)}
