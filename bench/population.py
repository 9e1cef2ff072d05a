"""Sizes that real records have: a synthetic district many times over, among much that no rule uses.

The district's own families, bonds and facts keep their proportions, so what rules find does too; beside them stand the
events of which real records are full and that no rule uses: measurements, prescriptions, letters.
"""

import shutil
from pathlib import Path

import duckdb
import pyarrow as pa

from kinsight.engine.rules import Rules
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.keys import small_key
from kinsight.store.workspace import Workspace

#: Events of one child and its relatives, taken together: as measured when Kinsight was designed.
EVENTS = 280
#: Keys of the copies lie so far apart.
APART = 1 << 40


def multiply(con: duckdb.DuckDBPyConnection, known: Knowledge, copies: int) -> None:
    """Make of `child`, `bond`, `event` so many copies under other keys, padded with idle events to `EVENTS` a child.

    Events lie in order of person, as a store that is kept for families has them.
    """
    con.execute("SELECT setseed(0.42)").fetchall()
    con.execute(_NUMBERED)
    _idle(con, known)
    for table in ("child", "bond", "event"):
        con.execute(f"CREATE OR REPLACE TEMP TABLE district_{table} AS SELECT * FROM {table}")
    for table in ("child", "bond", "event"):
        sql = _COPY[table].format(apart=APART, copies=copies, events=EVENTS)
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {sql}")


def pad(workspace: Workspace, to: Path, known: Knowledge) -> Workspace:
    """A copy of a workspace with idle events among the others, as a raw store has them: `EVENTS` a child in all."""
    shutil.copytree(workspace.root, to)
    padded = Workspace(to)
    with duckdb.connect() as con, padded.writing() as writer:
        padded.attach(con)
        con.execute("SELECT setseed(0.42)").fetchall()
        _idle(con, known)
        writer.append_query("event", con, _RAW.format(events=EVENTS))
    return padded


def _idle(con: duckdb.DuckDBPyConnection, known: Knowledge) -> None:
    """`idle(n, concept, concept_key)`: concepts that no rule uses."""
    tables = Rules(known).tables
    used = {key for name in ("matcher", "response") for key in tables[name]["concept_key"].to_pylist()}
    used |= set(tables["closer"]["closed_by"].to_pylist())
    words = [word for word in sorted(known.concepts) if small_key(word) not in used]
    rows = [{"n": n, "concept": word, "concept_key": small_key(word)} for n, word in enumerate(words)]
    con.register("incoming", pa.Table.from_pylist(rows))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE idle AS SELECT n::INTEGER AS n, concept, concept_key::INTEGER AS concept_key FROM incoming"
    )
    con.unregister("incoming")


_NUMBERED = """
CREATE OR REPLACE TEMP TABLE one_person AS SELECT person, row_number() OVER (ORDER BY person) AS n
FROM (SELECT person FROM bond UNION SELECT child FROM bond UNION SELECT person FROM event);
CREATE OR REPLACE TEMP TABLE one_event AS SELECT event, row_number() OVER (ORDER BY event) AS n
FROM (SELECT DISTINCT event FROM event)
"""
_COPY = {
    "child": """
SELECT p.n + k.k * {apart} AS child, c.* EXCLUDE (child)
FROM district_child c JOIN one_person p ON p.person = c.child CROSS JOIN range({copies}) k(k)""",
    "bond": """
SELECT c.n + k.k * {apart} AS child, p.n + k.k * {apart} AS person, b.* EXCLUDE (child, person)
FROM district_bond b JOIN one_person c ON c.person = b.child JOIN one_person p ON p.person = b.person
CROSS JOIN range({copies}) k(k)""",
    "event": """
WITH real AS (
  SELECT n.n + k.k * {apart} AS event, p.n + k.k * {apart} AS person, e.* EXCLUDE (event, person)
  FROM district_event e JOIN one_event n ON n.event = e.event JOIN one_person p ON p.person = e.person
  CROSS JOIN range({copies}) k(k)
), padding AS (
  SELECT -(row_number() OVER ()) AS event, c.child AS person, (random() * 1000000)::INTEGER AS a,
         c.born + (random() * ((SELECT as_of FROM clock) - c.born))::INTEGER AS "on"
  FROM child c
  CROSS JOIN range(greatest({events} - (SELECT count(*) FROM real) // (SELECT count(*) FROM child), 0)::BIGINT) t(n)
)
SELECT * FROM real
UNION ALL
SELECT p.event, p.person, i.concept_key, p."on", 2000000000, p."on", 2000000000, 1 + p.a % 12
FROM padding p JOIN idle i ON i.n = p.a % (SELECT count(*) FROM idle)
ORDER BY person, event""",
}
#: Every patient born in the last 18 years before the newest event is a child here.
_RAW = """
WITH newest AS (SELECT max("on") AS day FROM records.event WHERE "on" < 30000),
child AS (SELECT DISTINCT p.person, p.born FROM records.person p, newest WHERE p.born > newest.day - 6575 AND p.ref LIKE 'Patient/%'),
service AS (SELECT service, row_number() OVER (ORDER BY service) - 1 AS n FROM (SELECT DISTINCT service FROM records.event)),
padding AS (
  SELECT -(row_number() OVER ()) AS event, c.person, (random() * 1000000)::INTEGER AS a,
         c.born + (random() * (newest.day - c.born))::INTEGER AS "on"
  FROM child c CROSS JOIN newest
  CROSS JOIN range(greatest({events} - (SELECT count(*) FROM records.event) // (SELECT count(*) FROM child), 0)::BIGINT) t(n)
)
SELECT p.event, 'Observation/idle' || -p.event AS ref, p.event AS version, p.person, 'urn:kinsight:concept' AS system, i.concept AS code,
       i.concept AS term, i.concept, p."on", NULL::INTEGER AS "until", p."on" AS known, 'stated' AS certainty, NULL::VARCHAR AS value,
       s.service, 0::BIGINT AS load
FROM padding p
JOIN idle i ON i.n = p.a % (SELECT count(*) FROM idle)
JOIN service s ON s.n = p.a // 1000 % (SELECT count(*) FROM service)
ORDER BY p.person
"""
