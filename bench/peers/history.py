"""Polars finding the whole history of spells: what counts for how long, and the days on which enough of it overlap."""

import duckdb
import polars as pl

from bench.peers.frames import NEVER, Tables
from kinsight.engine.rules import Rules
from kinsight.rules.schema.knowledge import Knowledge

#: child, indicator, first day, end
Spells = set[tuple[int, str, int, int]]


def spells(tables: Tables) -> pl.DataFrame:
    """(target, child, since, until), level by level."""
    counted = _contributions(tables)
    found = pl.DataFrame(schema={"target": pl.Int16, "child": pl.Int64, "since": pl.Int32, "until": pl.Int32})
    for level in sorted(set(tables.indicator["level"])):
        now = tables.indicator.filter(level=level).select("need", target="indicator_id")
        both = pl.concat(
            [
                counted.join(now, on="target").select(*_PIECE),
                _taken(tables, found).join(now, on="target").select(*_PIECE),
            ]
        )
        found = pl.concat([found, _overlaps(both)])
    return found


_PIECE = ("target", "child", "start", "finish", "need")


def _contributions(tables: Tables) -> pl.DataFrame:
    """(target, child, start, finish) of every fact on every child on whom it bears."""
    facts = _versions(tables)
    bonds = (
        tables.bond.lazy()
        .join(tables.child.lazy().select("child", "born", "left_on"), on="child")
        .select(
            "child",
            "person",
            "role",
            "born",
            lo=pl.max_horizontal("from", "known"),
            hi=pl.min_horizontal("until", "superseded", "left_on"),
        )
    )
    closed = tables.closers["concept_key"].unique().implode()
    cut = (pl.col("lasts") < 0) & (pl.col("until") == NEVER) & pl.col("concept_key").is_in(closed)
    near = facts.lazy().join(bonds.filter(pl.col("lo") < pl.col("hi")), on="person")
    joined = near.join(tables.uses.lazy(), on=["concept_key", "role"]).filter(pl.col("clipped") == cut)
    pieces = joined.select(
        "target",
        "input_id",
        "child",
        "event",
        start=pl.max_horizontal("on", "from_day", "lo", pl.col("born") + pl.col("from_age"), "holds_from"),
        finish=pl.min_horizontal(
            pl.when(pl.col("lasts") < 0).then("until").otherwise(_ends()),
            "until_day",
            "hi",
            pl.col("born") + pl.col("until_age"),
            "holds_until",
        ),
    )
    return _joined_up(pieces.filter(pl.col("start") < pl.col("finish")).collect())


def _ends() -> pl.Expr:
    """The day of the fact and so many days, without running over."""
    return (pl.col("on").cast(pl.Int64) + pl.col("lasts")).clip(upper_bound=NEVER).cast(pl.Int32)


def _versions(tables: Tables) -> pl.DataFrame:
    """Each version of a fact on days [from_day, until_day); `clipped` rows are the days on which an open fact is not closed."""
    wanted = tables.uses["concept_key"].unique().implode()
    facts = tables.event.lazy().filter(pl.col("concept_key").is_in(wanted) & (pl.col("known") < pl.col("superseded")))
    facts = facts.select(
        "event", "person", "concept_key", "on", "until", from_day="known", until_day="superseded"
    ).collect()
    return pl.concat(
        [facts.with_columns(clipped=pl.lit(False)), _gaps(facts, tables).with_columns(clipped=pl.lit(True))]
    )


def _gaps(facts: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """The days of each version of an open fact on which no believed later fact closes it."""
    is_open = facts.filter(
        (pl.col("until") == NEVER) & pl.col("concept_key").is_in(tables.closers["concept_key"].unique().implode())
    )
    later = tables.event.lazy().filter(pl.col("concept_key").is_in(tables.closers["closed_by"].unique().implode()))
    later = later.select("person", "known", "superseded", closed_by="concept_key", at="on")
    covered = (
        is_open.lazy()
        .join(tables.closers.lazy(), on="concept_key")
        .join(later, on=["person", "closed_by"])
        .filter(pl.col("at") >= pl.col("on"))
        .select(
            *facts.columns,
            a=pl.max_horizontal("at", "known", "on", "from_day"),
            b=pl.min_horizontal("superseded", "until_day"),
        )
        .filter(pl.col("a") < pl.col("b"))
        .collect()
    )
    ends = is_open.with_columns(a=pl.col("until_day"), b=pl.col("until_day"))
    one = ["event", "concept_key", "from_day"]
    reach = pl.col("b").cum_max().shift(1).over(one)
    laid = pl.concat([covered, ends]).sort(*one, "a", "b").with_columns(since=pl.max_horizontal(reach, "from_day"))
    return laid.filter(pl.col("since") < pl.col("a")).select(
        "event", "person", "concept_key", "on", "until", from_day="since", until_day="a"
    )


def _joined_up(pieces: pl.DataFrame) -> pl.DataFrame:
    """A fact that goes on bearing on the child, in another version or by another bond, is one contribution.

    Few have several pieces, and only those are laid out.
    """
    one = ["input_id", "child", "event"]
    grouped = pieces.lazy().group_by(one).agg(pl.first("target", "start", "finish"), several=pl.len()).collect()
    alone = grouped.filter(pl.col("several") == 1).select("target", "child", "start", "finish")
    many = pieces.join(grouped.filter(pl.col("several") > 1).select(one), on=one, how="semi").sort(
        *one, "start", "finish"
    )
    fresh = (pl.col("start") > pl.col("finish").cum_max().shift(1).over(one)).fill_null(True)
    met = (
        many.with_columns(island=fresh.cum_sum())
        .group_by(*one, "island")
        .agg(pl.first("target"), pl.min("start"), pl.max("finish"))
    )
    return pl.concat([alone, met.select("target", "child", "start", "finish")])


def _taken(tables: Tables, found: pl.DataFrame) -> pl.DataFrame:
    """Spells that later patterns take, within their own ages and days."""
    ages = tables.child.select("child", "born", "left_on")
    joined = tables.takes.join(found.rename({"target": "source_id"}), on="source_id").join(ages, on="child")
    pieces = joined.select(
        "target",
        "child",
        start=pl.max_horizontal("since", pl.col("born") + pl.col("from_age"), "holds_from"),
        finish=pl.min_horizontal("until", pl.col("born") + pl.col("until_age"), "left_on", "holds_until"),
    )
    return pieces.filter(pl.col("start") < pl.col("finish"))


def _overlaps(pieces: pl.DataFrame) -> pl.DataFrame:
    """Longest stretches on which enough overlap: starts and ends sorted apart, [s(j + need - 1), t(j)), then what touches joined.

    Everything is sorted by target and child, so that a row is compared with another by its place, which spares windows.
    """
    one = ["target", "child"]
    starts = pieces.lazy().select(*one, "need", "start").sort(*one, "start").collect()
    ends = pieces.lazy().select(*one, "finish").sort(*one, "finish").collect()["finish"]
    laid = starts.with_columns(until=ends, at=pl.int_range(pl.len(), dtype=pl.Int64) + pl.col("need") - 1)
    nth = laid.filter(pl.col("at") < len(laid))
    other = laid.select("target", "child", "start")[nth["at"]].select(pl.all().name.prefix("nth_"))
    same = (pl.col("target") == pl.col("nth_target")) & (pl.col("child") == pl.col("nth_child"))
    held = pl.concat([nth, other], how="horizontal").filter(same & (pl.col("nth_start") < pl.col("until")))
    begins = (pl.col("target") != pl.col("target").shift(1)) | (pl.col("child") != pl.col("child").shift(1))
    fresh = (begins | (pl.col("nth_start") > pl.col("until").shift(1))).fill_null(True)
    whole = (
        held.with_columns(island=fresh.cum_sum())
        .group_by("island")
        .agg(pl.first("target"), pl.first("child"), since=pl.first("nth_start"), until=pl.last("until"))
    )
    return whole.select("target", "child", "since", "until")


def named(tables: Tables, found: pl.DataFrame) -> Spells:
    told = found.join(tables.indicator.select("indicator", target="indicator_id"), on="target")
    told = told.filter(~pl.col("indicator").str.contains("/"))
    return set(told.select("child", "indicator", "since", "until").iter_rows())


def ours(con: duckdb.DuckDBPyConnection, known: Knowledge) -> Spells:
    """What the program has left in `spell`, on the joined record."""
    names = {number: name for number, name in Rules(known).names.items() if name in known.indicators}
    rows = con.execute('SELECT child, target_id, since, "until" FROM spell WHERE view = 0').fetchall()
    return {(child, names[number], since, until) for child, number, since, until in rows if number in names}
