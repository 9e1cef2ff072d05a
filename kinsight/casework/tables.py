"""A sweep's Arrow tables as plain columns, a few ten thousand rows at a time, so that a region fits in memory."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

#: Rows turned into Python at once.
_BATCH = 20_000


class Table(Protocol):
    """The part of `pyarrow.Table` that casework needs; it never imports Arrow."""

    def select(self, columns: Sequence[str]) -> "Table": ...
    def to_batches(self, max_chunksize: int) -> list[Any]: ...


class Sweep(Protocol):
    """What `signals.sweep` hands over."""

    spells: Table
    owed: Table
    roster: Table
    knowledge_version: str


def batches(table: Table, columns: Sequence[str]) -> Iterator[list[list[Any]]]:
    """The named columns, part by part; days as ISO text."""
    for batch in table.select(list(columns)).to_batches(max_chunksize=_BATCH):
        yield [_plain(column) for column in batch.columns]


def _plain(column: Any) -> list[Any]:
    """Text is what both databases take and give: a day needs no conversion on the way."""
    return (column.cast("string") if str(column.type) == "date32[day]" else column).to_pylist()  # type: ignore[no-any-return]
