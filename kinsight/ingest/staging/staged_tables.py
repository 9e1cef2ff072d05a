"""Files as staged tables, one a type: `staged_TYPE` with a row a line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb

from kinsight.ingest.fhir import elements
from kinsight.ingest.fhir.mapping import READINGS, Reading
from kinsight.ingest.sources import Source
from kinsight.ingest.staging import line_columns
from kinsight.ingest.table_mapping.mapped_rows import MappedTable
from kinsight.ingest.table_mapping.warehouse import Table
from kinsight.store import connection_pool
from kinsight.store.sql_files import statement

_ALL_NAMES = set().union(*(reading.names for reading in READINGS.values()))
#: Bits of a line's number; above them stands which file of the batch it is in.
LINE_BITS = 40
LINE_MASK = (1 << LINE_BITS) - 1
#: Bytes of a line. The reader hands a file to its threads in pieces of twice the longest line that it is told to expect: with
#: the usual one, files of the usual size are read by several threads; the longest that DuckDB expects unasked is tried after it.
USUAL, LONGEST = 4 << 20, 16 << 20


PACKAGE = "kinsight.ingest.staging"


class Broken(Exception):
    """A file cannot be read to its end: a cut archive, or a line too long."""


class Bundled(Exception):
    """A file has a Bundle among its lines: it has to be opened before the file can be read."""


@dataclass(frozen=True)
class Staged:
    """The types staged, how many lines each file of the batch has, and those of its files that are tables, by place."""

    kinds: list[str]
    lines: list[int]
    tables: dict[int, MappedTable] = field(default_factory=dict)


def read(con: duckdb.DuckDBPyConnection, batch: list[Source]) -> Staged:
    """Stage files, each with its one type as sniffed (different ones), or one file of several types.

    Lines that are of no type of ours have their outcome already. Raises `Broken`, `Bundled`.
    """
    try:
        try:
            return _read(con, batch, USUAL)
        except duckdb.InvalidInputException:
            return _read(con, batch, LONGEST)
    except duckdb.Error as error:
        if type(error) in (duckdb.IOException, duckdb.InvalidInputException, duckdb.Error):  # the last: a damaged page
            raise Broken from error
        raise


def _read(con: duckdb.DuckDBPyConnection, batch: list[Source], longest: int) -> Staged:
    kinds: set[str] = set()
    lines, tables, alike = [], {}, _files(con, batch, longest)
    for nth, source in enumerate(batch):
        only = source.only
        if source.table:
            tables[nth] = MappedTable(con, source.table, nth)
            kinds |= source.table.rules.kinds
            lines.append(_of_rows(con, source.table, tables[nth]))
        elif only and alike.get(nth):
            kinds.add(only)
            lines.append(_number(con, f"SELECT count(*) FROM stage_{only}"))
        elif len(batch) == 1:
            return _mixed(con, source, longest)
        else:
            raise Broken(f"{source.name} holds more than one type")
    return Staged([kind for kind in READINGS if kind in kinds], lines, tables)


def _of_rows(con: duckdb.DuckDBPyConnection, table: Table, laid: MappedTable) -> int:
    """Stage what the rows of a table become; how many lines that is. A row that becomes nothing has its outcome already."""
    above = laid.nth << LINE_BITS
    con.execute(f"INSERT INTO line_outcome SELECT line + {above}::BIGINT, * EXCLUDE (line) FROM ({laid.outcomes()})")
    lines = laid.refused
    with _clocks(con, table.rules.zone):
        for kind in table.rules.kinds:
            query = line_columns.select(READINGS[kind], laid.elements(kind), f"line + {above}::BIGINT")
            lines += _number(con, f"CREATE OR REPLACE TABLE stage_{kind} AS {query}")
            _show(con, READINGS[kind], "*")
    return lines


@contextmanager
def _clocks(con: duckdb.DuckDBPyConnection, zone: str) -> Iterator[None]:
    """Days by the clocks that a table's mapping names, instead of the district's."""
    ours = con.execute("SELECT getvariable('zone'), getvariable('zone_near_utc')").fetchall()[0]
    _set_clocks(con, zone, False)
    try:
        yield
    finally:
        _set_clocks(con, *ours)


def _set_clocks(con: duckdb.DuckDBPyConnection, zone: str, near_utc: bool) -> None:
    con.execute("SET VARIABLE zone = ?", [zone])
    con.execute("SET VARIABLE zone_near_utc = ?::BOOLEAN", [near_utc])


def _files(con: duckdb.DuckDBPyConnection, batch: list[Source], longest: int) -> dict[int, bool]:
    """Stage the files that seem to be of one type of ours, by place: whether they hold that type alone of ours."""
    places = [nth for nth, source in enumerate(batch) if source.only in READINGS and not source.table]
    places.sort(key=lambda nth: -batch[nth].bytes)
    jobs = [
        partial(_as_one, file=batch[nth].path, reading=READINGS[str(batch[nth].only)], nth=nth, longest=longest)
        for nth in places
    ]
    return dict(zip(places, connection_pool.together(con, jobs), strict=True))


def _as_one(con: duckdb.DuckDBPyConnection, file: Path, reading: Reading, nth: int, longest: int) -> bool:
    """Stage a file as one type; False when it holds others that we read too."""
    query = line_columns.select(reading, read_json(file, reading.names, longest), None)
    con.execute(f"CREATE OR REPLACE TABLE stage_{reading.type} AS {query}")
    _show(con, reading, numbered(nth))
    others = f"SELECT DISTINCT split_part(problem, ' ', 2) FROM stage_{reading.type} WHERE problem LIKE 'other-type %'"
    kinds = {kind for (kind,) in con.execute(others).fetchall()}
    _no_bundle(kinds)
    return not kinds & READINGS.keys()


def _no_bundle(kinds: set[str]) -> None:
    if "Bundle" in kinds:
        raise Bundled


def _mixed(con: duckdb.DuckDBPyConnection, source: Source, longest: int) -> Staged:
    con.execute(f"CREATE OR REPLACE TABLE raw AS SELECT * FROM {read_json(source.path, _ALL_NAMES, longest)}")
    ours = ", ".join(f"'{kind}'" for kind in READINGS)
    con.execute(f"INSERT INTO line_outcome {statement('other_type', PACKAGE, types=ours)}")
    found = {kind for (kind,) in con.execute("SELECT DISTINCT resourceType FROM raw").fetchall()}
    if not source.single:
        _no_bundle(found)
    kinds = [kind for kind in READINGS if kind in found]
    for kind in kinds:
        rows = f"(SELECT rowid + 1 AS line, * FROM raw WHERE resourceType = '{kind}')"
        con.execute(f"CREATE OR REPLACE TABLE stage_{kind} AS {line_columns.select(READINGS[kind], rows, 'line')}")
        _show(con, READINGS[kind], "*")
    lines = _number(con, "SELECT count(*) FROM raw")
    con.execute("DROP TABLE raw")
    return Staged(kinds, [lines])


def _show(con: duckdb.DuckDBPyConnection, reading: Reading, columns: str) -> None:
    """`staged_TYPE`: the stage with what is the same in every line. What has no `lastUpdated` comes in the order of its lines."""
    con.execute(f"CREATE OR REPLACE VIEW staged_{reading.type} AS {shown(reading, columns)}")


def numbered(nth: int) -> str:
    """The columns of the stage of the nth file of a batch: in a file of one type, a line's number is that of its row."""
    return f"rowid + 1 + ({nth}::BIGINT << {LINE_BITS}) AS line, *"


def shown(reading: Reading, columns: str) -> str:
    """SELECT of a type's lines as they are staged, with what is the same in every one."""
    parts = {"columns": columns, "constants": line_columns.constants(reading), "line_mask": LINE_MASK}
    return statement("staged", PACKAGE, type=reading.type, **parts)


def read_json(file: Path, names: set[str], longest: int = USUAL) -> str:
    """SQL of a file as rows, one a line, with the elements of these names; `longest`: bytes of the longest line expected."""
    path, shape = str(file).replace("'", "''"), elements.columns(names)
    return f"""read_json('{path}', format='newline_delimited', ignore_errors=true, maximum_object_size={longest}, columns={shape})"""


def _number(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])
