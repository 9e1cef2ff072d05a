"""The flat files that SQL on FHIR makes of the families, and the hand-written queries asked of them."""

from pathlib import Path

import duckdb
import pyarrow as pa

from bench.measure import take, wall
from bench.peers.share import Held
from bench.peers.sql import Queries, results
from kinsight.store.keys import small_key


def query(out: Path, queries: Queries, times: int) -> tuple[list[float], Held]:
    """Seconds of each turn, reading the files included, and who holds what."""
    with duckdb.connect() as con:
        con.register("words", _words(queries))
        took = take(lambda: _run(con, out, queries), times, warm=False)
        return wall(took), results(con)


def _run(con: duckdb.DuckDBPyConnection, out: Path, queries: Queries) -> None:
    con.execute(_TODAY.format(out=out, day=queries.day)).fetchall()
    for text in queries.all().values():
        con.execute(text).fetchall()


def _words(queries: Queries) -> pa.Table:
    words = sorted(set(queries.concepts()))
    return pa.table({"concept": words, "concept_key": pa.array([small_key(word) for word in words], pa.int32())})


_DAY = "({} - DATE '1970-01-01')::INTEGER"
_TODAY = f"""
CREATE OR REPLACE TEMP TABLE observation AS SELECT * FROM read_json('{{out}}/observation.ndjson', format='newline_delimited',
  columns={{{{child: 'VARCHAR', event: 'VARCHAR', person: 'VARCHAR', concept: 'VARCHAR', held: 'VARCHAR', since: 'DATE', until: 'DATE'}}}});
CREATE OR REPLACE TEMP TABLE patient AS SELECT substr(child, 2)::BIGINT AS child, {{day}} - {_DAY.format("born")} AS age
FROM read_json('{{out}}/patient.ndjson', format='newline_delimited', columns={{{{child: 'VARCHAR', born: 'DATE'}}}});
CREATE OR REPLACE TEMP TABLE today_fact AS
SELECT DISTINCT o.event::BIGINT AS event, o.person::BIGINT AS person, w.concept_key, {_DAY.format("o.since")} AS "on",
       coalesce({_DAY.format("o.until")}, 2000000000) AS "until"
FROM observation o JOIN words w ON w.concept = o.concept;
CREATE OR REPLACE TEMP TABLE today_kin AS
SELECT DISTINCT p.child, o.person::BIGINT AS person, unnest(string_split(o.held, '+')) AS role, p.age
FROM observation o JOIN patient p ON p.child = substr(o.child, 2)::BIGINT
UNION
SELECT child, NULL, 'self', age FROM patient;
CREATE OR REPLACE TEMP TABLE found (child BIGINT, indicator VARCHAR)
"""
