"""Databases in memory, which spill into the scratch folder of the process (`scratch_folder`)."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

MEMORY = "4GB"


@contextmanager
def connected(memory: str = MEMORY, prefix: str = "kinsight-") -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills into a folder for its user alone, gone afterwards.

    Unasked, DuckDB takes most of the machine's memory and spills into the folder in which its caller happens to stand.
    """
    with (
        tempfile.TemporaryDirectory(prefix=prefix) as folder,
        database(memory_limit=memory, temp_directory=folder) as con,
    ):
        yield con


def database(**config: Any) -> duckdb.DuckDBPyConnection:
    """A database in memory that prints nothing: unasked, DuckDB draws a bar on standard output, in the middle of our JSON."""
    con = duckdb.connect(config=config)
    con.execute("SET enable_progress_bar = false")
    return con
