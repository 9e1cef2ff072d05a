"""A region: a loaded district many times over, each copy with people, addresses, records and services of its own, as a workspace.

Beside what the district's feed says stand the records of which real stores are full and that no concept names, up to `EVENTS` a
child in all. Each copy is appended as a load of its own would be, a person's rows side by side.
"""

import shutil
from pathlib import Path

import duckdb

from kinsight.records.model import TABLES
from kinsight.records.store import Workspace, Writer

#: Source events of one child and its relatives, taken together.
EVENTS = 250
#: Copies of keys: multiplied by the copy's number and folded in, so that no two copies share one.
_FOLD = 0x1E3779B97F4A7C15
_KEYS = ("version", "resource", "person", "place", "bond", "patient", "event", "service")
_REFS = ("ref", "practice", "nhs_number")
#: Loads of later copies come after those of earlier ones.
_LOADS = 100
#: What a sweep reads. The ledger of resources is for loads, which look there for what they had.
COPIED = ("person", "address", "bond", "event", "supersession", "service", "load")
_ORDER = {"event": "person", "person": "person", "address": "person", "bond": "patient"}


def build(district: Workspace, to: Path, copies: int, events: int = EVENTS) -> Workspace:
    """A workspace of so many copies; the first is the district itself."""
    shutil.rmtree(to, ignore_errors=True)
    region = Workspace(to)
    with duckdb.connect(config={"preserve_insertion_order": False}) as con:
        district.attach(con)
        con.execute("SELECT setseed(0.42)").fetchall()
        con.execute(_PEOPLE)
        idle = max(0, events * _children(con) - _count(con, "event"))
        for number in range(copies):
            with region.writing() as writer:
                _copy(con, writer, number, idle)
    return region


def _copy(con: duckdb.DuckDBPyConnection, writer: Writer, number: int, idle: int) -> None:
    for table in COPIED:
        rows = (
            f'SELECT {", ".join(_column(table, name, number) for name in TABLES[table].names)} FROM records."{table}"'
        )
        writer.append_query(table, con, f"{rows} ORDER BY {_ORDER[table]}" if table in _ORDER else rows)
    writer.append_query(
        "event", con, _IDLE.format(rows=idle, number=number, fold=_fold(number), load=number * _LOADS + 1)
    )


def _column(table: str, name: str, number: int) -> str:
    if name == "load":
        return f"load + {number * _LOADS} AS load"
    if name in _KEYS and number:
        return f'xor("{name}", {_fold(number)}) AS "{name}"'
    if name in _REFS and number:
        return f'"{name}" || \'-{number}\' AS "{name}"'
    return f'"{name}"'


def _fold(number: int) -> int:
    return number * _FOLD & (1 << 62) - 1


def _children(con: duckdb.DuckDBPyConnection) -> int:
    """Patients born in the eighteen years before the newest event."""
    return int(con.execute("SELECT count(*) FROM people WHERE young").fetchall()[0][0])


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM records.{table}").fetchall()[0][0])


_PEOPLE = """
CREATE TEMP TABLE newest AS SELECT max("on") AS day FROM records.event WHERE "on" < 30000;
CREATE TEMP TABLE people AS
SELECT row_number() OVER (ORDER BY person) - 1 AS n, person, max(born) > max(day) - 6575 AND max(ref) LIKE 'Patient/%' AS young
FROM records.person, newest GROUP BY person;
CREATE TEMP TABLE services AS
SELECT row_number() OVER (ORDER BY service) - 1 AS n, service FROM (SELECT DISTINCT service FROM records.event)
"""
_IDLE = """
WITH drawn AS (
  SELECT range AS n, (random() * 1e15)::BIGINT AS key, (random() * (SELECT count(*) FROM people))::BIGINT AS who,
         (random() * 6000)::INTEGER AS back, (random() * 500)::INTEGER AS code,
         (random() * (SELECT count(*) FROM services))::BIGINT AS place
  FROM range({rows})
)
SELECT xor(d.key * 8191 + d.n, {fold}) AS event, 'Observation/idle-{number}-' || d.n AS ref, xor(d.key * 8191 + d.n + 1, {fold}) AS version,
       xor(p.person, {fold}) AS person, 'http://snomed.info/sct' AS system, CAST(100000000 + d.code AS VARCHAR) AS code,
       'Measurement ' || d.code AS term, NULL::VARCHAR AS concept, day - d.back AS "on", NULL::INTEGER AS "until", day - d.back AS known,
       'stated' AS certainty, NULL::VARCHAR AS value, xor(s.service, {fold}) AS service, {load}::BIGINT AS load
FROM drawn d JOIN people p ON p.n = d.who JOIN services s ON s.n = d.place CROSS JOIN newest
ORDER BY p.person
"""
