"""The SQL that is generated from the mapping, by the name of the golden file that shows it."""

from pathlib import Path

from kinsight.ingest.fhir.mapping import READINGS, Reading
from kinsight.ingest.staging import line_columns, staged_tables
from tests.golden.sql_layout import layout

FOLDER = Path(__file__).parent


def golden() -> dict[Path, str]:
    """What each golden file should say."""
    return {FOLDER / "staging" / f"{kind}.sql": staging(reading) for kind, reading in READINGS.items()}


def staging(reading: Reading) -> str:
    """How a file of one type is staged: the table that it is read into, and the view of it."""
    file = staged_tables.read_json(Path(f"{reading.type}.ndjson"), reading.names)
    table = f"CREATE OR REPLACE TABLE stage_{reading.type} AS {line_columns.select(reading, file, None)}"
    view = f"CREATE OR REPLACE VIEW staged_{reading.type} AS {staged_tables.shown(reading, staged_tables.numbered(0))}"
    opening = f"-- How {reading.type}.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it."
    return f"{opening}\n{layout(table)};\n\n{layout(view)};\n"


def written() -> set[Path]:
    """The golden files that there are."""
    return set(FOLDER.rglob("*.sql"))
