"""One day asked of hand-written SQL, Polars and plain Python, and our whole history beside them, all in turn in one run."""

from typing import Any

import duckdb

from bench.measure import Job, Took, both, in_turn, ratios, scaled, take
from bench.peers import frames, history, share, sql
from bench.peers.loop import Loop
from bench.program import Program
from kinsight.engine.database import Duck
from kinsight.rules.schema.knowledge import Knowledge

Figures = dict[str, Any]


def measure(
    con: duckdb.DuckDBPyConnection, known: Knowledge, day: int, times: int, sample: int, sweeps: dict[str, Job]
) -> Figures:
    """Needs `child`, `bond`, `event`, `used`. `sweeps`: what we do of all rules, timed in turn with the others: `sweep`, and `written`
    without words.

    Raises Disagreement when any of them answers otherwise than the program.
    """
    rules = share.restricted(known)
    queries, tables = sql.Queries(rules, day), frames.read(con, rules)
    engine, loop = Program(Duck(con), rules, blocks=True), Loop(con, rules, day, sample)
    same = _agree(con, rules, queries, tables, loop, engine)
    families = engine.families()
    jobs: dict[str, Job] = {
        **sweeps,
        "program": lambda: engine.run(fragments=False),
        "kept": lambda: engine.judged(families, fragments=False),
        "sql": lambda: sql.run(con, queries),
        "polars_day": lambda: frames.on_day(tables, day),
        "polars_history": lambda: history.spells(tables),
    }
    took = in_turn(jobs, times, warm=False)
    took["loop"] = take(loop.run, times, warm=False)
    return _figures(con, known, rules, took, loop) | same


def _agree(
    con: duckdb.DuckDBPyConnection,
    rules: Knowledge,
    queries: sql.Queries,
    tables: frames.Tables,
    loop: Loop,
    engine: Program,
) -> Figures:
    engine.run(fragments=False)
    sql.run(con, queries)
    expected, asked = share.ours(con, rules, queries.day), loop.asked()
    share.agree("hand-written SQL", sql.results(con), expected)
    share.agree("Polars, one day", frames.named(tables, frames.on_day(tables, queries.day)), expected)
    share.agree("plain Python", loop.run(), {one for one in expected if one[0] in asked})
    found, ours = history.named(tables, history.spells(tables)), history.ours(con, rules)
    if found != ours:
        raise share.Disagreement(f"Polars, whole history: {len(found ^ ours)} of {len(ours)} spells differ")
    return {"answers": len(expected), "spells": len(ours)}


def _figures(
    con: duckdb.DuckDBPyConnection, known: Knowledge, rules: Knowledge, took: dict[str, list[Took]], loop: Loop
) -> Figures:
    children, sampled = _count(con, "child"), len(loop.children)
    each = scaled(took["loop"], children / sampled)
    ours = took["program"]
    against = {
        "ratio_sweep_sql": ratios(took["sweep"], took["sql"]), "ratio_written_sql": ratios(took["written"], took["sql"]),
        "ratio_sql": ratios(ours, took["sql"]),
        "ratio_polars_day": ratios(ours, took["polars_day"]), "ratio_polars_history": ratios(ours, took["polars_history"]),
        "ratio_polars_history_kept": ratios(took["kept"], took["polars_history"]), "ratio_loop": ratios(ours, each),
    }  # fmt: skip
    return {
        "indicators": len(rules.indicators),
        "of": len(known.indicators),
        "children": children,
        "events": _count(con, "event"),
        "sampled": sampled,
        **{f"{name}_seconds": both(values) for name, values in took.items()},
        **{name: both(values) for name, values in against.items()},
    }


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
