"""Spark says what DuckDB says, row for row, on two workers with a real shuffle: a district with its story arcs, all specs of the
algebra and random practice among random families."""

import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel
from pyspark.sql import SparkSession

from kinsight.engine import judge, judged_cases
from kinsight.engine.database import Duck, Row
from kinsight.engine.families.arrays import from_tables
from kinsight.engine.judging import owed_table, spell_table
from kinsight.engine.rules import Rules
from kinsight.engine.spark import spark_judge
from kinsight.engine.spark.spark_database import Spark
from kinsight.engine.spark.spark_session import fetch
from kinsight.ingest.load import load
from kinsight.rules import loading as practice
from kinsight.rules.schema.cases import Case
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import to_day
from kinsight.store.keys import key
from kinsight.store.workspace import Workspace
from kinsight.sweep import run as sweeps
from kinsight.sweep import spark
from kinsight.sweep.published import Sweep
from kinsight.synthetic import district
from tests.generative import strategies
from tests.generative.test_engine_agrees import rename
from tests.spec.test_algebra import SPECS, case_for, knowledge_of
from tests.unit.test_database_words import WORDS

#: One session for all of them: they run in one process of the tests, one after another.
pytestmark = pytest.mark.xdist_group("spark")
MASTER = "local-cluster[2,1,1024]"
END = date(2026, 11, 1)
OPTIONS = judge.Options(strategies.LAST, strategies.LAST, shown_only=False)
#: Small data: what costs is planning and compiling, so do less of both. Joins are shuffled sooner than they would be.
QUICK = {
    "spark.sql.shuffle.partitions": "2", "spark.sql.autoBroadcastJoinThreshold": "64k", "spark.ui.enabled": "false",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN", "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false", "spark.driver.host": "localhost", "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.constraintPropagation.enabled": "false", "spark.buffer.pageSize": "256k",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
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
        env.setenv("PYSPARK_PYTHON", sys.executable)
        env.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master(MASTER).appName("test")
        for name, value in {**QUICK, "spark.sql.warehouse.dir": f"file://{home}/warehouse"}.items():
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


def test_our_own_functions_are_the_same(session: SparkSession, tmp_path: Path) -> None:
    words = pa.table({"word": WORDS, "day": pa.array([n * 1000 for n in range(len(WORDS))], pa.int32())})
    asked = "SELECT word, key_of(word) AS key, iso_day(word) AS iso, day_words(day) AS words FROM words ORDER BY day"
    with duckdb.connect() as con:
        here, there = Duck(con), Spark(session, f"file://{tmp_path}")
        for db in (here, there):
            db.keep("words", words)
        assert there.rows(asked) == here.rows(asked)
    assert [row["key"] for row in there.rows(asked)] == [None if word is None else key(word) for word in WORDS]


def test_records_are_read_where_the_machines_find_them(
    session: SparkSession, workspace: Workspace, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "bucket" / "records"
    shutil.copytree(workspace.root / "records", elsewhere)
    db = Spark(session, f"file://{tmp_path}/scratch")
    db.attach(workspace, workspace.head(), f"file://{elsewhere}/")
    with duckdb.connect() as con:
        workspace.attach(con)
        for asked in (
            "SELECT count(*) AS n, min(event) AS first FROM records.event",
            "SELECT max(person) AS last FROM records.person",
        ):
            assert db.rows(asked) == Duck(con).rows(asked)
    read = db.session.table("records_event").inputFiles()
    assert read and all(str(elsewhere) in file for file in read)


def test_the_workers_are_two_and_take_part(session: SparkSession) -> None:
    """Each registers when it has started; then both run what goes through Python, each under a parent of its own."""
    context: Any = session.sparkContext
    deadline = time.monotonic() + 120
    while context._jsc.sc().getExecutorMemoryStatus().size() < 3 and time.monotonic() < deadline:
        time.sleep(0.2)

    def parent(_: int) -> int:
        time.sleep(0.3)
        return os.getppid()

    assert context.parallelize(range(8), 8).map(parent).distinct().count() == 2


def test_what_is_found_is_fetched_file_by_file(session: SparkSession, tmp_path: Path) -> None:
    db, out = Spark(session, f"file://{tmp_path}/scratch"), tmp_path / "out"
    out.mkdir()
    db.make("few", "SELECT 1 AS n, 'one' AS word")
    assert (db.add("few", "SELECT 2 AS a, 'two' AS b"), db.add("few", "SELECT 3 AS a, 'three' AS b WHERE false")) == (
        1,
        0,
    )
    fetch(session, db.made["few"].places, out, "few")
    assert sorted(file.name for file in out.iterdir()) == ["few-00000.parquet", "few-00001.parquet"]
    assert sorted(pq.read_table(out).to_pylist(), key=repr) == [{"n": 1, "word": "one"}, {"n": 2, "word": "two"}]


def in_order(table: pa.Table) -> list[tuple[Any, ...]]:
    rows = [tuple(str(cell) for cell in row.values()) for row in table.to_pylist()]
    return sorted(rows)


def test_a_district_is_judged_the_same_row_for_row(session: SparkSession, workspace: Workspace) -> None:
    """And what Spark kept is what the next sweep takes up."""
    knowledge, said = practice.load(), []
    here = sweeps.bring_up(workspace, to_day(END), knowledge, whole=True).everyone()

    def everyone(*asked: Any) -> tuple[int, int]:
        return spark.judge(*asked, spark.Cluster(MASTER))

    found = sweeps.bring_up(workspace, to_day(END), knowledge, lambda text, *_: said.append(text), everyone=everyone)
    there = found.everyone()
    for name in ("spells", "owed", "roster"):
        assert getattr(there, name).schema == getattr(here, name).schema
        assert in_order(getattr(there, name)) == in_order(getattr(here, name)), name
    assert numbers(there) == numbers(here)
    assert here.spells.num_rows > 500 and here.only_joined > 5
    assert said == ["starting Spark", "joining families", "judging children", "judging children"]
    assert not list((workspace.root / "swept" / "scratch").iterdir())
    again = sweeps.bring_up(workspace, to_day(END), knowledge)
    assert (again.how, again.segment) == ("nothing", found.segment)


def numbers(found: Sweep) -> tuple[int, int, int, str]:
    return found.children, found.events, found.only_joined, found.knowledge_version


World = tuple[Knowledge, Case]
Model = TypeVar("Model", bound=BaseModel)


def random_worlds(many: int) -> list[World]:
    found: list[World] = []

    @settings(
        max_examples=many, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(strategies.knowledges(strategies.stretches), strategies.cases())
    def draw(knowledge: Knowledge, case: Case) -> None:
        found.append((knowledge, case))

    draw()
    return found


def together(worlds: list[World]) -> tuple[Knowledge, list[Case]]:
    """One body of practice and one population: in each world every name gets the world's number."""
    merged = Knowledge(version="worlds", concepts={}, indicators={}, expectations={}, settings={})
    families = []
    for number, (knowledge, case) in enumerate(worlds):
        for shelf in ("concepts", "indicators", "expectations", "settings"):
            getattr(merged, shelf).update(numbered(getattr(knowledge, shelf), knowledge, number))
        facts = tuple(replace(e, concept=f"{e.concept}-{number}") for e in case.events)
        families.append(rename(replace(case, events=facts), f"kid{number}"))
    return merged, families


def numbered(shelf: Mapping[str, Model], knowledge: Knowledge, number: int) -> dict[str, Model]:
    names = {*knowledge.concepts, *knowledge.indicators, *knowledge.expectations, *knowledge.settings}

    def said(part: Any) -> Any:
        if isinstance(part, dict):
            return {said(name): said(value) for name, value in part.items()}
        if isinstance(part, list):
            return [said(value) for value in part]
        return f"{part}-{number}" if part in names else part

    plain = {name: one.model_dump(by_alias=True, exclude_unset=True) for name, one in shelf.items()}
    return {f"{name}-{number}": type(shelf[name]).model_validate(said(one)) for name, one in plain.items()}


def judged_there(db: Spark, knowledge: Knowledge, families: list[Case]) -> tuple[list[Row], list[Row]]:
    """Spells and what is owed, those of nameless groups and of everything overdue included."""
    judged_cases.load(db, families, strategies.LAST, strategies.LAST)
    spark_judge.judge(db, Rules(knowledge), OPTIONS, every_overdue=True)
    return db.rows("SELECT * FROM spell"), db.rows("SELECT * FROM owed")


def judged_here(knowledge: Knowledge, families: list[Case]) -> tuple[list[Row], list[Row]]:
    rules = Rules(knowledge)
    built = from_tables(**judged_cases.tables(families), concepts=rules.concepts)
    found = judge.judge_all(rules.arrays(every_overdue=True), built, OPTIONS)
    return spell_table(found.spells).to_pylist(), owed_table(found.owed).to_pylist()


def sorted_rows(rows: list[Row]) -> list[str]:
    return sorted(str(sorted(row.items())) for row in rows)


def test_all_that_practice_can_mean_is_found_the_same(session: SparkSession, tmp_path: Path) -> None:
    worlds = [(knowledge_of(spec), case_for(spec)) for spec in SPECS] + random_worlds(25)
    knowledge, families = together(worlds)
    here, there = (
        judged_here(knowledge, families),
        judged_there(Spark(session, f"file://{tmp_path}"), knowledge, families),
    )
    for mine, theirs in zip(here, there, strict=True):
        assert sorted_rows(theirs) == sorted_rows(mine) and len(mine) > 30
    assert any(row["target_id"] < 0 for row in here[0]), "nothing is overdue"
