"""The query program in SQLite, for a few families at once."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from kinsight.engine.database import Row
from kinsight.records.days import to_date, to_day
from kinsight.records.keys import key

#: Columns to find rows by.
INDEXES = {
    "indicator": ["indicator_id"],
    "expectation": ["expectation_id"],
    "event": ["person"],
    "spell": ["target_id"],
}


class Lite:
    """A `Database` of SQLite, which is quick where families are few: DuckDB takes a millisecond for each statement."""

    def __init__(self) -> None:
        self.con = sqlite3.connect(
            ":memory:", isolation_level=None, cached_statements=400, check_same_thread=False, uri=True
        )
        self.con.executescript("PRAGMA temp_store = memory; PRAGMA journal_mode = off; PRAGMA synchronous = off")
        for name, function in _FUNCTIONS.items():
            self.con.create_function(name, 1, function, deterministic=True)
        self.con.create_aggregate("arg_max", 2, _ArgMax)  # type: ignore[arg-type]
        self.known: set[str] = set()

    def make(self, table: str, select: str) -> int:
        if table in self.known:
            self.con.execute(_emptied(table))
            return self.con.execute(_added(table, select)).rowcount
        self.known.add(table)
        self.con.execute(f"CREATE TEMP TABLE {table} AS {in_sqlite(select)}")
        for columns in INDEXES.get(table, ()):
            self.con.execute(f"CREATE INDEX temp.{table}_{columns} ON {table} ({columns})")
        return int(self.con.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def add(self, table: str, select: str) -> int:
        return self.con.execute(_added(table, select)).rowcount

    def keep(self, table: str, rows: pa.Table) -> None:
        columns = [column.to_pylist() for column in rows.columns]
        self.put(table, rows.column_names, zip(*columns, strict=True))

    def put(self, table: str, names: list[str], rows: Iterable[Sequence[Any]]) -> None:
        """Replace a table by rows of plain values."""
        self.make(table, f"SELECT {', '.join(f'NULL AS {_quoted(name)}' for name in names)} WHERE false")
        self.con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", rows)

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        if parameters:
            self.con.execute(in_sqlite(sql), parameters)
        else:
            for one in _each(sql):
                self.con.execute(one)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        found = self.con.execute(in_sqlite(sql), parameters)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def arrow(self, sql: str, schema: pa.Schema) -> pa.Table:
        columns = list(zip(*self.con.execute(in_sqlite(sql)).fetchall(), strict=True)) or [()] * len(schema)
        plain = [pa.int32() if kind == pa.date32() else kind for kind in schema.types]
        arrays = [pa.array(column, kind) for column, kind in zip(columns, plain, strict=True)]
        return pa.table([array.cast(kind) for array, kind in zip(arrays, schema.types, strict=True)], schema=schema)


@cache
def _emptied(table: str) -> str:
    return f"DELETE FROM {table}"


@cache
def _added(table: str, select: str) -> str:
    return f"INSERT INTO {table} {in_sqlite(select)}"


@cache
def _each(sql: str) -> list[str]:
    return in_sqlite(sql).split(";")


@cache
def in_sqlite(sql: str) -> str:
    """Our SQL in SQLite's words. Empty columns get no type: one with a type is not compared by the index of one without."""
    untyped = re.sub(r"\bCAST\(NULL AS \w+\)", "NULL", sql)
    return re.sub(r"\bleast\(", "min(", re.sub(r"\bgreatest\(", "max(", untyped))


def _quoted(name: str) -> str:
    return f'"{name}"'


#: What DuckDB reads as a day: a date, and perhaps a time of it.
_DAY = re.compile(
    r"\s*([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?\s*"
)


def _iso_day(text: str | None) -> int | None:
    found = _DAY.fullmatch(text or "")
    try:
        return to_day(date(*map(int, found.groups()[:3]))) if found else None
    except ValueError:
        return None


def _day_words(day: int | None) -> str | None:
    return None if day is None else f"{to_date(day).day} {to_date(day):%B %Y}"


_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "key_of": lambda text: None if text is None else key(text), "iso_day": _iso_day, "day_words": _day_words,
}  # fmt: skip


class _ArgMax:
    """`arg_max(value, place)`, as DuckDB has it."""

    def __init__(self) -> None:
        self.place: Any = None
        self.value: Any = None

    def step(self, value: Any, place: Any) -> None:
        if self.place is None or place > self.place:
            self.place, self.value = place, value

    def finalize(self) -> Any:
        return self.value
