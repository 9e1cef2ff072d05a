"""The functions that SQLite is given say what DuckDB's twins say: one family must be judged as everyone is."""

import duckdb
import pyarrow as pa

from kinsight.engine.database import Duck, Lite
from kinsight.records.keys import key

WORDS = (
    "Patient/1", "é/2", "", None, "2024-05-01", " 2024-5-1 ", "2024-02-30", "2024", "2024-05", "20240501", "2024-05-01T10:00",
    "2024-05-01T10:00:00Z", "2024-05-01T23:30:00.5-05:00", "2024-05-01 x", "0001-01-01", "9999-12-31", "tomorrow",
)  # fmt: skip
ASKED = "SELECT word, key_of(word) AS key, iso_day(word) AS iso, day_words(day) AS words FROM words ORDER BY day"


def test_our_own_functions_are_the_same_in_both_databases() -> None:
    words = pa.table({"word": WORDS, "day": pa.array([n * 1000 for n in range(len(WORDS))], pa.int32())})
    with duckdb.connect() as con:
        many, one = Duck(con), Lite()
        for db in (many, one):
            db.keep("words", words)
        assert one.rows(ASKED) == many.rows(ASKED)
    assert [row["key"] for row in one.rows(ASKED)] == [None if word is None else key(word) for word in WORDS]
    assert sum(row["iso"] is not None for row in one.rows(ASKED)) == 7
