"""Who belongs to whom: identities and bonds, each table one SQL file over the record tables, in this order."""

from functools import cache
from importlib.resources import files

import duckdb

#: Each builds on those before it. `clock(as_of, horizon)` and the views `records.*` must be there.
STEPS = ("believed", "human", "who", "relation", "pregnancy", "carried", "child", "lineage", "tie", "bond")


@cache
def _statement(step: str) -> str:
    return files("kinsight.linkage").joinpath(f"sql/{step}.sql").read_text()


def build(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables `human`, `who`, `child`, `bond` (and those between) from the record tables."""
    for step in STEPS:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {step} AS {_statement(step)}")
