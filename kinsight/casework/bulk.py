"""Many rows at once, straight to the database: a district's signals are too many for one object a row.

Days travel as ISO text both ways, so that what stands and what was found compare without conversion on any database.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

Row = tuple[Any, ...]
#: Rows handed to the driver at once.
_BATCH = 5_000


def text(value: date | None) -> str | None:
    """A day as it travels."""
    return None if value is None else value.isoformat()


def put(model: type[Model], names: Sequence[str], rows: Iterable[Row], *, over: Sequence[str] = (),
        keep: Sequence[str] = ()) -> None:  # fmt: skip
    """Insert rows of the named fields; with `over` (a unique key), a row already there takes all but what it may `keep`."""
    columns, marks = columns_of(model, names), ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(columns)}) VALUES ({marks})"
    if over:
        key, kept = columns_of(model, over), columns_of(model, [*over, *keep])
        new = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in kept)
        statement += f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {new}"
    remaining = iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(remaining, _BATCH)):
            cursor.executemany(statement, part)


def rows_of(model: type[Model], names: Sequence[str], children: Sequence[int]) -> Iterator[Row]:
    """The named fields of every row about these children; days as text."""
    marks = ", ".join(["%s"] * len(children))
    statement = (
        f"SELECT {', '.join(columns_of(model, names))} FROM {quoted(model._meta.db_table)} WHERE child_id IN ({marks})"
    )
    days = {place for place, name in enumerate(names) if model._meta.get_field(name).get_internal_type() == "DateField"}
    with connection.cursor() as cursor:
        cursor.execute(statement, list(children))
        while part := cursor.fetchmany(_BATCH):
            yield from (tuple(text(v) if place in days else v for place, v in enumerate(row)) for row in part)


def columns_of(model: type[Model], names: Sequence[str]) -> list[str]:
    return [quoted(model._meta.get_field(name).column) for name in names]


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)
