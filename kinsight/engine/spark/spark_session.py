"""Where Spark runs: starting it, a folder of files for one run, and fetching them from there."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

from pyspark.errors import PySparkRuntimeError
from pyspark.sql import SparkSession


class SparkMissing(Exception):
    """Spark cannot start here, or was not told what it needs; the message says what to do."""


@contextmanager
def opened(master: str) -> Iterator[SparkSession]:
    """The session that is there already, or one for this time."""
    there = SparkSession.getActiveSession()
    session = there or _started(master)
    try:
        yield session
    finally:
        if not there:
            session.stop()


def _started(master: str) -> SparkSession:
    home = os.environ.get("JAVA_HOME")
    if not shutil.which(str(Path(home, "bin", "java")) if home else "java"):
        raise SparkMissing("Spark needs Java 17 or newer, and there is no java here (JAVA_HOME, then PATH)")
    if is_here(master):
        # What judges runs in Python beside Spark: in this one, which has Kinsight.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("kinsight").master(master)
    for name, value in (_HERE if is_here(master) else _ANYWHERE).items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as failed:
        raise SparkMissing(f"Spark did not start; it needs Java 17 or newer ({failed.getCondition()})") from failed


def is_here(master: str) -> bool:
    return master.startswith("local")


_ANYWHERE = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
#: On this machine alone: nothing listens to others, and no folder is made where the command was called.
_HERE = {
    **_ANYWHERE,
    "spark.ui.enabled": "false",
    "spark.driver.host": "localhost",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.warehouse.dir": f"file://{gettempdir()}/kinsight-spark-warehouse",
}


@contextmanager
def run_folder(session: SparkSession, scratch: str) -> Iterator[str]:
    """A folder of this run, gone afterwards."""
    place = f"{scratch.rstrip('/')}/{uuid4().hex}"
    try:
        yield place
    finally:
        system, path = _hadoop_path(session, place)
        system.delete(path, True)


def fetch(session: SparkSession, places: Iterable[str], out: Path, name: str) -> None:
    """Copy the Parquet files of these folders here, as `name-00000.parquet` and so on; a file at a time, whatever its size."""
    number = 0
    for place in places:
        system, folder = _hadoop_path(session, place)
        for file in system.listStatus(folder):
            if file.getPath().getName().endswith(".parquet"):
                _, here = _hadoop_path(session, f"file://{out.resolve()}/{name}-{number:05d}.parquet")
                system.copyToLocalFile(False, file.getPath(), here, True)
                number += 1


def _hadoop_path(session: Any, place: str) -> tuple[Any, Any]:
    """Hadoop's file system and path: any that Spark can write to."""
    path = session._jvm.org.apache.hadoop.fs.Path(place)
    return path.getFileSystem(session._jsc.hadoopConfiguration()), path
