"""The hash chain of the audit: each row's hash is over its own content and the hash of the row before it.

The content is canonical JSON (RFC 8785) and the hash SHA-256, so that anyone can compute it again with other tools.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from heapq import merge
from pathlib import Path
from typing import Any

import rfc8785
from django.conf import settings
from django.db import connection, transaction

from kinsight.casework import audit_head
from kinsight.casework.models.audit import AccessLog, Audit, BreakGlass, BreakGlassReview, ChainHead, Kept

TABLES: tuple[type[Kept], ...] = (Audit, AccessLog, BreakGlass, BreakGlassReview)
_ALWAYS = ("at", "by_id", "child_id")
#: What a number in JSON can say exactly.
_EXACT = 2**53


def link(rows: Sequence[Any]) -> None:
    """Give each row its place in the chain, and move the head. Must run in the transaction that inserts them."""
    head = ChainHead.objects.select_for_update().filter(pk=1).first() or _restored_head()
    for row in rows:
        row.sequence, row.previous = head.sequence + 1, head.hash
        row.pk = row.sequence
        row.hash = digest(content(type(row), vars(row)))
        head.sequence, head.hash = row.sequence, row.hash
    head.save()
    # Robust: what was to be written down is, and whoever wrote it is not told that it failed.
    transaction.on_commit(lambda: audit_head.note(Path(settings.WORKSPACE), head.sequence, head.hash), robust=True)


def head() -> audit_head.Head:
    """The newest row as it stands committed: noted outside, it shows later that no row up to it was cut off or written anew."""
    found = ChainHead.objects.filter(pk=1).first() or _restored_head()
    return audit_head.Head(found.sequence, found.hash)


def _restored_head() -> ChainHead:
    """After the newest row that stands: none before the first, or when the head was removed."""
    newest = max(
        (last for table in TABLES if (last := table.objects.order_by("sequence").last())), key=_number, default=None
    )
    return ChainHead(pk=1, sequence=newest.sequence, hash=newest.hash) if newest else ChainHead(pk=1)


def _number(row: Any) -> int:
    return int(row.sequence)


def columns(table: type[Kept]) -> tuple[str, ...]:
    """The columns that the hash covers, as the database names them."""
    return ("id", "sequence", "previous", *_ALWAYS, *table.HASHED)


def content(table: type[Kept], values: Any) -> bytes:
    """The bytes that are hashed. Raises ValueError when a value cannot be one of the audit's."""
    said = [name for name in columns(table) if name not in table.LATER or values.get(name) is not None]
    told = {name: plain(values[name]) for name in said}
    return rfc8785.dumps({"table": table._meta.db_table, **told})


def digest(said: bytes) -> str:
    return hashlib.sha256(said).hexdigest()


def plain(value: Any) -> Any:
    """As JSON says it: an instant in UTC to the microsecond; a number too large for JSON as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, int) and abs(value) >= _EXACT else value


def rows() -> Iterator[tuple[type[Kept], dict[str, Any]]]:
    """Every row of the audit in the order of the chain, as the database holds it: nothing is trusted to be well formed."""
    yield from merge(*(_stored(table) for table in TABLES), key=lambda row: _place(row[1]))


def _place(row: dict[str, Any]) -> tuple[int, int]:
    """A number that is none comes last."""
    return (0, row["sequence"]) if isinstance(row["sequence"], int) else (1, 0)


def _stored(table: type[Kept]) -> Iterator[tuple[type[Kept], dict[str, Any]]]:
    names = (*columns(table), "hash")
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {quoted} FROM {table._meta.db_table} ORDER BY sequence, id")
        while part := cursor.fetchmany(2_000):
            yield from ((table, dict(zip(names, row, strict=True))) for row in part)
