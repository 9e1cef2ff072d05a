"""What our SQL asks of a database, and DuckDB as one; Spark is another (`engine/spark/spark_database.py`)."""

from collections.abc import Sequence
from typing import Any, Protocol, cast

import duckdb
import pyarrow as pa

from kinsight.store import sql_macros

Row = dict[str, Any]


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
        sql_macros.make(con)

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


def over(con: "duckdb.DuckDBPyConnection | Database") -> Database:
    """A DuckDB connection as a database, or the database that it already is."""
    return cast(Database, con) if hasattr(con, "make") else Duck(con)
