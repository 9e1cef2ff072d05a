"""`make bench-full`: all that `make bench` measures, at larger samples, and what takes longer: the parts named in `PARTS`.

A part is a function of the loaded district, the knowledge and what was asked; it gives figures by name, and the page shows them
under its own heading. A figure is a number, or spreads (`bench.measure`) with `what` it says and `most` or `least` asked for;
`curves` is a list of pictures to draw, each with `name`, `title`, `across`, `up` and `points` (see `bench.pictures.curves`).
"""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from bench import changed, publishing, region_sweep
from bench.__main__ import Part, asking, run
from bench.line import Figures, Line
from bench.measure import Took
from kinsight.rules.schema.knowledge import Knowledge


def a_region(line: Line, _: Knowledge, asked: Namespace) -> Figures:
    """The district up to so many times over, swept whole by the command, and after news of one family in a hundred."""
    place, sizes = region_sweep.growth(line.workspace, line.folder, asked.region)
    after = region_sweep.after_news(place, line.folder)["sweep"]
    return figures(sizes, after, publishing.measure(place, 1))


def figures(sizes: list[Any], after: Mapping[str, Any], published: Mapping[str, Any]) -> Figures:
    last = sizes[-1]
    allowed = changed.allowance(Took(last["seconds"], last["seconds"])).wall
    memory = max(after["memory_gb"], *(one["memory_gb"] for one in sizes))
    per_child = [(one["children"], one["microseconds_per_child"] / 1000) for one in sizes]
    return {
        "children": last["children"], "source records": last["records"], "spells": last["spells"], "owed responses": last["owed"],
        "seconds": _said("seconds by the clock of the whole sweep, families joined", last["seconds"]),
        "flat": _said("a child's time in the largest population ÷ in the smallest", per_child[-1][1] / per_child[0][1]),
        "memory": _said("most memory that a sweep held, in GB", memory, most=6),
        "news": _said(f"seconds by the clock of a sweep after news: {after['judged']:,} children judged", after["seconds"]),
        "news_ratio": _said("that ÷ (5% of the whole sweep + 0.7 s)", after["seconds"] / allowed),
        "publish": {"what": "seconds of publishing all of it to an empty SQLite, reading it in words included", **published["seconds"]},
        "publish_ratio": {"what": f"of that, writing the rows ÷ a bare insert of the {published['rows']:,} and their indexes", "most": 1.3,
                          **published["ratio"]},
        "publish_memory": _said("most memory that publishing held, in GB", published["memory_gb"], most=6),
        "curves": [{"name": "region-milliseconds-per-child", "title": "A whole sweep's time for each child against how many there are",
                    "across": "children", "up": "milliseconds a child", "points": per_child}],
    }  # fmt: skip


def _said(what: str, value: float, **asked: float) -> Figures:
    return {"what": what, "median": value, **asked}


#: Heading on the page → what measures it.
PARTS: dict[str, Part] = {"A region": a_region}


def main() -> None:
    asked = asking()
    asked.add_argument(
        "--region",
        type=int,
        nargs="+",
        default=[1, 5, 15, 50],
        help="how many times the district stands in each region",
    )
    asked.set_defaults(sample=5000, peer_children=300, peer_seconds=600)
    run(asked.parse_args(), PARTS)


if __name__ == "__main__":
    main()
