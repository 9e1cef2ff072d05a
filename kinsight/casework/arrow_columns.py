"""A sweep's Arrow tables as plain columns, a few ten thousand rows at a time, so that a region fits in memory."""

from collections.abc import Iterator, Sequence
from typing import Protocol

#: Rows turned into Python at once.
_BATCH = 20_000


#: A value of a row as both databases take and give it: days as ISO text.
Cell = str | int | None


class Column(Protocol):
    """The part of `pyarrow.Array` that casework needs; `flatten` and `value_parent_indices` are of a column of lists."""

    @property
    def type(self) -> object: ...
    def cast(self, to: str) -> "Column": ...
    def take(self, indices: "Column") -> "Column": ...
    def unique(self) -> "Column": ...
    def flatten(self) -> "Column": ...
    def value_parent_indices(self) -> "Column": ...
    def to_pylist(self) -> list[Cell]: ...


class Batch(Protocol):
    """Some rows of a table, as columns."""

    @property
    def columns(self) -> Sequence[Column]: ...


class Table(Protocol):
    """The part of `pyarrow.Table` that casework needs; it never imports Arrow."""

    def select(self, columns: Sequence[str]) -> "Table": ...
    def sort_by(self, sorting: str) -> "Table": ...
    def to_batches(self, max_chunksize: int) -> Sequence[Batch]: ...


class Sweep(Protocol):
    """What a sweep publishes; the roster's `services` of a child are different ones."""

    @property
    def spells(self) -> Table: ...
    @property
    def owed(self) -> Table: ...
    @property
    def roster(self) -> Table: ...
    @property
    def knowledge_version(self) -> str: ...


def batches(table: Table, columns: Sequence[str]) -> Iterator[list[list[Cell]]]:
    """The named columns, part by part; days as ISO text."""
    for batch in table.select(list(columns)).to_batches(max_chunksize=_BATCH):
        yield [_plain(column) for column in batch.columns]


def pairs(table: Table, column: str, lists: str) -> Iterator[list[list[Cell]]]:
    """Each value of a column of lists, beside that row's value of another column, part by part."""
    for batch in table.select([column, lists]).to_batches(max_chunksize=_BATCH):
        of, values = batch.columns
        yield [of.take(values.value_parent_indices()).to_pylist(), values.flatten().to_pylist()]


def distinct(table: Table, lists: str) -> set[Cell]:
    """The different values of a column of lists."""
    columns = (batch.columns[0].flatten() for batch in table.select([lists]).to_batches(max_chunksize=_BATCH))
    return {value for column in columns for value in column.unique().to_pylist()}


def _plain(column: Column) -> list[Cell]:
    """Text is what both databases take and give: a day needs no conversion on the way."""
    return (column.cast("string") if str(column.type) == "date32[day]" else column).to_pylist()
