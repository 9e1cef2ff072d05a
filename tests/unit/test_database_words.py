"""What our own functions of SQL say: Python, DuckDB and Spark (`test_spark.py`) must mean the same by them."""

import duckdb
import pyarrow as pa

from kinsight.engine.database import Duck
from kinsight.store.keys import key

#: A word, and whether it is read as a day.
WORDS = {
    "Patient/1": False, "é/2": False, "": False, None: False, "2024-05-01": True, " 2024-5-1 ": True, "2024-02-30": False,
    "2024": False, "2024-05": False, "20240501": False, "2024-05-01T10:00": True, "2024-05-01T10:00:00Z": True,
    "2024-05-01T23:30:00.5-05:00": True, "2024-05-01 x": False, "0001-01-01": True, "9999-12-31": True, "tomorrow": False,
}  # fmt: skip


def test_our_own_functions_say_what_python_says() -> None:
    words = pa.table({"word": list(WORDS), "day": pa.array([n * 1000 for n in range(len(WORDS))], pa.int32())})
    with duckdb.connect() as con:
        db = Duck(con)
        db.keep("words", words)
        rows = db.rows(
            "SELECT key_of(word) AS key, iso_day(word) AS iso, day_words(day) AS words FROM words ORDER BY day"
        )
    assert [row["key"] for row in rows] == [None if word is None else key(word) for word in WORDS]
    assert [row["iso"] is not None for row in rows] == list(WORDS.values())
    assert next(row["iso"] for row in rows if row["iso"]) == 19844
    assert [row["words"] for row in rows[:2]] == ["1 January 1970", "27 September 1972"]
