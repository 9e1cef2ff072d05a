"""A sweep's Arrow tables as plain rows, a few thousand children at a time, so that a district fits in memory."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

Rows = dict[str, list[tuple[Any, ...]]]
_EPOCH, _FOREVER = date(1970, 1, 1), 2_000_000_000
#: Rows turned into Python at once.
_BATCH = 20_000


class Table(Protocol):
    """The part of `pyarrow.Table` that casework needs; it never imports Arrow."""

    column_names: list[str]

    def select(self, columns: Sequence[str]) -> "Table": ...
    def sort_by(self, column: str) -> "Table": ...
    def to_batches(self, max_chunksize: int) -> list[Any]: ...


class Sweep(Protocol):
    """What `signals.sweep` hands over."""

    spells: Table
    owed: Table
    roster: Table
    knowledge_version: str


def rows(table: Table, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of `child_ref`, the first column."""
    ordered = table.select(list(columns)).sort_by(columns[0])
    for batch in ordered.to_batches(max_chunksize=_BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def by_children(table: Table, columns: Sequence[str], chunks: Sequence[Sequence[str]]) -> Iterator[Rows]:
    """For each chunk of sorted refs: ref → its rows without the ref. Children without rows have none."""
    groups = groupby(rows(table, columns), key=itemgetter(0))
    waiting = next(groups, None)
    for chunk in chunks:
        found: Rows = {}
        while waiting is not None and waiting[0] <= chunk[-1]:
            found[waiting[0]] = [row[1:] for row in waiting[1]]
            waiting = next(groups, None)
        yield found


def day(value: date | int | None) -> date | None:
    """A date of either engine's making: Arrow's date, or days since the epoch where beyond the calendar is never."""
    if isinstance(value, int):
        return None if value >= _FOREVER else _EPOCH + timedelta(days=value)
    return value
