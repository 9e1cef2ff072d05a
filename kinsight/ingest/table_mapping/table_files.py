"""Files that are tables, CSV and Parquet, as relations in DuckDB: `row` from 1 and each wanted column as text."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import duckdb
import pyarrow as pa

from kinsight.ingest.files import raw_bytes
from kinsight.ingest.table_mapping import cells
from kinsight.ingest.table_mapping.cells import literal
from kinsight.ingest.table_mapping.mapping_file import MappingWrong
from kinsight.store import scratch_database

_UTF8 = {"utf-8", "utf8", "utf-8-sig", "ascii"}
#: Bytes of a line of CSV, and rows that pass through Python at a time where they must.
_LONGEST, _AT_ONCE = 16 << 20, 20_000
FEWER_OR_MORE = "it has more or fewer cells than the heading"
CUT_SHORT = "cut-short"
_TOO_LONG = "\0too-long"
csv.field_size_limit(_LONGEST)  # a cell over several lines, which no limit of a line would stop
#: A column whose name another column has too cannot be meant by that name.
TWICE = "twice "


@dataclass(frozen=True)
class TableFile:
    """A CSV or Parquet file. `kinds`: the DuckDB type of each column, in order; the nth column is `t{n}` in a relation."""

    path: Path
    kinds: dict[str, str]
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    zone: str = "UTC"

    @property
    def parquet(self) -> bool:
        return is_parquet(self.path)

    def name(self, column: str) -> str:
        return f"t{list(self.kinds).index(column)}"

    def words(self, column: str, at: str) -> str:
        """SQL text of a column that is called `at` in its reader. Raises MappingWrong where it is of a kind that says no text."""
        try:
            return cells.words(at, self.kinds[column], self.zone)
        except MappingWrong as wrong:
            raise MappingWrong(f"{self.path.name}: column {column} {wrong}") from None


def is_parquet(path: Path) -> bool:
    return path.suffix in (".parquet", ".pq")


def opened(path: Path, delimiter: str, encoding: str, zone: str) -> TableFile:
    """The file with its heading. Raises `MappingWrong` when it is no table."""
    try:
        kinds = _schema(path) if is_parquet(path) else _heading(path, delimiter, encoding)
    except (duckdb.Error, OSError, EOFError, csv.Error, LookupError, UnicodeError) as error:
        raise MappingWrong(f"{path.name}: no whole table") from error
    return TableFile(path, kinds, delimiter, encoding, zone)


def _schema(path: Path) -> dict[str, str]:
    with scratch_database.database() as con:
        found = con.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})").fetchall()
    return {name: kind for name, kind, *_ in found}


def _heading(path: Path, delimiter: str, encoding: str) -> dict[str, str]:
    with raw_bytes.reading(path) as file:
        heading = next(_reader(file, delimiter, encoding), [])
    return {
        (name if heading.count(name) == 1 else f"{TWICE}{name} {nth}"): "VARCHAR" for nth, name in enumerate(heading)
    }


def lay(
    con: duckdb.DuckDBPyConnection, file: TableFile, name: str, wanted: Iterable[str]
) -> list[tuple[int, str, str]]:
    """Make the view `name`. Returns rows of CSV that fit no heading: (row, reason, what about it).

    CSV is read by DuckDB, strictly; where that finds anything odd, by Python's reader, row by row.
    """
    columns = [column for column in file.kinds if column in set(wanted)] or list(file.kinds)[:1]
    if file.parquet:
        made = [f"{file.words(column, _quoted(column))} AS {file.name(column)}" for column in columns]
        con.execute(
            f"CREATE OR REPLACE VIEW {name} AS SELECT {', '.join(['file_row_number + 1 AS row', *made])} FROM {_parquet(file)}"
        )
        return []
    return _lay_csv(con, file, name, columns)


def _parquet(file: TableFile) -> str:
    return f"read_parquet({literal(str(file.path))}, file_row_number=true)"


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _lay_csv(
    con: duckdb.DuckDBPyConnection, file: TableFile, name: str, columns: list[str]
) -> list[tuple[int, str, str]]:
    made = ", ".join(f"{file.words(column, file.name(column))} AS {file.name(column)}" for column in columns)
    refused: list[tuple[int, str, str]] = []
    with tempfile.TemporaryDirectory(prefix="kinsight-table-") as scratch:
        try:
            # DuckDB takes a blank line for a cell, and says nothing of a line that is far too long for it.
            if len(file.kinds) < 2 or raw_bytes.overlong(file.path):
                raise duckdb.InvalidInputException
            con.execute(f"CREATE OR REPLACE TABLE {name}_cells AS SELECT {made} FROM {_strictly(file, Path(scratch))}")
            row = "rowid + 1 AS row, "
        except (duckdb.InvalidInputException, duckdb.IOException, OSError, EOFError):
            refused, row = _one_by_one(con, file, name, columns, made), ""
    con.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT {row}* FROM {name}_cells")
    return refused


def _strictly(file: TableFile, scratch: Path) -> str:
    """SQL of DuckDB's own reader: what it reads, Python's would read alike. Empty cells may be left over at the end."""
    shape = ", ".join(f"'{file.name(column)}': 'VARCHAR'" for column in file.kinds)
    packed = "gzip" if file.path.suffix == ".gz" else "none"
    path = file.path
    if file.encoding.lower() not in _UTF8:
        path, packed = raw_bytes.in_utf8(path, scratch / "table.csv", file.encoding), "none"
    return f"""read_csv({literal(str(path))}, auto_detect=false, header=true, columns={{{shape}}}, delim={literal(file.delimiter)},
        quote='"', escape='"', comment='', strict_mode=true, max_line_size={_LONGEST}, compression='{packed}')"""


def _one_by_one(
    con: duckdb.DuckDBPyConnection, file: TableFile, name: str, columns: list[str], made: str
) -> list[tuple[int, str, str]]:
    refused: list[tuple[int, str, str]] = []
    names = [file.name(column) for column in columns]
    con.execute(f"CREATE OR REPLACE TABLE {name}_cells(row BIGINT{''.join(f', {one} VARCHAR' for one in names)})")
    rows = _fitting(file, columns, refused)
    while some := list(islice(rows, _AT_ONCE)):
        con.register(
            "incoming", pa.table([pa.array(column) for column in zip(*some, strict=True)], names=["row", *names])
        )
        con.execute(f"INSERT INTO {name}_cells SELECT row{', ' if made else ''}{made} FROM incoming")
        con.unregister("incoming")
    return refused


def _fitting(
    file: TableFile, columns: list[str], refused: list[tuple[int, str, str]]
) -> Iterator[tuple[int | str, ...]]:
    width, places = len(file.kinds), [list(file.kinds).index(column) for column in columns]
    number = 0
    try:
        for number, row in csv_rows(file):
            if row == [_TOO_LONG]:
                refused.append((number, "too-long", ""))
            elif len(row) == width or (len(row) > width and not any(row[width:])):
                yield (number, *(row[place] for place in places))
            else:
                refused.append((number, "bad-row", FEWER_OR_MORE))
    except (EOFError, OSError, csv.Error):
        refused.append((number + 1, CUT_SHORT, ""))


def csv_rows(file: TableFile) -> Iterator[tuple[int, list[str]]]:
    """Rows of CSV as Python reads them, numbered from 1; blank lines and the heading are none."""
    with raw_bytes.reading(file.path) as found:
        rows = _reader(found, file.delimiter, file.encoding)
        next(rows, None)
        yield from enumerate((row for row in rows if row), 1)


def whole(con: duckdb.DuckDBPyConnection, file: TableFile, rows: set[int]) -> dict[int, str]:
    """These rows as they came: the cells of a row of CSV joined, a row of Parquet as JSON."""
    if file.parquet:
        con.execute(f"CREATE OR REPLACE TABLE wanted AS SELECT unnest({sorted(rows)})::BIGINT AS row")
        packed = ", ".join(f"{_quoted(column)} := {_quoted(column)}" for column in file.kinds)
        query = f"""SELECT row, to_json(struct_pack({packed}))::VARCHAR
            FROM (SELECT file_row_number + 1 AS row, * FROM {_parquet(file)}) SEMI JOIN wanted USING (row)"""
        return dict(con.execute(query).fetchall())
    found: dict[int, str] = {}
    try:
        for number, row in csv_rows(file):
            if number in rows:
                found[number] = file.delimiter.join(row)
                if len(found) == len(rows):
                    break
    except (EOFError, OSError, csv.Error):
        pass
    return found


def _reader(file: IO[bytes], delimiter: str, encoding: str) -> Iterator[list[str]]:
    """Python's reader, made to take a quote after a space for what it is, as DuckDB's does."""
    text = io.TextIOWrapper(file, encoding, errors="backslashreplace", newline="")
    return csv.reader(_bounded(text), delimiter=delimiter, skipinitialspace=True)


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines; one that is too long to be held is passed over, and `_TOO_LONG` stands for it."""
    while line := text.readline(_LONGEST):
        if len(line) < _LONGEST or line.endswith("\n"):
            yield line
            continue
        while (rest := text.readline(_LONGEST)) and not rest.endswith("\n"):
            pass
        yield _TOO_LONG
