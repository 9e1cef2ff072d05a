"""Imports FHIR NDJSON with Pathling, in its own environment: python pathling_import.py FEED OUT; prints JSON.

Says {starting, imported, refused}: the seconds until Spark is there, the types that became Parquet, and those that its encoders do
not know. Later releases than 5.4.0 fetch their program from Maven Central when they start, and so are not measured.
"""

import json
import sys
from pathlib import Path
from time import perf_counter


def main(feed: str, out: str) -> None:
    began = perf_counter()
    from pathling import PathlingContext
    from pathling.etc import find_jar
    from pyspark.sql import SparkSession

    settings = {"spark.jars": find_jar(), "spark.ui.enabled": "false", "spark.driver.memory": "4g"}
    builder = SparkSession.builder.master("local[*]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    context = PathlingContext.create(spark)
    starting, imported, refused = perf_counter() - began, [], []
    for file in sorted(Path(feed).glob("*.ndjson")):
        try:
            rows = context.encode(spark.read.text(str(file)), file.stem)
        except Exception:
            refused.append(file.stem)
        else:
            rows.write.parquet(f"{out}/{file.stem}")
            imported.append(file.stem)
    spark.stop()
    sys.stdout.write(json.dumps({"starting": starting, "imported": imported, "refused": refused}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
