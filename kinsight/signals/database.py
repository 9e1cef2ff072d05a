"""Two databases that run the same SQL files: DuckDB for everyone at once, SQLite for one family at once.

The files keep to what both understand. Where a word differs (`greatest` is `max` in SQLite), it is exchanged here;
`key_of` and `iso_day` are given to both. One family is some hundred rows: DuckDB spends most of a millisecond on each
join or window whatever its size, SQLite some microseconds (docs/performance.md).
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from kinsight.records.days import to_day
from kinsight.records.keys import SQL_KEY, key

Row = dict[str, Any]


@cache
def statement(name: str) -> str:
    """Text of `sql/<name>.sql`."""
    return files("kinsight.signals").joinpath(f"sql/{name}.sql").read_text()


class Database(Protocol):
    """What the program asks of a database. Tables are temporary and of this connection alone."""

    def make(self, table: str, select: str) -> int:
        """Replace a table by what a query gives; how many rows."""

    def add(self, table: str, select: str) -> int:
        """Append what a query gives; how many rows."""

    def keep(self, table: str, rows: pa.Table) -> None:
        """Replace a table by these rows."""

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Anything else; several statements when there are no parameters."""

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """What a query gives, column names to values."""


class Duck:
    """DuckDB: the whole population at once."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        con.execute(f"CREATE OR REPLACE TEMP MACRO key_of(x) AS {SQL_KEY.format('x')}")
        con.execute("CREATE OR REPLACE TEMP MACRO iso_day(x) AS (try_cast(x AS DATE) - DATE '1970-01-01')::INTEGER")

    def make(self, table: str, select: str) -> int:
        return self._count(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}")

    def add(self, table: str, select: str) -> int:
        return self._count(f"INSERT INTO {table} {select}")

    def _count(self, sql: str) -> int:
        found = self.con.execute(sql).fetchone()
        return int(found[0]) if found else 0

    def keep(self, table: str, rows: pa.Table) -> None:
        self.con.register("incoming", rows)
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM incoming")
        self.con.unregister("incoming")

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self.con.execute(sql, list(parameters)) if parameters else self.con.execute(sql)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        found = self.con.execute(sql, list(parameters))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


class Lite:
    """SQLite: one family at a time. Tables stay for the next family, so that statements stay prepared."""

    def __init__(self) -> None:
        self.con = sqlite3.connect(":memory:", isolation_level=None, cached_statements=400, check_same_thread=False)
        self.con.executescript("PRAGMA temp_store = memory; PRAGMA journal_mode = off; PRAGMA synchronous = off")
        self.con.create_function("key_of", 1, _key_of, deterministic=True)
        self.con.create_function("iso_day", 1, _iso_day, deterministic=True)
        self.known: set[str] = set()

    def make(self, table: str, select: str) -> int:
        if table in self.known:
            self.con.execute(f"DELETE FROM {table}")
            return self.add(table, select)
        self.known.add(table)
        self.con.execute(f"CREATE TEMP TABLE {table} AS {told(select)}")
        for columns in _INDEXES.get(table, ()):
            name = f"{table}_{columns}".replace('"', "").replace(", ", "_")
            self.con.execute(f"CREATE INDEX temp.{name} ON {table} ({columns})")
        return int(self.con.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def add(self, table: str, select: str) -> int:
        return self.con.execute(f"INSERT INTO {table} {told(select)}").rowcount

    def keep(self, table: str, rows: pa.Table) -> None:
        columns = [column.to_pylist() for column in rows.columns]
        self.put(table, rows.column_names, zip(*columns, strict=True))

    def put(self, table: str, names: list[str], rows: Iterable[Sequence[Any]]) -> None:
        """Replace a table by rows of plain values."""
        self.make(table, f"SELECT {', '.join(f'NULL AS {_quoted(name)}' for name in names)} WHERE false")
        self.con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", rows)

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        if parameters:
            self.con.execute(told(sql), parameters)
        else:
            for one in told(sql).split(";"):
                self.con.execute(one)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        found = self.con.execute(told(sql), parameters)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


#: Where SQLite should not have to guess. Small tables need none: it builds its own while it joins.
_INDEXES: dict[str, tuple[str, ...]] = {
    "matcher": ("concept_key",), "input": ("indicator_id",), "facet": ("roles, bit",), "tick": ("expectation_id",),
    "response": ("expectation_id",), "schedule": ("turn",), "schedule_owed": ("turn",), "indicator": ("indicator_id",),
    "expectation": ("expectation_id",), "used": ("concept",), "event": ("person",), "kin": ("person",),
    "contribution": ("child, target_id",), "combined": ("child, target_id",), "spell": ("target_id",),
}  # fmt: skip


@cache
def told(sql: str) -> str:
    """Our SQL in SQLite's words."""
    return re.sub(r"\bleast\(", "min(", re.sub(r"\bgreatest\(", "max(", sql))


def _quoted(name: str) -> str:
    return f'"{name}"'


def _key_of(text: str | None) -> int | None:
    return None if text is None else key(text)


def _iso_day(text: str | None) -> int | None:
    try:
        return None if text is None else to_day(date.fromisoformat(text))
    except ValueError:
        return None
