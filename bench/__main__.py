"""`make bench`: a synthetic district down the whole line, then at size and beside others; writes figures and docs/performance.md."""

import argparse
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import (
    changed,
    family_store,
    growth,
    importers,
    lines,
    machine,
    population,
    region_sweep,
    report,
    size,
)
from bench.line import Figures, Line
from kinsight.rules import loading as practice
from kinsight.rules.schema.knowledge import Knowledge

PLACE = Path("build/bench")
#: Measures one thing more on the loaded district: its figures by name, spreads with `what` they say and `most` or `least` asked for.
Part = Callable[[Line, Knowledge, argparse.Namespace], Figures]

#: The figures that others read, in this order; what was measured, and how it spread, stands below them as `measured`.
KEYS = (
    "sweep_children_per_s",
    "sweep_floor_ratio_mapped",
    "sweep_floor_ratio_raw",
    "load_parse_ratio",
    "feed_to_picture_children_per_s",
    "picture_ms_p50",
    "picture_ms_p99",
    "picture_ms_cold",
    "knowledge_cost_ratio",
    "indicators",
    "children",
    "events",
)


def main() -> None:
    run(asking().parse_args())


def run(asked: argparse.Namespace, parts: Mapping[str, Part] | None = None) -> None:
    """Measures, and writes build/bench.json and docs/performance.md; `parts`: what only the full run measures."""
    shutil.rmtree(PLACE, ignore_errors=True)
    known = practice.load()
    line = Line(PLACE, known, asked.children)
    figures, measured = measure(line, known, asked)
    measured |= {"full": {name: part(line, known, asked) for name, part in (parts or {}).items()}}
    told = {key: figures[key] for key in KEYS} | {"measured": measured}
    Path("build/bench.json").write_text(json.dumps(told, indent=2) + "\n")
    report.write(told, Path(asked.page), Path(asked.page).parent / report.PICTURES.name)
    print("\n".join(f"{name:32} {figures[name]:.4g}" for name in KEYS), "", report.on_screen(measured), sep="\n")


def measure(line: Line, known: Knowledge, asked: argparse.Namespace) -> tuple[dict[str, float], Figures]:
    measured: Figures = {
        "machine": machine.described(),
        "expectations": len(known.expectations),
        "lines": lines.count(),
    }
    line.write()
    figures, told = line.loading(asked.times)
    measured |= told
    more, told, found = line.sweeping(asked.times, figures["load_seconds"])
    figures, measured, refs = figures | more, measured | told, line.some(found, asked.pictures)
    more, told = line.pictures(refs, asked.times)
    figures, measured = figures | more, measured | told
    measured |= _beside(line, known, asked, refs)
    measured |= _with_news(line, known, asked, refs)
    figures |= {"knowledge_cost_ratio": report.middle(measured["knowledge"]["ratio"]),
                "sweep_floor_ratio_raw": report.middle(measured["raw"]["ratio"]),
                "sweep_floor_ratio_mapped": report.middle(measured["mapped"]["ratio_built"]),
                "indicators": len(known.indicators), "children": found.children, "events": found.events}  # fmt: skip
    return figures, measured | {"recipe": _recipe(line, figures, asked)}


def _beside(line: Line, known: Knowledge, asked: argparse.Namespace, refs: list[str]) -> Figures:
    """What leaves the district as it was loaded."""
    return {
        "families": family_store.making(line.workspace, known, refs[0], asked.times),
        "knowledge": growth.growth(line.workspace, known, asked.times),
        "day": size.a_day(line, asked),
        **size.grown(line.workspace, known, asked.copies, asked.times),
        "raw": size.raw(line.workspace, line.folder / "padded", known, asked.times),
        "peers": size.outside(line.workspace, known, line.folder / "peers", asked),
        "importers": importers.of_district(line.folder / "imported", asked.importer_children, known, asked.times),
        "publish": region_sweep.publish(line.workspace, line.folder, asked.publish_copies, asked.times),
    }


def _with_news(line: Line, known: Knowledge, asked: argparse.Namespace, refs: list[str]) -> Figures:
    return {
        "changed": changed.measure(line.workspace, known, line.folder / "news", asked.times),
        "recorded": family_store.recorded(line.workspace, known, refs[: asked.facts]),
    }


def _recipe(line: Line, figures: dict[str, float], asked: argparse.Namespace) -> str:
    size = sum(file.stat().st_size for file in line.feed.glob("*.ndjson")) / 1e6
    return (
        f"the synthetic district, seed 1, {asked.children:,} children, {figures['events']:,} mapped events, {size:,.0f} MB of FHIR; "
        f"{len(line.known.indicators)} indicators and {len(line.known.expectations)} expectations, all of it over its whole history, "
        f"joined and for every service alone. For the larger sizes it stands {', '.join(map(str, asked.copies))} times over under other "
        f"keys, among events that no rule uses, up to {population.EVENTS} a child."
    )


def asking() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("--children", type=int, default=20_000, help="children of the synthetic district")
    asked.add_argument(
        "--copies", type=int, nargs="+", default=[1, 2, 5], help="how many times it stands in each population"
    )
    asked.add_argument("--publish-copies", type=int, default=5, help="how many times it stands in what is published")
    asked.add_argument("--times", type=int, default=3, help="how often each thing is measured")
    asked.add_argument("--pictures", type=int, default=200, help="children whose pictures are shown")
    asked.add_argument("--facts", type=int, default=20, help="children about each of whom a fact is recorded")
    asked.add_argument(
        "--importer-children", type=int, default=2_000, help="children whose files importers of others read"
    )
    asked.add_argument("--sample", type=int, default=1000, help="children that the plain Python loop judges")
    asked.add_argument("--peer-children", type=int, default=60, help="children that other people's engines judge")
    asked.add_argument(
        "--peer-seconds", type=float, default=20, help="how long the slowest of them may go on asking rules"
    )
    asked.add_argument("--page", default=str(report.PAGE), help="where the page of figures is written")
    return asked


if __name__ == "__main__":
    main()
