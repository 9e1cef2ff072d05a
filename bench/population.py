"""A large population as the tables the query program reads: a synthetic district many times over, among much else.

The district's own families, bonds and facts, copied under other keys, so that what rules find keeps its proportions; and
beside them the events that no rule uses, of which real records are full: measurements, prescriptions, letters.
"""

import duckdb
import pyarrow as pa

from kinsight.practice.knowledge import Knowledge
from kinsight.records.keys import small_key
from kinsight.signals.rules import Rules

#: Keys of the copies lie so far apart; a copy's key is the district's, numbered from 0, plus this many times the copy.
APART = 1 << 40


def build(con: duckdb.DuckDBPyConnection, knowledge: Knowledge, copies: int, events: int) -> None:
    """Multiply `child`, `bond`, `event` by `copies`, and add idle events until there are so many for each child.

    Events lie in order of person, as a store that is kept for families has them.
    """
    con.execute("SELECT setseed(0.42)")
    _number(con)
    _idle(con, knowledge)
    for table in ("child", "bond"):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {_COPY[table].format(apart=APART, copies=copies)}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE event AS {_EVENT.format(apart=APART, copies=copies, events=events)}")


def _number(con: duckdb.DuckDBPyConnection) -> None:
    """`one_person(person, n)`, `one_event(event, n)`: the district's keys as small numbers."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE one_person AS SELECT person, row_number() OVER (ORDER BY person) AS n "
        "FROM (SELECT person FROM bond UNION SELECT child FROM bond UNION SELECT person FROM event)"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE one_event AS SELECT event, row_number() OVER (ORDER BY event) AS n FROM (SELECT DISTINCT event FROM event)"
    )
    for name in ("child", "bond", "event"):
        con.execute(f"CREATE OR REPLACE TEMP TABLE district_{name} AS SELECT * FROM {name}")


def _idle(con: duckdb.DuckDBPyConnection, knowledge: Knowledge) -> None:
    """`idle(n, concept_key)`: concepts that no rule uses."""
    tables = Rules(knowledge).tables
    used = {key for name in ("matcher", "response") for key in tables[name]["concept_key"].to_pylist()}
    keys = sorted({small_key(word) for word in knowledge.concepts} - used)
    rows = pa.table({"n": pa.array(range(len(keys)), pa.int32()), "concept_key": pa.array(keys, pa.int32())})
    con.register("incoming", rows)
    con.execute("CREATE OR REPLACE TEMP TABLE idle AS SELECT * FROM incoming")
    con.unregister("incoming")


_COPY = {
    "child": "SELECT p.n + k.k * {apart} AS child, c.* EXCLUDE (child) FROM district_child c JOIN one_person p ON p.person = c.child "
             "CROSS JOIN range({copies}) k(k)",
    "bond": "SELECT c.n + k.k * {apart} AS child, p.n + k.k * {apart} AS person, b.* EXCLUDE (child, person) FROM district_bond b "
            "JOIN one_person c ON c.person = b.child JOIN one_person p ON p.person = b.person CROSS JOIN range({copies}) k(k)",
}  # fmt: skip
_EVENT = """
WITH real AS (
  SELECT n.n + k.k * {apart} AS event, p.n + k.k * {apart} AS person, e.* EXCLUDE (event, person)
  FROM district_event e JOIN one_event n ON n.event = e.event JOIN one_person p ON p.person = e.person CROSS JOIN range({copies}) k(k)
), many AS (
  SELECT {events} - count(*) // (SELECT count(*) FROM child) AS fill FROM real
), padding AS (
  SELECT -(row_number() OVER ()) AS event, c.child AS person, (random() * 1000000)::INTEGER AS a, random() AS b, c.born
  FROM child c CROSS JOIN range((SELECT greatest(fill, 0)::BIGINT FROM many)) t(n)
)
SELECT * FROM real
UNION ALL
SELECT p.event, p.person, i.concept_key, p.born + (p.b * ((SELECT as_of FROM clock) - p.born))::INTEGER AS "on", 2000000000,
       p.born + (p.b * ((SELECT as_of FROM clock) - p.born))::INTEGER, 2000000000, 1 + p.a % 12
FROM padding p JOIN idle i ON i.n = p.a % (SELECT count(*) FROM idle)
ORDER BY person, event
"""
