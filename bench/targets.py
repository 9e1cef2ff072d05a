"""The figures that the page of figures tells, in their order, each with what was asked for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """At most, or at least, so much."""

    limit: float
    most: bool = True

    def verdict(self, value: float) -> str:
        if value <= self.limit if self.most else value >= self.limit:
            return "met"
        share = value / self.limit
        if not 0.5 <= share < 2:
            return (
                f"**missed: {share:.1f} times the target**" if self.most else f"**missed: {share:.0%} of the target**"
            )
        return f"**missed by {abs(share - 1):.0%}**"

    def __str__(self) -> str:
        return f"{'at most' if self.most else 'at least'} {self.limit:,g}"


@dataclass(frozen=True)
class Row:
    """What is told, where it stands among the figures (`mapped.ratio`), its unit, and what was asked for."""

    says: str
    path: str
    unit: str = ""
    target: Target | None = None


RATIOS = (
    Row("the program ÷ one scan of its mapped columns", "mapped.ratio", target=Target(4)),
    Row("the same, joined record alone", "mapped.ratio_joined_only"),
    Row("mapping and program ÷ one scan of the files' same columns", "raw.ratio", target=Target(6)),
    Row("the program's whole history ÷ hand-written SQL for a single day", "day.ratio_sql", target=Target(2)),
    Row("the program's whole history ÷ Polars finding the same history", "day.ratio_polars_history", target=Target(1)),
    Row("the program's whole history ÷ Polars for a single day", "day.ratio_polars_day"),
    Row("the program's whole history ÷ a plain Python loop for a single day", "day.ratio_loop"),
    Row(
        "a sweep after one child in a hundred has something new ÷ (3% of a whole sweep + 0.2 s)",
        "changed.ratio",
        target=Target(1),
    ),
    Row("parsing alone ÷ load", "load_parse_ratio", target=Target(0.6, most=False)),
    Row("the same, DuckDB not told what the files hold", "load_unasked_ratio"),
    Row("what practice costs: 130 indicators ÷ 40, program alone", "knowledge.ratio", target=Target(2)),
    Row("the same, all of them ÷ 40", "knowledge.ratio_all"),
)
SPEEDS = (
    Row("feed to picture: files loaded, then swept with every service's view", "feed_to_picture_children_per_s", "children/s",
        Target(5000, most=False)),
    Row("whole sweep, telling included", "sweep_children_per_s", "children/s"),
    Row("publishing what was found to an empty SQLite, the start of the site included", "publish.first.seconds", "s"),
    Row("load", "load_mb_per_s", "MB/s"),
    Row("one child's picture, in process, warm", "picture_ms", "ms"),
    Row("the same, 99th of 100", "picture_ms_p99", "ms", Target(12)),
    Row("the same, of the best of three of each child's", "picture_best_ms_p99", "ms"),
    Row("arithmetic as long as the median picture, 99th of 100: the machine's own pauses", "pause_ms_p99", "ms"),
    Row("one child's picture, cold: a new process, its imports done, the index made before", "cold_picture_ms", "ms", Target(150)),
    Row("the first picture after a load, for which the index is made", "first_picture_ms", "ms"),
)  # fmt: skip
DAY = (
    Row("our program, the whole history, joined record", "day.program_seconds", "s"),
    Row("hand-written SQL on DuckDB, one day", "day.sql_seconds", "s"),
    Row("Polars, one day", "day.polars_day_seconds", "s"),
    Row("Polars, the whole history of spells", "day.polars_history_seconds", "s"),
    Row("plain Python, one day, a sample of the children", "day.loop_seconds", "s"),
)
