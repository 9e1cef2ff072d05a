"""Make the indexes of tables after their rows: one sort each costs less than finding every row its place."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Model

from kinsight.casework.bulk import quoted, run
from kinsight.store.sql_files import statement


@contextmanager
def rebuilt(models: Sequence[type[Model]]) -> Iterator[None]:
    """Drop what indexes these models' tables when the block begins and make it again when it ends, in one transaction: whatever
    stops it, a kill too, leaves the tables as they were, with their indexes. PostgreSQL lets nobody read them meanwhile."""
    with transaction.atomic():
        dropped = [again for model in models for again in _drop(model._meta.db_table)]
        yield
        for again in dropped:
            run(again)


def _drop(table: str) -> list[str]:
    """Drop what indexes a table; the statements that make it again."""
    again = []
    if connection.vendor == "postgresql":
        for name, definition in _rows("constraints_postgresql", table):
            run(f"ALTER TABLE {quoted(table)} DROP CONSTRAINT {quoted(name)}")
            again.append(f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {quoted(name)} {definition}")
    for name, definition in _rows(f"indexes_{connection.vendor}", table):
        run(f"DROP INDEX {quoted(name)}")
        again.append(definition)
    return again


def _rows(name: str, table: str) -> list[tuple[str, str]]:
    """What a statement of ours says of a table: the name of each index or constraint, and what makes it again."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name, "kinsight.casework"), [table])
        return list(cursor.fetchall())
