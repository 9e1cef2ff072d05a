"""The options of `kinsight sweep` that have Spark do it, and what is said where Spark cannot."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kinsight.cli import say
from kinsight.sweep.run import Everyone, Progress

if TYPE_CHECKING:
    from kinsight.rules.schema.knowledge import Knowledge
    from kinsight.store.workspace import Workspace


class Name(StrEnum):
    duckdb = "duckdb"
    spark = "spark"


Engine = Annotated[Name, typer.Option(help="Who judges; spark judges everyone.")]
Master = Annotated[
    str | None, typer.Option(help="Spark: where it runs, such as spark://HOST:7077. Default: local[*], this machine.")
]
Scratch = Annotated[
    str | None, typer.Option(help="Spark: folder that all its machines write to and read. Default: in the workspace.")
]
Records = Annotated[
    str | None, typer.Option(help="Spark: where its machines find the workspace's records/. Default: where it is.")
]


def chosen(engine: Name, master: str | None, scratch: str | None, records: str | None) -> Everyone | None:
    """Who judges everyone, None for DuckDB; stops where an option is for the other, or Spark is not installed."""
    given = [name for name, value in (("--master", master), ("--scratch", scratch), ("--records", records)) if value]
    if engine is Name.duckdb:
        return say.stop(f"{given[0]} is for --engine spark", say.USE) if given else None
    try:
        import pyspark  # noqa: F401  (asked for by name: what else is missing is a fault of ours)

        from kinsight.sweep import spark
    except ImportError:
        say.stop("Spark is an extra that is not installed: pip install 'kinsight[spark]'", say.USE)

    cluster = spark.Cluster(master or "local[*]", scratch, records)

    def judge(
        workspace: "Workspace", head: dict[str, int], as_of: int, knowledge: "Knowledge", out: Path, progress: Progress
    ) -> tuple[int, int]:
        try:
            return spark.judge(workspace, head, as_of, knowledge, out, progress, cluster)
        except spark.SparkMissing as missing:
            say.stop(str(missing), say.USE)

    return judge
