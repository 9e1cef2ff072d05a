"""The query program against the physical floor: one scan of the columns it uses, in the same run."""

import statistics
from pathlib import Path

import duckdb

from bench import floor, population
from bench.line import AS_OF, Told
from bench.measure import in_turn, ratios, spread
from kinsight.practice.knowledge import Knowledge
from kinsight.records.store import Workspace
from kinsight.signals import inputs
from kinsight.signals.database import Duck
from kinsight.signals.engine import Engine


def mapped(workspace: Workspace, known: Knowledge, copies: int, times: int) -> tuple[dict[str, float], Told]:
    """Contribute to owed, all levels, from mapped events in memory; `copies` of the district (0: it alone, no padding)."""
    with duckdb.connect() as con:
        db = _opened(con, workspace, known)
        inputs.build(db, AS_OF)
        if copies:
            population.multiply(con, known, copies)
        engine = Engine(db, known)
        jobs = {"floor": lambda: floor.scan(con, "event", floor.MAPPED), "joined": lambda: engine.run(fragments=False),
                "whole": engine.run}  # fmt: skip
        took = in_turn(jobs, times)
        size = f"{_count(con, 'child'):,} children, {_count(con, 'event'):,} mapped events, {_count(con, 'spell'):,} spells"
    whole, joined = ratios(took["whole"], took["floor"]), ratios(took["joined"], took["floor"])
    told = {
        "ratio": {"what": f"{size}: joined and every service's view ÷ one scan of the columns", **spread(whole)},
        "ratio_joined_only": {"what": "the joined record alone ÷ the same scan", **spread(joined)},
        "program_seconds": spread(took["whole"]), "joined_seconds": spread(took["joined"]), "floor_seconds": spread(took["floor"]),
    }  # fmt: skip
    return {"ratio": statistics.median(whole)}, told


def raw(workspace: Workspace, to: Path, known: Knowledge, times: int) -> tuple[dict[str, float], Told]:
    """Mapping, linkage and program from the files of the store, padded with idle events, against reading those files."""
    padded = population.pad(workspace, to, known)
    with duckdb.connect() as con:
        db = _opened(con, padded, known)
        engine = Engine(db, known)
        jobs = {"floor": lambda: floor.scan(con, "records.event", floor.RAW), "mapping": lambda: inputs.build(db, AS_OF),
                "program": engine.run}  # fmt: skip
        took = in_turn(jobs, times)
        size = f"{_count(con, 'child'):,} children, {_count(con, 'records.event'):,} raw events"
    both = [a + b for a, b in zip(took["mapping"], took["program"], strict=True)]
    share = ratios(both, took["floor"])
    told = {
        "ratio": {"what": f"{size}: mapping, linkage and program ÷ one scan of the files' same columns", **spread(share)},
        "mapping_seconds": spread(took["mapping"]), "program_seconds": spread(took["program"]), "floor_seconds": spread(took["floor"]),
    }  # fmt: skip
    return {"ratio": statistics.median(share)}, told


def _opened(con: duckdb.DuckDBPyConnection, workspace: Workspace, known: Knowledge) -> Duck:
    workspace.attach(con)
    db = Duck(con)
    db.keep("used", inputs.used(known))
    return db


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
