"""DuckDB with a place of its own for what does not fit into memory."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

MEMORY = "4GB"


@contextmanager
def connected(memory: str = MEMORY, prefix: str = "kinsight-") -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills into a folder for its user alone, gone afterwards.

    Unasked, DuckDB takes most of the machine's memory and spills into the folder in which its caller happens to stand.
    """
    with (
        tempfile.TemporaryDirectory(prefix=prefix) as folder,
        duckdb.connect(config={"memory_limit": memory, "temp_directory": folder}) as con,
    ):
        yield con
