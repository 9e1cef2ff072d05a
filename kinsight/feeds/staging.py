"""A file as staged tables, one a type: `staged_TYPE` with a row a line."""

from pathlib import Path

import duckdb

from kinsight.feeds import elements, stage
from kinsight.feeds.mapping import READINGS, Reading

_ALL_NAMES = set().union(*(reading.names for reading in READINGS.values()))


class Broken(Exception):
    """The file cannot be read to its end: a cut archive, or a line too long."""


def read(con: duckdb.DuckDBPyConnection, file: Path, only: str | None) -> tuple[list[str], int]:
    """Stage a file: its types, and how many lines it has. Lines that are of no type have their fate already.

    `only`: its one type, when sniffed. Raises `Broken`.
    """
    try:
        if only in READINGS and _as_one(con, file, READINGS[only]):
            return [only], _number(con, f"SELECT count(*) FROM stage_{only}")
        return _mixed(con, file)
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise Broken from error


def _as_one(con: duckdb.DuckDBPyConnection, file: Path, reading: Reading) -> bool:
    """Stage a file as one type; False when it holds others that we read too."""
    query = stage.select(reading, read_json(file, reading.names), None)
    con.execute(f"CREATE OR REPLACE TEMP TABLE stage_{reading.type} AS {query}")
    _show(con, reading, "rowid + 1 AS line, *")
    others = f"SELECT DISTINCT split_part(problem, ' ', 2) FROM stage_{reading.type} WHERE problem LIKE 'other-type %'"
    return not any(kind in READINGS for (kind,) in con.execute(others).fetchall())


def _mixed(con: duckdb.DuckDBPyConnection, file: Path) -> tuple[list[str], int]:
    con.execute(f"CREATE OR REPLACE TEMP TABLE raw AS SELECT * FROM {read_json(file, _ALL_NAMES)}")
    ours = ", ".join(f"'{kind}'" for kind in READINGS)
    con.execute(f"""INSERT INTO fate SELECT rowid + 1, resourceType, NULL, 'quarantined',
        CASE WHEN resourceType IS NULL THEN 'unreadable' ELSE 'other-type' END, resourceType FROM raw
        WHERE resourceType IS NULL OR resourceType NOT IN ({ours})""")
    found = {kind for (kind,) in con.execute("SELECT DISTINCT resourceType FROM raw").fetchall()}
    kinds = [kind for kind in READINGS if kind in found]
    for kind in kinds:
        source = f"(SELECT rowid + 1 AS line, * FROM raw WHERE resourceType = '{kind}')"
        con.execute(f"CREATE OR REPLACE TEMP TABLE stage_{kind} AS {stage.select(READINGS[kind], source, 'line')}")
        _show(con, READINGS[kind], "*")
    lines = _number(con, "SELECT count(*) FROM raw")
    con.execute("DROP TABLE raw")
    return kinds, lines


def _show(con: duckdb.DuckDBPyConnection, reading: Reading, columns: str) -> None:
    """`staged_TYPE`: the stage with what is the same in every line. What has no `lastUpdated` comes in the order of its lines."""
    came = "CASE WHEN loose THEN '#' || lpad(line::VARCHAR, 12, '0') ELSE '' END"
    con.execute(f"""CREATE OR REPLACE TEMP VIEW staged_{reading.type} AS
        SELECT * REPLACE (sequence || {came} AS sequence)
        FROM (SELECT {columns}{stage.constants(reading)} FROM stage_{reading.type})""")


def read_json(file: Path, names: set[str]) -> str:
    path = str(file).replace("'", "''")
    shape = elements.columns(names)
    return f"read_json('{path}', format='newline_delimited', ignore_errors=true, columns={shape})"


def _number(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])
