"""Judges many children: once families are joined for all, children are judged some thousands at a time.

Each part is a set of children with the bonds and events they need, written by one pass over the records; parts are judged side by
side, one processor each, so that memory and the cost of a child stay the same however many there are.
"""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

import duckdb

from kinsight.engine.database import Duck, statement
from kinsight.engine.families import inputs
from kinsight.engine.rules import Rules
from kinsight.records import aside
from kinsight.signals.judging import Judge
from kinsight.sweep import results

#: What is under way, how much of it is done, of how much (0: not known).
Progress = Callable[[str, int, int], None]
#: Children judged together. More share the price of each statement; fewer take less memory and show progress.
PART = 20_000
#: Memory that joining families may take before it spills, and one part while it is judged.
JOINING, JUDGING = "4GB", "1500MB"
_PROCESSORS = os.cpu_count() or 1


@dataclass(frozen=True)
class Job:
    """Where one part of the children stands, and where what is found of it goes."""

    scratch: Path
    out: Path
    number: int


def connect(scratch: Path, memory: str = JOINING, threads: int = _PROCESSORS) -> duckdb.DuckDBPyConnection:
    """A database in memory that spills into `scratch`."""
    spill = str(scratch / "spill")
    return aside.database(memory_limit=memory, temp_directory=spill, threads=threads, preserve_insertion_order=False)


def judge(db: Duck, rules: Rules, scratch: Path, out: Path, progress: Progress) -> int:
    """Judge the children of families that are joined (`joined.py`), by their events in `records.*`, and write what is found to
    `out`; how many children. Closes the database, whose memory parts need.
    """
    children = _divide(db)
    _write(db, scratch, progress)
    numbers = [row["part"] for row in db.rows("SELECT DISTINCT part FROM place ORDER BY part")]
    db.con.close()
    _judge_parts(rules, [Job(scratch, out, number) for number in numbers], progress, children)
    return children


def _divide(db: Duck) -> int:
    """`place(child, part)`: brothers and sisters by one mother together, so that few people are read twice."""
    children = int(db.rows("SELECT count(*) AS n FROM child_record")[0]["n"])
    parts = -(-children // PART)
    if children > PART // 10:
        parts = -(-parts // _PROCESSORS) * _PROCESSORS
    db.make(
        "place",
        "SELECT c.child, CAST(hash(coalesce(m.mother, c.child)) % "
        + str(max(parts, 1))
        + " AS INTEGER) AS part FROM child_record c "
        "LEFT JOIN (SELECT child, min(person) AS mother FROM bond WHERE role = 'mother' GROUP BY child) m USING (child)",
    )
    return children


#: What a part is judged from. An event goes to every part that has a child it may concern.
_PARTED = {
    "child_record": "SELECT c.child, c.ref, p.part FROM child_record c JOIN place p USING (child)",
    "child": "SELECT c.*, p.part FROM child c JOIN place p USING (child)",
    "bond": "SELECT b.*, p.part FROM bond b JOIN place p USING (child)",
    "event": "SELECT e.*, p.part FROM ({event}) e JOIN concerned p ON p.person = e.person",
}
_SAID = {"bond": "bonds", "event": "events"}
#: What all parts share.
_SHARED = ("clock", "service_no", "used")


def _write(db: Duck, scratch: Path, progress: Progress) -> None:
    db.make("concerned", "SELECT DISTINCT b.person, p.part FROM bond b JOIN place p USING (child)")
    for table, query in _PARTED.items():
        progress(f"laying out {_SAID.get(table, 'children')}", 0, 0)
        where = str(scratch / table).replace("'", "''")
        filled = query.format(event=statement("event", inputs.PACKAGE))
        db.run(f"COPY ({filled}) TO '{where}' (FORMAT parquet, PARTITION_BY (part), COMPRESSION lz4)")
    for table in _SHARED:
        db.run(f"COPY (SELECT * FROM {table}) TO '{scratch / table}.parquet' (FORMAT parquet)")


def _judge_parts(rules: Rules, jobs: list[Job], progress: Progress, children: int) -> None:
    each = children / max(len(jobs), 1)
    benches: SimpleQueue[Duck] = SimpleQueue()
    with ThreadPoolExecutor(min(_PROCESSORS, max(len(jobs), 1))) as pool:
        threads = _PROCESSORS if len(jobs) == 1 else 1
        done = [pool.submit(_judge_part, rules, job, benches, threads) for job in jobs]
        for number, one in enumerate(done, 1):
            progress("judging children", round(each * (number - 1)), children)
            one.result()
        progress("judging children", children, children)


def _judge_part(rules: Rules, job: Job, benches: "SimpleQueue[Duck]", threads: int) -> None:
    db = _bench(rules, job, benches, threads)
    for table in (*_PARTED, *_SHARED):
        db.make(table, _read(job, table))
    Judge(rules).all(db, past=False, threads=threads)
    results.make(db, ("caseload", "spell", "owed"))
    results.write(db, job.out, job.number, ("caseload", "spell", "owed"))
    for table in _PARTED:
        shutil.rmtree(job.scratch / table / f"part={job.number}", ignore_errors=True)
    benches.put(db)


def _bench(rules: Rules, job: Job, benches: "SimpleQueue[Duck]", threads: int) -> Duck:
    """A database with the tables of these rules: one at rest, or a new one."""
    with suppress(Empty):
        return benches.get_nowait()
    db = Duck(connect(job.scratch, JUDGING if threads == 1 else JOINING, threads))
    Judge(rules).keep_names(db)
    return db


def _read(job: Job, table: str) -> str:
    if table in _SHARED:
        return f"SELECT * FROM read_parquet('{job.scratch / table}.parquet')"
    files = sorted(str(path) for path in (job.scratch / table / f"part={job.number}").glob("*.parquet"))
    if files:
        return f"SELECT * FROM read_parquet({files!r}, hive_partitioning = false)"
    return f"SELECT * FROM ({_NOTHING[table]}) WHERE false"


#: A part may have children of whom no service wrote anything.
_NOTHING = {
    "event": "SELECT NULL::BIGINT AS event, NULL::BIGINT AS person, NULL::INTEGER AS concept_key, NULL::INTEGER AS \"on\", "
             'NULL::INTEGER AS "until", NULL::INTEGER AS known, NULL::INTEGER AS superseded, NULL::INTEGER AS service',
}  # fmt: skip
