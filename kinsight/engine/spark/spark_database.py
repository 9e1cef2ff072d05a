"""Spark as a `Database`: our SQL over many machines, on the same record tables (docs/spark.md)."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from kinsight.engine.database import Row
from kinsight.engine.spark import spark_sql
from kinsight.store.schema import TABLES
from kinsight.store.workspace import Workspace


@dataclass
class Made:
    """A table of the program: its shape, and the folders of files that hold its rows."""

    shape: StructType
    places: list[str] = field(default_factory=list)


class Spark:
    """A `Database` on a session of Spark. What is made is written to files of `scratch` at once, and read from there.

    So no plan grows with the turns of the program, a machine that is lost loses nothing, and Spark knows how large
    each table really is. (After a checkpoint it multiplies guesses, through every join of every statement before.)
    """

    def __init__(self, session: SparkSession, scratch: str) -> None:
        self.session, self.scratch, self.written = session, scratch, 0
        self.made: dict[str, Made] = {}
        session.conf.set("spark.sql.session.timeZone", "UTC")
        session.conf.set("spark.sql.ansi.enabled", "true")
        for function in spark_sql.FUNCTIONS:
            session.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {function}")

    def attach(self, workspace: Workspace, head: dict[str, int], records: str | None = None) -> None:
        """Every record table at the version that `head` names; `records` as in :class:`Cluster`."""
        for table, schema in TABLES.items():
            files = placed(
                workspace.path(table), workspace.files(table, head), records and f"{records.rstrip('/')}/{table}"
            )
            self._show(spark_sql.flat(table), Made(from_arrow_schema(schema), files))

    def make(self, table: str, select: str) -> int:
        """As in `Database`."""
        return self.make_of(_bare(table), self.query(select))

    def make_of(self, table: str, found: DataFrame) -> int:
        """Replace a table by rows worked out elsewhere than in SQL."""
        fresh = Made(found.schema)
        count = self._write(table, fresh, found)
        self.made[table] = fresh
        self._show(table, fresh)
        return count

    def add(self, table: str, select: str) -> int:
        """To a table that was made; the columns by their place."""
        name, found = _bare(table), self.query(select)
        whole = self.made[name]
        count = self._write(name, whole, _shaped(found, whole.shape))
        self._show(name, whole)
        return count

    def keep(self, table: str, rows: pa.Table) -> None:
        """Rows that every plan holds: for knowledge, which is small."""
        self.session.createDataFrame(rows).createOrReplaceTempView(_bare(table))

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self.rows(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return [row.asDict() for row in self.query(sql, parameters).collect()]

    def arrow(self, sql: str, schema: pa.Schema) -> pa.Table:
        """All of it in this process; a sweep fetches files instead."""
        found = self.query(sql).toArrow()
        return pa.table([found.column(n).cast(kind) for n, kind in enumerate(schema.types)], schema=schema)

    def _write(self, name: str, table: Made, found: DataFrame) -> int:
        """Work it out now, as one more folder of the table; how many rows. No rows, no folder."""
        self.written += 1
        place = f"{self.scratch}/{self.written:04d}-{name}"
        found.write.parquet(place)
        count = int(self.session.read.schema(table.shape).parquet(place).count())
        table.places += [place] if count else []
        return count

    def _show(self, name: str, table: Made) -> None:
        reader = self.session.read.schema(table.shape)
        rows = reader.parquet(*table.places) if table.places else self._none(table.shape)
        rows.createOrReplaceTempView(name)

    def _none(self, shape: StructType) -> DataFrame:
        columns = ", ".join(f"CAST(NULL AS {one.dataType.simpleString()}) AS `{one.name}`" for one in shape)
        return self.session.sql(f"SELECT {columns} WHERE false")

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> DataFrame:
        """Our SQL as a query of Spark, not yet run."""
        return self.session.sql(spark_sql.written(spark_sql.read(sql)), args=list(parameters) or None)


def placed(table: Path, files: list[str], elsewhere: str | None) -> list[str]:
    """Parquet files of a table as Spark is to ask for them: here, or where its machines find the same folder."""
    if elsewhere is None:
        return [f"file://{os.path.realpath(file)}" for file in files]
    return [f"{elsewhere}/{os.path.relpath(os.path.realpath(file), os.path.realpath(table))}" for file in files]


def _shaped(found: DataFrame, shape: StructType) -> DataFrame:
    named = found.toDF(*shape.names)
    return named.select(*(named[f"`{one.name}`"].cast(one.dataType).alias(one.name) for one in shape))


def _bare(table: str) -> str:
    return table.strip('"')
