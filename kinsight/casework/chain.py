"""The hash chain of the audit: each row's hash is over its own content (`row_hash`) and the hash of the row before it."""

from collections.abc import Iterator
from heapq import merge
from typing import Any

from django.db import connection

from kinsight.casework import audit_head, row_hash
from kinsight.casework.models.append_only import AuditRow, ChainHead, restored_head
from kinsight.casework.models.audit import AccessLog, Audit, BreakGlass, BreakGlassReview

TABLES: tuple[type[AuditRow], ...] = (Audit, AccessLog, BreakGlass, BreakGlassReview)


def head() -> audit_head.Head:
    """The newest row as it stands committed: noted outside, it shows later that no row up to it was cut off or written anew."""
    newest = ChainHead.objects.filter(pk=1).first() or restored_head()
    return audit_head.Head(newest.sequence, newest.hash)


def rows() -> Iterator[tuple[type[AuditRow], dict[str, Any]]]:
    """Every row of the audit in the order of the chain, as the database holds it: nothing is trusted to be well formed."""
    yield from merge(*(_stored(table) for table in TABLES), key=lambda row: _place(row[1]))


def _place(row: dict[str, Any]) -> tuple[int, int]:
    """A number that is none comes last."""
    return (0, row["sequence"]) if isinstance(row["sequence"], int) else (1, 0)


def _stored(table: type[AuditRow]) -> Iterator[tuple[type[AuditRow], dict[str, Any]]]:
    names = (*row_hash.columns(table), "hash")
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {quoted} FROM {table._meta.db_table} ORDER BY sequence, id")
        while part := cursor.fetchmany(2_000):
            yield from ((table, dict(zip(names, row, strict=True))) for row in part)
