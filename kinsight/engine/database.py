"""Two databases that run the same SQL files: DuckDB for everyone at once, SQLite for one family at once.

The files keep to what both understand. Where a word differs (`greatest` is `max` in SQLite), it is exchanged here;
`key_of`, `iso_day` and `day_words` are given to both. One family is some hundred rows: DuckDB spends most of a millisecond on each
join or window whatever its size, SQLite some microseconds (docs/performance.md).
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Protocol, cast

import duckdb
import pyarrow as pa

from kinsight.engine import usual
from kinsight.records.days import to_date, to_day
from kinsight.records.keys import SQL_KEY, key

Row = dict[str, Any]


@cache
def statement(name: str, package: str = "kinsight.signals") -> str:
    """Text of `sql/<name>.sql` of a package."""
    return files(package).joinpath(f"sql/{name}.sql").read_text()


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

    def arrow(self, sql: str, schema: pa.Schema) -> pa.Table:
        """What a query gives, columns by their place, days as dates where the schema says so."""


class Duck:
    """DuckDB: the whole population at once."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        con.execute(f"CREATE OR REPLACE TEMP MACRO key_of(x) AS {SQL_KEY.format('x')}")
        con.execute("CREATE OR REPLACE TEMP MACRO iso_day(x) AS (try_cast(x AS DATE) - DATE '1970-01-01')::INTEGER")
        con.execute("CREATE OR REPLACE TEMP MACRO day_words(x) AS strftime(DATE '1970-01-01' + x, '%-d %B %Y')")

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

    def arrow(self, sql: str, schema: pa.Schema) -> pa.Table:
        found = self.con.sql(sql).to_arrow_table()
        return pa.table([found.column(n).cast(kind) for n, kind in enumerate(schema.types)], schema=schema)


class Lite:
    """SQLite: one family at a time. Tables stay for the next family, so that statements stay prepared."""

    def __init__(self) -> None:
        self.con = sqlite3.connect(
            ":memory:", isolation_level=None, cached_statements=400, check_same_thread=False, uri=True
        )
        self.con.executescript("PRAGMA temp_store = memory; PRAGMA journal_mode = off; PRAGMA synchronous = off")
        for name, function in _FUNCTIONS.items():
            self.con.create_function(name, 1, function, deterministic=True)
        self.con.create_aggregate("arg_max", 2, _ArgMax)  # type: ignore[arg-type]
        self.known: set[str] = set()
        self._planned: set[str] = set()

    def make(self, table: str, select: str) -> int:
        if table in self.known:
            self.con.execute(_emptied(table))
            return self.con.execute(_added(table, select)).rowcount
        self.known.add(table)
        self.con.execute(f"CREATE TEMP TABLE {table} AS {told(select)}")
        for columns in usual.INDEXES.get(table, ()):
            self.con.execute(f"CREATE INDEX temp.{usual.index_name(table, columns)} ON {table} ({columns})")
        return int(self.con.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def add(self, table: str, select: str) -> int:
        return self.con.execute(_added(table, select)).rowcount

    def plan(self) -> None:
        """Let the planner know how many rows a family usually has of each table: it would guess a million, and build an
        index for every join of ten rows with twelve. Anew when tables have come; statements are then prepared again."""
        if self.known == self._planned:
            return
        self._planned = set(self.known)
        self.con.execute(f"ANALYZE temp.{min(self.known)}")
        self.con.execute("DELETE FROM temp.sqlite_stat1")
        self.con.executemany("INSERT INTO temp.sqlite_stat1 VALUES (?, ?, ?)", usual.statistics())
        self.con.execute("ANALYZE temp.sqlite_schema")

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
            for one in _each(sql):
                self.con.execute(one)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        found = self.con.execute(told(sql), parameters)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def arrow(self, sql: str, schema: pa.Schema) -> pa.Table:
        columns = list(zip(*self.con.execute(told(sql)).fetchall(), strict=True)) or [()] * len(schema)
        plain = [pa.int32() if kind == pa.date32() else kind for kind in schema.types]
        arrays = [pa.array(column, kind) for column, kind in zip(columns, plain, strict=True)]
        return pa.table([array.cast(kind) for array, kind in zip(arrays, schema.types, strict=True)], schema=schema)


def over(con: "duckdb.DuckDBPyConnection | Database") -> Database:
    """A DuckDB connection as a database, or the database that it already is."""
    return cast(Database, con) if hasattr(con, "make") else Duck(con)


@cache
def _emptied(table: str) -> str:
    return f"DELETE FROM {table}"


@cache
def _added(table: str, select: str) -> str:
    return f"INSERT INTO {table} {told(select)}"


@cache
def _each(sql: str) -> list[str]:
    return told(sql).split(";")


@cache
def told(sql: str) -> str:
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
