"""Insert many rows at once: many rows a statement into SQLite, COPY into PostgreSQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, ForeignObjectRel, Model

from kinsight.casework.arrow_columns import Cell

#: Some rows as columns of equal length: days as ISO text, which both databases take.
Columns = Sequence[Sequence[Cell]]


def insert(
    model: type[Model], batches: Iterable[Columns], names: Sequence[str], constants: Mapping[str, Cell] | None = None
) -> int:
    """Insert into a model's table the values of the named fields, and the same `constants` (by field) with each row; how many
    rows. `batches` must not ask this connection for anything: it is busy taking them."""
    constants = constants or {}
    columns = columns_of(model, [*names, *constants])
    return fill(quoted(model._meta.db_table), columns, _with(batches, list(constants.values())))


def fill(table: str, columns: Sequence[str], batches: Iterable[Columns]) -> int:
    """Insert into a table, quoted as its columns are; how many rows."""
    copy = _copy if connection.vendor == "postgresql" else _many_a_statement
    with connection.cursor() as cursor:
        return sum(copy(cursor, f"{table} ({', '.join(columns)})", batch) for batch in batches)


def columns_of(model: type[Model], names: Sequence[str]) -> list[str]:
    """The columns of these fields, quoted."""
    return [quoted(_column(model._meta.get_field(name))) for name in names]


def _column(field: "Field[object, object] | ForeignObjectRel") -> str:
    """Only fields of the table itself have a column."""
    assert isinstance(field, Field) and field.column is not None
    return field.column


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return connection.ops.quote_name(name)


def run(statement: str, parameters: Sequence[Cell] = ()) -> int:
    """Run a statement; how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters) or None)  # with none, a percent sign stands for itself
        return int(cursor.rowcount)


def _with(batches: Iterable[Columns], constants: list[Cell]) -> Iterator[Columns]:
    for batch in batches:
        yield [*batch, *([constant] * len(batch[0]) for constant in constants)]


def _copy(cursor: CursorWrapper, into: str, batch: Columns) -> int:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in zip(*batch, strict=True):
            copy.write_row(row)
    return len(batch[0])


def _many_a_statement(cursor: CursorWrapper, into: str, batch: Columns) -> int:
    """A statement of a hundred rows costs half of a hundred statements."""
    width, count = len(batch), len(batch[0])
    values = _row_by_row(batch)
    step = max(1, (connection.features.max_query_params or width) // width)
    whole = count // step * step
    for rows, start, end in ((step, 0, whole), (1, whole, count)):
        marks = ", ".join([f"({', '.join(['%s'] * width)})"] * rows)
        parts = (values[at : at + rows * width] for at in range(start * width, end * width, rows * width))
        # Django's types ask for a list; the driver takes what it can walk through, and never holds all of it.
        cursor.executemany(f"INSERT INTO {into} VALUES {marks}", cast("list[list[Cell]]", parts))
    return count


def _row_by_row(batch: Columns) -> list[Cell]:
    """Every value, in the order of the rows."""
    values: list[Cell] = [None] * (len(batch) * len(batch[0]))
    for number, column in enumerate(batch):
        values[number :: len(batch)] = column
    return values
