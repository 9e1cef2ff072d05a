"""The physical floors: what it costs merely to read the same columns once, or merely to parse the same JSON."""

from pathlib import Path

import duckdb

from kinsight.feeds import elements
from kinsight.feeds.mapping import READINGS

#: The columns that the program uses of an event.
MAPPED = ("event", "person", "concept_key", "on", "until", "known", "superseded", "service")
RAW = ("event", "person", "concept", "on", "until", "known", "version", "service")


def scan(con: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...]) -> None:
    """Read every value of these columns once."""
    con.execute(f"SELECT {', '.join(_touch(name) for name in columns)} FROM {table}").fetchall()


def _touch(name: str) -> str:
    return f'max(length("{name}"))' if name == "concept" else f'max("{name}")'


def parse(feed: Path) -> None:
    """DuckDB's own JSON reader over every file, with the elements that the feed room reads, every value built."""
    with duckdb.connect() as con:
        for file in sorted(feed.glob("*.ndjson")):
            reading = READINGS.get(file.stem)
            if reading is not None:
                shape = elements.columns(reading.names)
                source = f"read_json('{file}', format='newline_delimited', ignore_errors=true, columns={shape})"
                con.execute(f"CREATE OR REPLACE TEMP TABLE parsed AS SELECT * FROM {source}")
