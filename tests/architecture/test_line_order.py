"""DuckDB keeps the order of a file's lines, broken ones included, when several threads read it (docs/adr/0009)."""

import json
from pathlib import Path

import duckdb
import pytest

from kinsight.ingest.staging.staged_tables import USUAL, read_json

#: Enough for several of the reader's buffers (twice the longest line expected), so that threads really share the file.
LINES, PADDING = 120_000, "x" * 900
BROKEN = 997


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lines") / "Condition.ndjson"
    with made.open("w") as out:
        out.writelines(broken(n) if n % BROKEN == 0 else line(n) for n in range(LINES))
    return made


def line(n: int) -> str:
    return json.dumps({"resourceType": "Condition", "id": str(n), "recordedDate": PADDING}) + "\n"


def broken(n: int) -> str:
    return line(n)[: len(line(n)) // 2] + "\n"


def misplaced(file: Path, order: str) -> tuple[int, int]:
    """Rows, and rows that do not stand in their line's place, once the file is a table in this order."""
    with duckdb.connect(config={"threads": 4}) as con:
        con.execute(f"CREATE TEMP TABLE staged AS SELECT id FROM {read_json(file, {'recordedDate'})} {order}")
        wrong = f"CASE WHEN rowid % {BROKEN} = 0 THEN id IS NOT NULL ELSE id IS DISTINCT FROM rowid::VARCHAR END"
        found = con.execute(f"SELECT count(*), count(*) FILTER ({wrong}) FROM staged").fetchone()
    assert found
    return found[0], found[1]


@pytest.mark.deep
def test_rows_stand_in_the_order_of_their_lines(file: Path) -> None:
    assert file.stat().st_size > 3 * 2 * USUAL
    assert misplaced(file, "") == (LINES, 0)


@pytest.mark.deep
def test_another_order_is_noticed(file: Path) -> None:
    rows, wrong = misplaced(file, "ORDER BY id DESC")
    assert rows == LINES and wrong > LINES / 2
