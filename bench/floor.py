"""The physical floors: what it costs merely to read the same columns once, to sort the same rows, or to parse the same JSON."""

from pathlib import Path

import duckdb

from kinsight.ingest.fhir import elements
from kinsight.ingest.fhir.mapping import READINGS

#: The columns that the program uses of an event.
MAPPED = ("event", "person", "concept_key", "on", "until", "known", "superseded", "service")
RAW = ("event", "person", "concept", "on", "until", "known", "version", "service")
_TOUCH = {
    "concept": 'sum(length("concept"))',
    "event": 'bit_xor("event")',
    "person": 'bit_xor("person")',
    "version": 'bit_xor("version")',
}
#: In which order families have the rows of the program's tables.
BY_FAMILY = {"child": "child", "bond": "child, person", "event": 'person, concept_key, "on"'}
#: The same of the record tables, of rows that families are made of, with the columns that they keep.
RECORDED = {
    "person": "SELECT * FROM records.person ORDER BY person",
    "address": "SELECT * FROM records.address ORDER BY person",
    "bond": "SELECT * FROM records.bond ORDER BY patient, person",
    "event": 'SELECT event, person, concept, "on", "until", known, service, version, ref, value, certainty FROM records.event '
    'WHERE concept IS NOT NULL ORDER BY person, concept, "on"',
}


def scan(con: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...]) -> None:
    """Read every value of these columns once. Sums, because a greatest value may be known without reading."""
    con.execute(f"SELECT {', '.join(_TOUCH.get(name, _sum(name)) for name in columns)} FROM {table}").fetchall()


def _sum(name: str) -> str:
    return f'bit_xor("{name}")' if name == "service" else f'sum("{name}")'


def sort(con: duckdb.DuckDBPyConnection) -> None:
    """The program's tables, each written once more in the order of families."""
    for table, order in BY_FAMILY.items():
        con.execute(f"CREATE OR REPLACE TEMP TABLE sorted_{table} AS SELECT * FROM {table} ORDER BY {order}")
        con.execute(f"DROP TABLE sorted_{table}")


def sort_records(con: duckdb.DuckDBPyConnection) -> None:
    """What families are made of, read from the files of the record tables and written in that order."""
    for table, query in RECORDED.items():
        con.execute(f"CREATE OR REPLACE TEMP TABLE sorted_{table} AS {query}")
        con.execute(f"DROP TABLE sorted_{table}")


def parse(feed: Path) -> None:
    """DuckDB's own JSON reader over every file, with the elements that the feed room reads, every value built."""
    with duckdb.connect() as con:
        for file in sorted(feed.glob("*.ndjson")):
            reading = READINGS.get(file.stem)
            if reading is not None:
                shape = elements.columns(reading.names)
                source = f"read_json('{file}', format='newline_delimited', ignore_errors=true, columns={shape})"
                con.execute(f"CREATE OR REPLACE TEMP TABLE parsed AS SELECT * FROM {source}")


def parse_unasked(feed: Path) -> None:
    """The same reader, not told what the files hold: what anyone with DuckDB and the same files would wait for."""
    with duckdb.connect() as con:
        for file in sorted(feed.glob("*.ndjson")):
            if file.stem in READINGS:
                con.execute(
                    f"CREATE OR REPLACE TEMP TABLE parsed AS SELECT * FROM read_json('{file}', format='newline_delimited')"
                )
