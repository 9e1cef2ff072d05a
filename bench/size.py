"""The program against the physical floor: one scan of the columns it uses, in the same run."""

import statistics
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bench import floor, population
from bench.line import AS_OF, Told
from bench.measure import in_turn, ratios, spread
from bench.peers import day, share
from bench.peers import outside as others
from bench.peers.sql import Queries
from bench.program import Program
from kinsight.engine.database import Duck
from kinsight.engine.families import inputs
from kinsight.practice.knowledge import Knowledge
from kinsight.records.store import Workspace


@dataclass(frozen=True)
class Sizes:
    """How many times the district stands in each population, in which of them the day is asked, of how many children in Python."""

    copies: tuple[int, ...]
    day: int
    times: int
    sample: int


def grown(workspace: Workspace, known: Knowledge, sizes: Sizes) -> dict[str, Told]:
    """`mapped` of the largest population, `day` of the one that was asked for, `size` of each: points of a curve."""
    found: dict[str, Told] = {"size": []}
    for copies in sizes.copies:
        with duckdb.connect() as con:
            db = _opened(con, workspace, known)
            inputs.build(db, AS_OF)
            population.multiply(con, known, copies)
            largest = copies == max(sizes.copies)
            told = _mapped(db, known, sizes.times if largest else 1, warm=largest)
            found["size"].append({"children": _count(con, "child"), "seconds": told["program_seconds"]})
            if copies == sizes.day:
                found["day"] = day.measure(con, known, AS_OF, sizes.times, sizes.sample)
    return found | {"mapped": told}


def _mapped(db: Duck, known: Knowledge, times: int, warm: bool) -> Told:
    """Contribute to owed, all levels, from mapped events in memory."""
    con, engine = db.con, Program(db, known)
    jobs = {"floor": lambda: floor.scan(con, "event", floor.MAPPED), "joined": lambda: engine.run(fragments=False),
            "whole": engine.run}  # fmt: skip
    took = in_turn(jobs, times, warm)
    size = f"{_count(con, 'child'):,} children, {_count(con, 'event'):,} mapped events, {_count(con, 'spell'):,} spells"
    whole, joined = ratios(took["whole"], took["floor"]), ratios(took["joined"], took["floor"])
    return {
        "ratio": {"what": f"{size}: joined and every service's view ÷ one scan of the columns", **spread(whole)},
        "ratio_joined_only": {"what": "the joined record alone ÷ the same scan", **spread(joined)},
        "program_seconds": spread(took["whole"]), "joined_seconds": spread(took["joined"]), "floor_seconds": spread(took["floor"]),
    }  # fmt: skip


def raw(workspace: Workspace, to: Path, known: Knowledge, times: int) -> tuple[dict[str, float], Told]:
    """Mapping, linkage and program from the files of the store, padded with idle events, against reading those files."""
    padded = population.pad(workspace, to, known)
    with duckdb.connect() as con:
        db = _opened(con, padded, known)
        engine = Program(db, known)
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


def outside(workspace: Workspace, known: Knowledge, folder: Path, asked: Namespace) -> dict[str, Told]:
    """Other people's engines on some children of the district, for the rules that a day can say."""
    rules = share.restricted(known)
    with duckdb.connect() as con:
        db = _opened(con, workspace, rules)
        inputs.build(db, AS_OF)
        Program(db, rules, blocks=True).run(fragments=False)
        given = others.sample(con, Queries(rules, AS_OF), folder, asked.peer_children, asked.times, asked.peer_seconds)
        return others.measure(given)


def _opened(con: duckdb.DuckDBPyConnection, workspace: Workspace, known: Knowledge) -> Duck:
    workspace.attach(con)
    db = Duck(con)
    db.keep("used", inputs.used(known))
    return db


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
