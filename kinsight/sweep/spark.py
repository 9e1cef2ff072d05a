"""A sweep over many machines: families are joined by Spark, and judged there by the compiled judge (docs/spark.md)."""

from dataclasses import dataclass
from pathlib import Path

from kinsight.engine.families import inputs
from kinsight.engine.judge import Options
from kinsight.engine.judging import Judge
from kinsight.engine.rules import Rules
from kinsight.engine.spark import spark_judge
from kinsight.engine.spark.spark_database import Spark
from kinsight.engine.spark.spark_session import SparkMissing, fetch, is_here, opened, run_folder
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.sql_files import statement
from kinsight.store.stages import stage
from kinsight.store.workspace import Workspace
from kinsight.sweep import published
from kinsight.sweep.results import PACKAGE, TABLES, columns
from kinsight.sweep.run import Progress

__all__ = ["Cluster", "SparkMissing", "judge"]


@dataclass(frozen=True)
class Cluster:
    """Where Spark runs, such as `local[*]` or `spark://HOST:7077`.

    `scratch`: a folder that all its machines write to and read, needed when they are not this one. `records`: where they find
    the workspace's `records/`, when not at its own place.
    """

    master: str
    scratch: str | None = None
    records: str | None = None


def judge(
    workspace: Workspace,
    head: dict[str, int],
    as_of: int,
    knowledge: Knowledge,
    out: Path,
    progress: Progress,
    cluster: Cluster,
) -> tuple[int, int]:
    """As `run.Everyone` has it: judges all children and writes their results to `out`; how many children, of how many events."""
    scratch = cluster.scratch or _beside(out, cluster.master)
    progress("starting Spark", 0, 0)
    with opened(cluster.master) as session, run_folder(session, scratch) as folder:
        db = Spark(session, folder)
        db.attach(workspace, head, cluster.records)
        db.keep("used", inputs.used(knowledge))
        events = published.used_events(db)
        children = _judge(db, as_of, knowledge, progress)
        for table in TABLES:
            fetch(session, db.made[f"result_{table}"].places, out, table)
    return children, events


def _beside(out: Path, master: str) -> str:
    """Where the next sweep clears away what a killed one left, and as private as the records."""
    if not is_here(master):
        raise SparkMissing(f"the machines of {master} need a folder that all of them reach: name it with --scratch")
    return f"file://{out.resolve().parent}/scratch"


def _judge(db: Spark, as_of: int, knowledge: Knowledge, progress: Progress) -> int:
    progress("joining families", 0, 0)
    with stage("joining families with Spark") as counted:
        inputs.build(db, as_of, knowledge)
        inputs.make_restricted(db)
        counted["children"] = children = int(db.rows("SELECT count(*) AS n FROM child_record")[0]["n"])
    progress("judging children", 0, children)
    judge = Judge(Rules(knowledge))
    judge.keep_names(db)
    with stage("judging children with Spark", children=children):
        spark_judge.judge(db, judge.rules, Options(as_of, inputs.horizon(as_of), past=False))
        close = ", ".join(f"'{role}'" for role in inputs.CLOSE)
        parts = {"shown": inputs.shown_child(), "columns": columns("child"), "close": close}
        for table in TABLES:
            db.make(f"result_{table}", statement(f"result_{table}", PACKAGE, **parts))
    progress("judging children", children, children)
    return children
