"""Spark says what DuckDB says, row for row: a district with its story arcs, and every spec of the algebra, on two workers with a real shuffle."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyspark
import pytest
from pyspark.sql import SparkSession

from kinsight.feeds.load import load
from kinsight.practice import knowledge as practice
from kinsight.practice.knowledge import Knowledge
from kinsight.records.days import to_day
from kinsight.records.keys import key
from kinsight.records.store import Workspace
from kinsight.signals import cases, spark
from kinsight.signals.database import Duck
from kinsight.signals.engine import Engine
from kinsight.signals.sweep import Sweep, sweep
from kinsight.synthetic import district
from tests.spec.test_algebra import CONCEPTS, SPECS, case_for, knowledge_of

MASTER = "local-cluster[2,1,1024]"
END = date(2026, 11, 1)
#: Small data: what costs is planning and compiling, so do less of both. Joins are shuffled sooner than they would be.
QUICK = {
    "spark.sql.shuffle.partitions": "2", "spark.sql.autoBroadcastJoinThreshold": "64k", "spark.ui.enabled": "false",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN", "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false", "spark.driver.host": "localhost", "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}  # fmt: skip


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Two workers, each a process of its own. They keep their logs in Spark's home, so the home is one of links."""
    home = tmp_path_factory.mktemp("spark")
    for part in ("bin", "jars"):
        (home / part).symlink_to(Path(pyspark.__file__).parent / part)
    with pytest.MonkeyPatch.context() as env:
        env.setenv("SPARK_HOME", str(home))
        env.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master(MASTER).appName("test")
        for name, value in QUICK.items():
            builder = builder.config(name, value)
        started = builder.getOrCreate()
        yield started
        started.stop()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("district")
    district.write(folder / "feed", 200, 1, END)
    load(Workspace(folder / "workspace"), [folder / "feed"], practice.load(), to_day(END))
    return Workspace(folder / "workspace")


def in_order(table: pa.Table) -> list[tuple[Any, ...]]:
    rows = [
        tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row.values()) for row in table.to_pylist()
    ]
    return sorted(rows, key=repr)


def test_a_district_is_swept_the_same_row_for_row(session: SparkSession, workspace: Workspace) -> None:
    knowledge, said = practice.load(), []
    here = sweep(workspace, to_day(END), knowledge)
    there = spark.sweep(workspace, to_day(END), knowledge, MASTER, said.append)
    for name in ("spells", "owed", "roster"):
        wanted, found = getattr(here, name), getattr(there, name)
        assert found.schema == wanted.schema
        assert in_order(found) == in_order(wanted), name
    assert numbers(there) == numbers(here)
    assert here.spells.num_rows > 500 and here.only_joined > 5
    assert said[0] == "starting Spark" and "telling" in said
    assert list((workspace.root / "scratch").iterdir()) == []


def numbers(found: Sweep) -> tuple[int, int, int, str]:
    return found.children, found.events, found.only_joined, found.knowledge_version


def test_the_workers_are_two_and_take_part(session: SparkSession) -> None:
    context: Any = session.sparkContext
    workers = context._jsc.sc().getExecutorMemoryStatus().size() - 1
    assert workers == 2
