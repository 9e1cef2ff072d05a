"""A sweep's rows in a staging table beside the rows that stand, so that the database compares them itself: a region is millions.

A staging table is temporary and of this connection alone; it is made and gone within one transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import Model

from kinsight.casework.arrow_columns import Cell
from kinsight.casework.bulk import Columns, columns_of, fill, quoted, run

Row = tuple[Cell, ...]
#: Rows read from the database at once.
_BATCH = 5_000
#: Kibibytes.
_CACHE = 262_144


@dataclass(frozen=True)
class Staged:
    """Staged rows of a model, named by `key`, carrying `values`; `once`: what only a new row takes. All are columns."""

    model: type[Model]
    name: str
    key: list[str]
    values: list[str]
    once: list[str]
    rows: int = 0

    @property
    def columns(self) -> list[str]:
        """All columns that are staged."""
        return [*self.key, *self.values, *self.once]

    @property
    def table(self) -> str:
        """The table of the rows that stand, quoted."""
        return quoted(self.model._meta.db_table)

    def changed(self, beside: Mapping[str, Cell], back: str = "") -> int:
        """Rows that stand with other values take those staged, and `beside` (columns to constants); how many.

        `back`: a column whose being filled says that a row was withdrawn; it is emptied.
        """
        if not self.rows:  # SQLite would walk through all that stands
            return 0
        differs = [f"s.{column} IS DISTINCT FROM f.{column}" for column in self.values]
        takes = [f"{column} = f.{column}" for column in self.values] + [f"{quoted(name)} = %s" for name in beside]
        if back:
            differs.append(f"s.{quoted(back)} IS NOT NULL")
            takes.append(f"{quoted(back)} = NULL")
        return run(
            f"UPDATE {self.table} AS s SET {', '.join(takes)} FROM {self.name} AS f WHERE {self._same()} AND ({' OR '.join(differs)})",
            list(beside.values()),
        )

    def new(self, beside: Mapping[str, Cell]) -> int:
        """Insert the staged rows that do not stand yet, with `beside`; how many."""
        names = [*self.columns, *map(quoted, beside)]
        said = [f"f.{column}" for column in self.columns] + ["%s"] * len(beside)
        return run(
            f"INSERT INTO {self.table} ({', '.join(names)}) SELECT {', '.join(said)} FROM {self.name} AS f "
            f"WHERE NOT EXISTS (SELECT 1 FROM {self.table} AS s WHERE {self._same()}) ORDER BY {self._order()}",
            list(beside.values()),
        )

    def standing(self, names: Sequence[str]) -> Iterator[Row]:
        """Columns of the rows that stand under the staged keys."""
        said = ", ".join(f"s.{quoted(name)}" for name in names)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {said} FROM {self.table} AS s JOIN {self.name} AS f ON {self._same()}")
            while part := cursor.fetchmany(_BATCH):
                yield from part

    def _missing(self, among: str = "") -> str:
        """The condition on rows `s` that stand and were not staged, of those for which `among` holds."""
        also = f" AND {among}" if among else ""
        return f"NOT EXISTS (SELECT 1 FROM {self.name} AS f WHERE {self._same()}){also}"

    def withdrawn(self, column: str, value: Cell, among: str = "") -> int:
        """Mark in this column the rows that were not staged; how many."""
        return run(
            f"UPDATE {self.table} AS s SET {quoted(column)} = %s WHERE s.{quoted(column)} IS NULL AND {self._missing(among)}",
            [value],
        )

    def removed(self, among: str = "") -> int:
        """Delete the rows that were not staged; how many."""
        return run(f"DELETE FROM {self.table} AS s WHERE {self._missing(among)}")

    def _same(self) -> str:
        return " AND ".join(f"s.{column} = f.{column}" for column in self.key)

    def _order(self) -> str:
        return ", ".join(f"f.{column}" for column in self.key)


@contextmanager
def staged(
    model: type[Model],
    batches: Iterable[Columns],
    key: Sequence[str],
    values: Sequence[str] = (),
    once: Sequence[str] = (),
) -> Iterator[Staged]:
    """Stage rows of the named fields (keys, values, once). Keys must not repeat, and `batches` must not ask this connection for
    anything: it is busy taking them. If the block fails, the transaction takes the table with it."""
    keyed, valued, given = (columns_of(model, some) for some in (key, values, once))
    rows = Staged(model, quoted(f"staged_{model._meta.db_table}"), keyed, valued, given)
    run(f"CREATE TEMPORARY TABLE {rows.name} AS SELECT {', '.join(rows.columns)} FROM {rows.table} WHERE 1 = 0")
    rows = replace(rows, rows=fill(rows.name, rows.columns, batches))
    run(f"CREATE UNIQUE INDEX {quoted(f'key_of_{model._meta.db_table}')} ON {rows.name} ({', '.join(rows.key)})")
    run(f"ANALYZE {rows.name}")
    yield rows
    run(f"DROP TABLE {rows.name}")


def enlarge_cache() -> None:
    """Let SQLite hold the indexes of a region's rows in memory, in a process that only publishes."""
    if connection.vendor == "sqlite":
        run(f"PRAGMA cache_size = -{_CACHE}")
