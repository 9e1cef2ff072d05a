"""What a sweep found, laid beside what stands, so that the database compares them itself: a region is millions of rows.

A laid table is temporary and of this connection alone; it is made and gone within one transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

Row = tuple[Any, ...]
#: Rows handed to SQLite at once.
_BATCH = 5_000
#: Kibibytes.
_CACHE = 262_144


@dataclass(frozen=True)
class Laid:
    """Rows found of a model, named by `key`, carrying `values`; `once`: what only a new row takes. All are columns."""

    model: type[Model]
    name: str
    key: list[str]
    values: list[str]
    once: list[str]
    rows: int = 0

    @property
    def columns(self) -> list[str]:
        return [*self.key, *self.values, *self.once]

    @property
    def table(self) -> str:
        return quoted(self.model._meta.db_table)

    def changed(self, beside: Mapping[str, Any], back: str = "") -> int:
        """Rows that stand with other values take those found, and `beside` (columns to constants); how many.

        `back`: a column whose being filled says that a row was withdrawn; it is emptied.
        """
        if not self.rows:  # SQLite would walk through all that stands
            return 0
        differs = [f"s.{column} IS DISTINCT FROM f.{column}" for column in self.values]
        takes = [f"{column} = f.{column}" for column in self.values] + [f"{quoted(name)} = %s" for name in beside]
        if back:
            differs.append(f"s.{quoted(back)} IS NOT NULL")
            takes.append(f"{quoted(back)} = NULL")
        return _run(
            f"UPDATE {self.table} AS s SET {', '.join(takes)} FROM {self.name} AS f WHERE {self._same()} AND ({' OR '.join(differs)})",
            list(beside.values()),
        )

    def new(self, beside: Mapping[str, Any]) -> int:
        """Rows found that do not stand yet, with `beside`; how many."""
        names = [*self.columns, *map(quoted, beside)]
        said = [f"f.{column}" for column in self.columns] + ["%s"] * len(beside)
        return _run(
            f"INSERT INTO {self.table} ({', '.join(names)}) SELECT {', '.join(said)} FROM {self.name} AS f "
            f"WHERE NOT EXISTS (SELECT 1 FROM {self.table} AS s WHERE {self._same()}) ORDER BY {self._order()}",
            list(beside.values()),
        )

    def standing(self, names: Sequence[str]) -> Iterator[Row]:
        """Columns of the rows that stand under the keys found."""
        said = ", ".join(f"s.{quoted(name)}" for name in names)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {said} FROM {self.table} AS s JOIN {self.name} AS f ON {self._same()}")
            while part := cursor.fetchmany(_BATCH):
                yield from part

    def _missing(self, among: str = "") -> str:
        """The condition on rows `s` that stand and were not found, of those for which `among` holds."""
        also = f" AND {among}" if among else ""
        return f"NOT EXISTS (SELECT 1 FROM {self.name} AS f WHERE {self._same()}){also}"

    def withdrawn(self, column: str, value: Any, among: str = "") -> int:
        """Rows that were not found are marked in this column; how many."""
        return _run(
            f"UPDATE {self.table} AS s SET {quoted(column)} = %s WHERE s.{quoted(column)} IS NULL AND {self._missing(among)}", [value]
        )  # fmt: skip

    def removed(self, among: str = "") -> int:
        """Rows that were not found are deleted; how many."""
        return _run(f"DELETE FROM {self.table} AS s WHERE {self._missing(among)}")

    def _same(self) -> str:
        return " AND ".join(f"s.{column} = f.{column}" for column in self.key)

    def _order(self) -> str:
        return ", ".join(f"f.{column}" for column in self.key)


@contextmanager
def laid(
    model: type[Model], rows: Iterable[Row], key: Sequence[str], values: Sequence[str] = (), once: Sequence[str] = ()
) -> Iterator[Laid]:
    """Rows of the named fields (keys, values, once), days as ISO text. Keys must not repeat, and `rows` must not ask this
    connection for anything: it is busy taking them. If the block fails, the transaction takes the table with it."""
    names = [columns_of(model, some) for some in (key, values, once)]
    found = Laid(model, quoted(f"found_{model._meta.db_table}"), *names)
    shape = f"SELECT {', '.join(found.columns)} FROM {found.table} WHERE 1 = 0"
    _run(f"CREATE TEMPORARY TABLE {found.name} AS {shape}")
    found = replace(found, rows=_fill(found, rows))
    _run(f"CREATE UNIQUE INDEX {quoted(f'key_of_{model._meta.db_table}')} ON {found.name} ({', '.join(found.key)})")
    _run(f"ANALYZE {found.name}")
    yield found
    _run(f"DROP TABLE {found.name}")


def make_room() -> None:
    """Let SQLite hold the indexes of a region's rows in memory, in a process that only publishes."""
    if connection.vendor == "sqlite":
        _run(f"PRAGMA cache_size = -{_CACHE}")


def _fill(found: Laid, rows: Iterable[Row]) -> int:
    """How many rows were laid."""
    fill = _copy if connection.vendor == "postgresql" else _insert
    with connection.cursor() as cursor:
        return fill(cursor, f"{found.name} ({', '.join(found.columns)})", len(found.columns), rows)


def _copy(cursor: Any, into: str, _: int, rows: Iterable[Row]) -> int:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    return int(cursor.rowcount)


def _insert(cursor: Any, into: str, columns: int, rows: Iterable[Row]) -> int:
    remaining, marks, count = iter(rows), ", ".join(["%s"] * columns), 0
    while part := list(islice(remaining, _BATCH)):
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", part)
        count += len(part)
    return count


def _run(statement: str, parameters: Sequence[Any] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return int(cursor.rowcount)


def columns_of(model: type[Model], names: Sequence[str]) -> list[str]:
    return [quoted(model._meta.get_field(name).column) for name in names]


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)
