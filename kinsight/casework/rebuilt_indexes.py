"""Make the indexes of tables after their rows: one sort each costs less than finding every row its place."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from kinsight.casework.bulk import quoted, run

#: name and SQL of each index that may be dropped: those that a table's own definition makes may not.
_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL ORDER BY name"
_POSTGRESQL = """
SELECT i.indexname, i.indexdef FROM pg_indexes i
WHERE i.schemaname = current_schema() AND i.tablename = %s
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = format('%%I', i.indexname)::regclass)
ORDER BY 1
"""
#: Uniqueness, and references to other tables: checked by one join at the end, and not row by row.
_CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('f', 'u') AND conrelid = format('%%I', %s::text)::regclass ORDER BY contype DESC, conname
"""


@contextmanager
def rebuilt(models: Sequence[type[Model]]) -> Iterator[None]:
    """Drop what indexes these models' tables when the block begins and make it again when it ends, in one transaction: whatever
    stops it, a kill too, leaves the tables as they were, with their indexes. PostgreSQL lets nobody read them meanwhile."""
    with transaction.atomic():
        dropped = [statement for model in models for statement in _drop(model._meta.db_table)]
        yield
        for statement in dropped:
            run(statement)


def _drop(table: str) -> list[str]:
    """Drop what indexes a table; the statements that make it again."""
    again = []
    if connection.vendor == "postgresql":
        for name, definition in _rows(_CONSTRAINTS, table):
            run(f"ALTER TABLE {quoted(table)} DROP CONSTRAINT {quoted(name)}")
            again.append(f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {quoted(name)} {definition}")
    for name, definition in _rows(_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE, table):
        run(f"DROP INDEX {quoted(name)}")
        again.append(definition)
    return again


def _rows(query: str, table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return list(cursor.fetchall())
