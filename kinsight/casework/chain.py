"""The hash chain of the audit: each row's hash is over its own content (`row_hash`) and the hash of the row before it."""

from collections.abc import Iterator
from heapq import merge

from django.db import connection

from kinsight.casework import audit_head, row_hash
from kinsight.casework.models.append_only import AuditRow, ChainHead, restored_head
from kinsight.casework.models.audit import AccessLog, Audit, BreakGlass, BreakGlassReview

#: A row of the audit by its columns, as the database holds it: nothing is trusted to be well formed.
StoredRow = dict[str, object]
TABLES: tuple[type[AuditRow], ...] = (Audit, AccessLog, BreakGlass, BreakGlassReview)


def head() -> audit_head.Head:
    """The newest row as it stands committed: noted outside, it shows later that no row up to it was cut off or written anew."""
    newest = ChainHead.objects.filter(pk=1).first() or restored_head()
    return audit_head.Head(newest.sequence, newest.hash)


def rows() -> Iterator[tuple[type[AuditRow], StoredRow]]:
    """Every row of the audit with its table, in the order of the chain."""
    yield from merge(*(_stored(table) for table in TABLES), key=lambda row: _place(row[1]))


def _place(row: StoredRow) -> tuple[int, int]:
    """What rows are sorted by: their number, and last those whose number is none."""
    number = row["sequence"]
    return (0, number) if isinstance(number, int) else (1, 0)


def _stored(table: type[AuditRow]) -> Iterator[tuple[type[AuditRow], StoredRow]]:
    names = (*row_hash.columns(table), "hash")
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {quoted} FROM {table._meta.db_table} ORDER BY sequence, id")
        while part := cursor.fetchmany(2_000):
            yield from ((table, dict(zip(names, row, strict=True))) for row in part)
