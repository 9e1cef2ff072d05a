"""The figures that the page of figures tells, in their order, each with what was asked for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """At most, or at least, so much; of a time, or a ratio of times, by processor time. `wall`: by the clock, because somebody waits
    for it, or because what is to be kept was taken so."""

    limit: float
    most: bool = True
    wall: bool = False

    @property
    def clock(self) -> str:
        """By which of `measure.Took` it is held."""
        return "wall" if self.wall else "processor"

    def verdict(self, value: float) -> str:
        """`met`, or by how much it was missed: a part of the limit, or how many times the limit it is."""
        if value <= self.limit if self.most else value >= self.limit:
            return "met"
        share = value / self.limit
        return f"**missed by a factor of {share:.1f}**" if share >= 2 else f"**missed by {abs(share - 1):.0%}**"

    def __str__(self) -> str:
        return f"{'at most' if self.most else 'at least'} {self.limit:,g}{' by the clock' if self.wall else ''}"


@dataclass(frozen=True)
class Row:
    """What is told, where it stands among the figures (`mapped.ratio_built`), its unit, and what was asked for; `but`: why a target
    is not held against it."""

    says: str
    path: str
    unit: str = ""
    target: Target | None = None
    but: str = ""


TARGETS = (
    Row(
        "the program ÷ one scan of its mapped columns, families built and judged",
        "mapped.ratio_built",
        target=Target(28),
    ),
    Row("the same, families kept", "mapped.ratio_kept", target=Target(18)),
    Row(
        "a whole sweep, its results written and read back in words ÷ hand-written SQL for a single day",
        "day.ratio_sweep_sql",
        target=Target(0.3),
    ),
    Row(
        "the program alone, its families built, joined record ÷ Polars finding the same history",
        "day.ratio_polars_history",
        target=Target(0.06),
    ),
    Row(
        "a whole sweep",
        "day.sweep_seconds",
        "s",
        but="0.45 of the last SQL release: not measurable in one run any more, for that release is gone",
    ),
    Row("one child's family, read and judged", "picture.read_ms", "ms", Target(0.8)),
    Row("all that a child's page says", "picture.page_ms", "ms", Target(3.5)),
    Row(
        "a sweep after one family in a hundred has something new ÷ (5% of a whole sweep + 0.7 s)",
        "changed.ratio",
        target=Target(1),
    ),
    Row(
        "making the families ÷ DuckDB reading and sorting the same records", "families.ratio_sorting", target=Target(3)
    ),
    Row(
        "the first picture after a load, for which families are made",
        "families.first_picture",
        "s",
        Target(2, wall=True),
    ),
    Row(
        "publishing rows to an empty SQLite ÷ a bare insert of the same rows and indexes",
        "publish.ratio",
        target=Target(1.3),
    ),
    Row("parsing alone, DuckDB told the shapes ÷ load", "load_parse_ratio", target=Target(0.28, most=False, wall=True)),
    Row(
        "the quickest importer that others wrote ÷ load, the same files",
        "importers.least",
        target=Target(1, most=False),
    ),
    Row("lines of the rooms engine, sweep and picture", "lines.total", target=Target(3200)),
    Row("a fact recorded on the site, from its commit to the judged family", "recorded.judged_ms", "ms", Target(100)),
)
FIGURES = (
    Row("arranging mapped tables by family ÷ DuckDB sorting them", "mapped.ratio_sorting"),
    Row("mapping and program ÷ one scan of the files' same columns", "raw.ratio"),
    Row("what practice costs: 130 indicators ÷ 40, program alone", "knowledge.ratio"),
    Row("the same, all of them ÷ 40", "knowledge.ratio_all"),
    Row("parsing, DuckDB not told what the files hold ÷ load", "load_unasked_ratio"),
    Row("load", "load_mb_per_s", "MB/s"),
    Row("making the families", "families.seconds", "s"),
    Row("their size on disk", "families.megabytes", "MB"),
    Row("the first whole sweep after a load, families made and the engine read", "first_sweep_seconds", "s"),
    Row("a whole sweep, families kept", "sweep_children_per_s", "children/s"),
    Row("a sweep after one family in a hundred has something new", "changed.seconds", "s"),
    Row("feed to picture: files loaded, families made, all swept", "feed_to_picture_children_per_s", "children/s"),
    Row("publishing to an empty SQLite, reading the results in words included", "publish.seconds", "s"),
    Row("that ÷ the bare insert", "publish.ratio_whole"),
    Row("writing a fact recorded on the site into the records", "recorded.writing_ms", "ms"),
    Row("all that a child's page says, 99th of 100", "picture.page_ms_p99", "ms"),
    Row("one child's picture, cold: a new process, its imports done", "picture.cold_ms", "ms"),
    Row("those imports", "picture.cold_imports_ms", "ms"),
)  # fmt: skip
DAY = (
    Row("our program, the whole history, joined record", "day.program_seconds", "s"),
    Row("the same, families kept", "day.kept_seconds", "s"),
    Row("hand-written SQL on DuckDB, one day", "day.sql_seconds", "s"),
    Row("Polars, one day", "day.polars_day_seconds", "s"),
    Row("Polars, the whole history of spells", "day.polars_history_seconds", "s"),
    Row("plain Python, one day, a sample of the children", "day.loop_seconds", "s"),
    Row("our whole sweep, its results written but not read back in words ÷ hand-written SQL", "day.ratio_written_sql"),
    Row("our program ÷ hand-written SQL", "day.ratio_sql"),
    Row("our program ÷ Polars, one day", "day.ratio_polars_day"),
    Row("our program, families kept ÷ Polars, the whole history", "day.ratio_polars_history_kept"),
    Row("our program ÷ plain Python, for all children", "day.ratio_loop"),
)
