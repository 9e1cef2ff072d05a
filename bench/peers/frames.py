"""Polars doing the same work, on frames of the same tables: for one day, and the whole history of spells.

Knowledge is rows here too, since a query an indicator would be slower: the strongest way we know to write it in Polars.
"""

from dataclasses import dataclass

import duckdb
import polars as pl
import pyarrow as pa

from bench.peers.share import Held
from kinsight.rules.compile import rule_rows
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.roles import SAME_ADDRESS
from kinsight.store.keys import small_key

NEVER = 2_000_000_000


@dataclass(frozen=True)
class Tables:
    """event, bond, child as the program reads them; the rules as rows of `practice.program`."""

    event: pl.DataFrame
    bond: pl.DataFrame
    child: pl.DataFrame
    indicator: pl.DataFrame
    #: A row for each concept that an indicator takes and role that it may be about, with the ages and days of that indicator.
    uses: pl.DataFrame
    #: A row for each pattern that an indicator takes.
    takes: pl.DataFrame
    closers: pl.DataFrame


def read(con: duckdb.DuckDBPyConnection, known: Knowledge) -> Tables:
    """Copies the tables out of DuckDB; not part of what is timed."""
    rules = {name: pl.DataFrame(pl.from_arrow(rows)) for name, rows in rule_rows.tables(known).items()}
    within = rules["indicator"].select("indicator_id", "from_age", "until_age", "holds_from", "holds_until")
    inputs = rules["input"].join(within, on="indicator_id").with_columns(pl.col("indicator_id").alias("target"))
    closers = [(small_key(name), small_key(by)) for name, one in known.concepts.items() for by in one.closed_by]
    uses = _beside(inputs.filter(kind="concept").join(rules["roleset"], on="roleset_id"), known)
    return Tables(
        *(_frame(con, name) for name in ("event", "bond", "child")),
        rules["indicator"],
        uses.select("target", "input_id", "concept_key", "role", "lasts", *_WITHIN),
        inputs.filter(kind="spell").select("target", "source_id", *_WITHIN),
        pl.DataFrame(closers, {"concept_key": pl.Int32, "closed_by": pl.Int32}, orient="row"),
    )


def _beside(uses: pl.DataFrame, known: Knowledge) -> pl.DataFrame:
    """With those of someone at the child's address alone, beside the household's, unless they are sensitive (as `share.about`)."""
    sensitive = [small_key(name) for name, one in known.concepts.items() if one.sensitive]
    household = uses.filter((pl.col("role") == "household") & ~pl.col("concept_key").is_in(sensitive))
    return pl.concat([uses, household.with_columns(role=pl.lit(SAME_ADDRESS))])


def _frame(con: duckdb.DuckDBPyConnection, table: str) -> pl.DataFrame:
    found: pa.Table = con.sql(f"SELECT * FROM {table}").to_arrow_table()
    return pl.DataFrame(pl.from_arrow(found))


_WITHIN = ("from_age", "until_age", "holds_from", "holds_until")


def on_day(tables: Tables, day: int) -> pl.DataFrame:
    """(child, indicator) of what holds on one day."""
    facts, kin = _facts(tables, day), _relatives(tables, day)
    uses = tables.uses.filter((pl.col("holds_from") <= day) & (day < pl.col("holds_until")))
    counted = (
        _open_too(uses, facts, tables, day)
        .lazy()
        .join(kin.lazy(), on=["person", "role"])
        .filter((pl.col("age") >= pl.col("from_age")) & (pl.col("age") < pl.col("until_age")))
        .unique(["target", "input_id", "child", "event"])
        .group_by("target", "child")
        .agg(pl.len().alias("n"))
        .collect()
    )
    return _level_by_level(tables, counted, kin.group_by("child").agg(pl.first("age")), day)


def _facts(tables: Tables, day: int) -> pl.DataFrame:
    wanted = pl.concat([tables.uses["concept_key"], tables.closers["closed_by"]]).unique()
    believed = (pl.col("known") <= day) & (day < pl.col("superseded")) & (pl.col("on") <= day)
    facts = tables.event.lazy().filter(pl.col("concept_key").is_in(wanted.implode()) & believed)
    return facts.select("event", "person", "concept_key", "on", "until").collect()


def _relatives(tables: Tables, day: int) -> pl.DataFrame:
    holds = (pl.col("known") <= day) & (day < pl.col("superseded")) & (pl.col("from") <= day) & (day < pl.col("until"))
    children = tables.child.lazy().filter(pl.col("left_on") > day).select("child", age=day - pl.col("born"))
    bonds = tables.bond.lazy().filter(holds).select("child", "person", "role").unique()
    return bonds.join(children, on="child").collect()


def _open_too(uses: pl.DataFrame, facts: pl.DataFrame, tables: Tables, day: int) -> pl.DataFrame:
    """Each fact that still counts today for each use of it; one without an end that a later fact has closed does not."""
    joined = (
        facts.lazy()
        .join(uses.lazy(), on="concept_key")
        .filter(
            pl.when(pl.col("lasts") < 0).then(pl.col("until") > day).otherwise(day - pl.col("on") < pl.col("lasts"))
        )
    )
    closed = (
        facts.lazy()
        .filter(pl.col("until") == NEVER)
        .join(tables.closers.lazy(), on="concept_key")
        .join(facts.lazy().select("person", closed_by="concept_key", later="on"), on=["person", "closed_by"])
        .filter(pl.col("later") >= pl.col("on"))
        .select("event", "concept_key")
        .unique()
    )
    plain = joined.filter((pl.col("lasts") >= 0) | (pl.col("until") < NEVER))
    still = joined.filter((pl.col("lasts") < 0) & (pl.col("until") == NEVER)).join(
        closed, on=["event", "concept_key"], how="anti"
    )
    return pl.concat([plain, still]).collect()


def _level_by_level(tables: Tables, counted: pl.DataFrame, ages: pl.DataFrame, day: int) -> pl.DataFrame:
    held = pl.DataFrame(schema={"target": pl.Int16, "child": pl.Int64})
    takes = tables.takes.filter((pl.col("holds_from") <= day) & (day < pl.col("holds_until")))
    for level in sorted(set(tables.indicator["level"])):
        now = tables.indicator.filter(level=level).select("need", target="indicator_id")
        part = (
            takes.join(now, on="target")
            .join(held.rename({"target": "source_id"}), on="source_id")
            .join(ages, on="child")
        )
        part = part.filter((pl.col("age") >= pl.col("from_age")) & (pl.col("age") < pl.col("until_age")))
        both = pl.concat(
            [
                counted.join(now, on="target").select("target", "child", "n", "need"),
                part.select("target", "child", pl.lit(1, pl.UInt32).alias("n"), "need"),
            ]
        )
        enough = (
            both.group_by("target", "child").agg(pl.sum("n"), pl.first("need")).filter(pl.col("n") >= pl.col("need"))
        )
        held = pl.concat([held, enough.select("target", "child")])
    return held


def named(tables: Tables, held: pl.DataFrame) -> Held:
    """What holds, with the names of the indicators, nameless groups left out."""
    told = held.join(tables.indicator.select("indicator", target="indicator_id"), on="target")
    return set(told.filter(~pl.col("indicator").str.contains("/")).select("child", "indicator").iter_rows())
