"""The program against the physical floor: one scan of the columns it uses, in the same run."""

from argparse import Namespace
from pathlib import Path

import duckdb

from bench import floor, population
from bench.line import AS_OF, Figures, Line
from bench.measure import Job, Took, both, in_turn, once, ratios
from bench.peers import day, share
from bench.peers import outside as others
from bench.peers.sql import Queries
from bench.program import Program
from kinsight.engine.database import Duck
from kinsight.engine.families import inputs
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.workspace import Workspace


def grown(workspace: Workspace, known: Knowledge, copies: list[int], times: int) -> dict[str, Figures]:
    """`size`: the program's time in populations of so many copies of the district, points of a curve; `mapped`: of the last, in
    full."""
    found: dict[str, Figures] = {"size": []}
    for many in sorted(copies):
        with duckdb.connect() as con:
            db = _opened(con, workspace)
            inputs.build(db, AS_OF, known)
            population.multiply(con, known, many)
            program = Program(db, known)
            found["size"].append({"children": _count(con, "child"), "seconds": both([once(program.run)])})
            if many == max(copies):
                found["mapped"] = _mapped(con, program, times)
    return found


def _mapped(con: duckdb.DuckDBPyConnection, program: Program, times: int) -> Figures:
    """From mapped events in memory to spells and owed, with every service's view; and the families alone, against DuckDB sorting."""
    kept = program.families()
    jobs: dict[str, Job] = {
        "floor": lambda: floor.scan(con, "event", floor.MAPPED),
        "built": program.run,
        "kept": lambda: program.judged(kept),
        "arranging": program.families,
        "sorting": lambda: floor.sort(con),
    }
    took = in_turn(jobs, times)
    return {
        "children": _count(con, "child"),
        "events": _count(con, "event"),
        "spells": _count(con, "spell"),
        "ratio_built": both(ratios(took["built"], took["floor"])),
        "ratio_kept": both(ratios(took["kept"], took["floor"])),
        "ratio_sorting": both(ratios(took["arranging"], took["sorting"])),
        **{f"{name}_seconds": both(some) for name, some in took.items()},
    }


def raw(workspace: Workspace, to: Path, known: Knowledge, times: int) -> Figures:
    """Mapping, linkage and program from the files of the store, padded with idle events, against reading those files."""
    padded = population.pad(workspace, to, known)
    with duckdb.connect() as con:
        db = _opened(con, padded)
        engine = Program(db, known)
        jobs: dict[str, Job] = {
            "floor": lambda: floor.scan(con, "records.event", floor.RAW),
            "mapping": lambda: inputs.build(db, AS_OF, known),
            "program": engine.run,
        }
        took = in_turn(jobs, times)
        size = f"{_count(con, 'child'):,} children, {_count(con, 'records.event'):,} raw events"
    whole = [Took(*map(sum, zip(*pair, strict=True))) for pair in zip(took["mapping"], took["program"], strict=True)]
    return {
        "ratio": {
            "what": f"{size}: mapping, linkage and program ÷ one scan of the files' same columns",
            **both(ratios(whole, took["floor"])),
        },
        **{f"{name}_seconds": both(some) for name, some in took.items()},
    }


def a_day(line: Line, asked: Namespace) -> Figures:
    """The district's own events, mapped, and a day of them asked by other means; beside them a whole sweep."""
    with duckdb.connect() as con:
        inputs.build(_opened(con, line.workspace), AS_OF, line.known)
        return day.measure(
            con, line.known, AS_OF, asked.times, asked.sample, {"sweep": line.swept, "written": line.judged}
        )


def outside(workspace: Workspace, known: Knowledge, folder: Path, asked: Namespace) -> dict[str, Figures]:
    """Other people's engines on some children of the district, for the rules that a day can say."""
    rules = share.restricted(known)
    with duckdb.connect() as con:
        db = _opened(con, workspace)
        inputs.build(db, AS_OF, rules)
        Program(db, rules, blocks=True).run(fragments=False)
        given = others.sample(con, Queries(rules, AS_OF), folder, asked.peer_children, asked.times, asked.peer_seconds)
        return others.measure(given)


def _opened(con: duckdb.DuckDBPyConnection, workspace: Workspace) -> Duck:
    workspace.attach(con)
    return Duck(con)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
