"""A region: a loaded district many times over, each copy with people, addresses, records and services of its own, as a workspace.

Beside what the district's feed says stand the records of which real stores are full and that no concept names, up to `EVENTS` a
child in all. Each copy is appended as a load of its own would be, but in the order in which compaction leaves it: a family's rows
side by side.
"""

import shutil
from pathlib import Path

import duckdb

from kinsight.store import sql_macros
from kinsight.store.keys import SQL_KEY
from kinsight.store.schema import TABLES
from kinsight.store.sql_files import statement
from kinsight.store.upkeep import compaction
from kinsight.store.workspace import Workspace, Writer

#: Source events of one child and its relatives, taken together.
EVENTS = 250
#: Other keys are multiplied by the copy's number and folded in, so that no two copies share one.
_FOLD = 0x1E3779B97F4A7C15
_KEYS = ("version", "place", "bond", "event")
#: These are keys of references, as loads make them.
_NAMED = ("person", "patient", "service", "resource")
_REFS = ("ref", "practice")
#: Loads of later copies come after those of earlier ones.
_LOADS = 100
_BY_FAMILY = "LEFT JOIN home h ON h.person = t.{0} ORDER BY h.family, t.{0}"
#: What is copied, and in which order.
_COPIED = {
    "person": _BY_FAMILY.format("person"), "address": _BY_FAMILY.format("person"), "bond": _BY_FAMILY.format("patient"),
    "event": _BY_FAMILY.format("person"),
    "resource": "", "supersession": "", "service": "", "load": "",
}  # fmt: skip
#: Of the ledger of resources people and services alone: a later load looks there for them.
_WHICH = {"resource": "WHERE split_part(ref, '/', 1) IN ('Patient', 'RelatedPerson', 'Organization')"}


def build(district: Workspace, to: Path, copies: int, events: int = EVENTS) -> Workspace:
    """A workspace of so many copies; the first is the district itself."""
    shutil.rmtree(to, ignore_errors=True)
    region = Workspace(to)
    with duckdb.connect(config={"preserve_insertion_order": False}) as con:
        district.attach(con)
        con.execute("SELECT setseed(0.42)").fetchall()
        con.execute(_PEOPLE)
        sql_macros.make(con)
        con.execute(f"CREATE TEMP TABLE home AS {statement('home', compaction.PACKAGE)}")
        idle = max(0, events * _count(con, "people WHERE young") - _count(con, "records.event"))
        for number in range(copies):
            con.execute(_NAMES.format(key=SQL_KEY.format(f"ref || '{_end(number)}'")))
            with region.writing() as writer:
                _copy(con, writer, number, idle)
    return region


def _copy(con: duckdb.DuckDBPyConnection, writer: Writer, number: int, idle: int) -> None:
    for table, order in _COPIED.items():
        names = TABLES[table].names
        joins = " ".join(f'LEFT JOIN named {name} ON {name}.was = t."{name}"' for name in names if name in _NAMED)
        columns = ", ".join(_column(name, number) for name in names)
        writer.append_query(
            table,
            con,
            f'SELECT {columns} FROM (SELECT * FROM records."{table}" {_WHICH.get(table, "")}) t {joins} {order}',
        )
    writer.append_query(
        "event", con, _IDLE.format(rows=idle, number=number, fold=_fold(number), load=number * _LOADS + 1)
    )


def _column(name: str, number: int) -> str:
    if name == "load":
        return f"t.load + {number * _LOADS} AS load"
    if name in _NAMED:
        return f'coalesce({name}.key, xor(t."{name}", {_fold(number)})) AS "{name}"'
    if name in _KEYS and number:
        return f'xor(t."{name}", {_fold(number)}) AS "{name}"'
    if name in _REFS and number:
        return f't."{name}" || \'{_end(number)}\' AS "{name}"'
    if name == "nhs_number" and number:
        return f'\'r{number:02x}\' || substr(t."{name}", 4) AS "{name}"'  # those of a district all begin with 999
    return f't."{name}"'


def _end(number: int) -> str:
    return f"-{number}" if number else ""


def _fold(number: int) -> int:
    return number * _FOLD & (1 << 62) - 1


def _count(con: duckdb.DuckDBPyConnection, what: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {what}").fetchall()[0][0])


#: `young`: born in the eighteen years before the newest event.
_PEOPLE = """
CREATE TEMP TABLE newest AS SELECT max("on") AS day FROM records.event WHERE "on" < 30000;
CREATE TEMP TABLE people AS
SELECT row_number() OVER (ORDER BY person) - 1 AS n, person, max(born) > max(day) - 6575 AND max(ref) LIKE 'Patient/%' AS young
FROM records.person, newest GROUP BY person;
CREATE TEMP TABLE services AS
SELECT row_number() OVER (ORDER BY service) - 1 AS n, service FROM (SELECT DISTINCT service FROM records.event);
"""
_NAMES = """
CREATE OR REPLACE TEMP TABLE named AS
SELECT was, {key} AS key
FROM (SELECT DISTINCT person AS was, ref FROM records.person UNION SELECT service, ref FROM records.service) AS said
"""
_IDLE = """
WITH drawn AS (
  SELECT range AS n, (random() * 1e15)::BIGINT AS key, (random() * (SELECT count(*) FROM people))::BIGINT AS who,
         (random() * 6000)::INTEGER AS back, (random() * 500)::INTEGER AS code,
         (random() * (SELECT count(*) FROM services))::BIGINT AS place
  FROM range({rows})
)
SELECT xor(d.key * 8191 + d.n, {fold}) AS event, 'Observation/idle-{number}-' || d.n AS ref, xor(d.key * 8191 + d.n + 1, {fold}) AS version,
       a.key AS person, 'http://snomed.info/sct' AS system, CAST(100000000 + d.code AS VARCHAR) AS code,
       'Measurement ' || d.code AS term, NULL::VARCHAR AS concept, day - d.back AS "on", NULL::INTEGER AS "until", day - d.back AS known,
       'stated' AS certainty, NULL::VARCHAR AS value, b.key AS service, {load}::BIGINT AS load
FROM drawn d JOIN people p ON p.n = d.who JOIN named a ON a.was = p.person
JOIN services s ON s.n = d.place JOIN named b ON b.was = s.service CROSS JOIN newest
ORDER BY a.key
"""
