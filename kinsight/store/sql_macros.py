"""Words that our statements have beside DuckDB's own: the key of a text, the day that a text names, a day in words."""

import duckdb

from kinsight.store.keys import SQL_KEY
from kinsight.store.sql_files import statement


def make(con: duckdb.DuckDBPyConnection) -> None:
    """Create the macros `key_of`, `iso_day` and `day_words` of this connection."""
    con.execute(statement("macros", "kinsight.store", key=SQL_KEY.format("x")))
