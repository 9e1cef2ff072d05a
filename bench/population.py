"""A made-up population as the tables the query program reads: many events, few of which any rule uses.

No stories here, only volume: what a district's health records look like to the sweep. Seeded: the same every time.
"""

import duckdb
import pyarrow as pa

from kinsight.practice.knowledge import Knowledge
from kinsight.records.days import parse
from kinsight.records.keys import small_key
from kinsight.signals.rules import Rules

#: Events a child, and how many of them some rule uses (docs/performance.md says why).
EVENTS, RELEVANT = 280, 30
TODAY = parse("2026-11-01")
SERVICES = 12
#: Of a hundred events: known later than they happened, with an end, corrected later.
LATE, ENDED, CORRECTED = 20, 30, 3


def build(con: duckdb.DuckDBPyConnection, knowledge: Knowledge, children: int) -> None:
    """Make `clock`, `child`, `bond`, `event` for so many children."""
    con.execute("SELECT setseed(0.42)")
    con.execute("SET preserve_insertion_order = true")
    _uses(con, knowledge)
    con.execute(f"CREATE OR REPLACE TEMP TABLE clock AS SELECT {TODAY} AS as_of, {TODAY + 400} AS horizon")
    con.execute(_CHILD.format(children=children, today=TODAY))
    con.execute(_BOND)
    con.execute(_EVENT.format(events=EVENTS, relevant=RELEVANT, today=TODAY, services=SERVICES, late=LATE, ended=ENDED,
                              corrected=CORRECTED))  # fmt: skip


def _uses(con: duckdb.DuckDBPyConnection, knowledge: Knowledge) -> None:
    """`use_of(n, concept_key, person)`: every concept that a rule uses about someone; `idle(n, concept_key)`: the rest."""
    rules = Rules(knowledge)
    used = sorted(
        {
            (row["concept_key"], row["mask"])
            for name in ("matcher", "response")
            for row in rules.tables[name].to_pylist()
        }
    )
    keys = {key for key, _ in used}
    idle = [small_key(word) for word in sorted(knowledge.concepts) if small_key(word) not in keys]
    con.register("incoming", pa.table({"concept_key": [k for k, _ in used], "mask": [m for _, m in used]}))
    con.execute("CREATE OR REPLACE TEMP TABLE use_of AS SELECT row_number() OVER () - 1 AS n, concept_key::INTEGER AS concept_key, mask "
                "FROM incoming ORDER BY concept_key, mask")  # fmt: skip
    con.register("incoming", pa.table({"concept_key": pa.array(idle, pa.int32())}))
    con.execute("CREATE OR REPLACE TEMP TABLE idle AS SELECT row_number() OVER () - 1 AS n, concept_key FROM incoming")
    con.unregister("incoming")


#: Keys: child c is c * 16; its mother, father, partner, sibling, someone of the household are the next ones.
_CHILD = """
CREATE OR REPLACE TEMP TABLE child AS
SELECT (n * 16)::BIGINT AS child, ({today} - 30 - (random() * 6500)::INTEGER)::INTEGER AS born, true AS is_born,
       CASE WHEN random() < 0.002 THEN {today} - 20 ELSE 2000000000 END::INTEGER AS left_on, -1000000 AS known
FROM range({children}) t(n)
"""
_BOND = """
CREATE OR REPLACE TEMP TABLE bond AS
SELECT c.child, c.child + r.offset AS person, r.role,
       CASE WHEN r.later THEN c.born + (random() * 3000)::INTEGER ELSE -1000000 END::INTEGER AS "from",
       CASE WHEN r.later AND random() < 0.5 THEN c.born + 3000 + (random() * 3000)::INTEGER ELSE 2000000000 END::INTEGER AS "until",
       CASE WHEN r.role = 'self' THEN -1000000 ELSE c.born END AS known, 2000000000 AS superseded
FROM child c
CROSS JOIN (VALUES ('self', 0, 1.0, false), ('mother', 1, 1.0, false), ('father', 2, 0.85, false), ('partner', 3, 0.3, true),
                   ('sibling', 4, 0.6, false), ('household', 5, 0.3, true), ('household', 3, 0.25, true))
  r(role, "offset", share, later)
WHERE random() < r.share
"""
_EVENT = """
CREATE OR REPLACE TEMP TABLE event AS
WITH laid AS (
  SELECT c.child, c.born, (c.child * 20 + t.n) AS nth, t.n < {relevant} AS used,
         (random() * 1000000)::INTEGER AS a, random() AS b, random() AS d, random() AS e, random() AS f
  FROM child c CROSS JOIN range({events}) t(n)
), about AS (
  SELECT l.*, coalesce(u.concept_key, i.concept_key) AS concept_key,
         -- Someone whom the rule asks about: the child, mother, father, partner, sibling, household, whichever bit comes first.
         l.child + CASE WHEN NOT l.used THEN (l.a % 3)
                        WHEN u.mask & 1 > 0 THEN 0 WHEN u.mask & 2 > 0 AND l.a % 3 < 2 THEN 1 WHEN u.mask & 4 > 0 THEN 2
                        WHEN u.mask & 16 > 0 THEN 3 WHEN u.mask & 32 > 0 THEN 4 WHEN u.mask & 2 > 0 THEN 1 ELSE 5 END AS person,
         l.born - 200 + (l.b * ({today} - l.born + 200))::INTEGER AS "on"
  FROM laid l
  LEFT JOIN use_of u ON l.used AND u.n = l.a % (SELECT count(*) FROM use_of)
  LEFT JOIN idle i ON NOT l.used AND i.n = l.a % (SELECT count(*) FROM idle)
), version AS (
  SELECT nth AS event, person::BIGINT AS person, concept_key, "on",
         CASE WHEN d * 100 < {ended} THEN "on" + 1 + (d * 1200)::INTEGER ELSE 2000000000 END AS "until",
         least("on" + CASE WHEN e * 100 < {late} THEN (e * 300)::INTEGER ELSE 0 END, {today}) AS known,
         f * 100 < {corrected} AS corrected, 1 + (a // 1000) % {services} AS service
  FROM about
)
SELECT event, person, concept_key, "on", "until", known,
       CASE WHEN corrected THEN known + 30 ELSE 2000000000 END::INTEGER AS superseded, service::INTEGER AS service
FROM version
UNION ALL
SELECT event, person, concept_key, "on", least("until", "on" + 90), known + 30, 2000000000, service::INTEGER FROM version WHERE corrected
ORDER BY person, event
"""
