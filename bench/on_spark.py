"""`python -m bench.on_spark`: one synthetic district swept whole by DuckDB, and by Spark from a cold start and once more."""

import argparse
from pathlib import Path
from typing import Any

from bench.line import AS_OF, Line
from kinsight.engine.spark.spark_session import opened
from kinsight.ingest.load import load
from kinsight.rules import loading as practice
from kinsight.sweep import run as sweeps
from kinsight.sweep import spark


def main() -> None:
    asked = _asked()
    line = Line(Path("build/bench-spark") / str(asked.children), practice.load(), asked.children)
    if not line.workspace.exists:
        line.write()
        load(line.workspace, [line.feed], line.known, AS_OF)
    cluster = spark.Cluster(asked.master)

    def by_spark(*given: Any) -> tuple[int, int]:
        return spark.judge(*given, cluster)

    for _ in range(asked.times):
        _print_sweep("DuckDB", line)
    _print_sweep("Spark, cold", line, by_spark)
    with opened(asked.master):
        _print_sweep("Spark, warm", line, by_spark)


def _print_sweep(name: str, line: Line, everyone: sweeps.Everyone | None = None) -> None:
    swept = sweeps.bring_up(line.workspace, AS_OF, line.known, whole=True, everyone=everyone)
    rate = swept.judged / swept.seconds
    print(f"{name:16} {swept.seconds:8.1f} s {rate:8.0f} children/s   {swept.counts}", flush=True)


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="bench.on_spark", description=__doc__)
    asked.add_argument("--children", type=int, default=10_000)
    asked.add_argument("--master", default="local[2]")
    asked.add_argument("--times", type=int, default=2, help="how often DuckDB is measured")
    return asked.parse_args()


if __name__ == "__main__":
    main()
