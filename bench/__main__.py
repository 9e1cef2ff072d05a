"""`make bench`: a synthetic district through the whole line; prints the figures and writes build/bench.json."""

import argparse
import json
import os
import platform
import random
import shutil
from datetime import date
from pathlib import Path
from time import perf_counter

import duckdb

from bench import floor
from bench.measure import quantile, seconds, spread
from kinsight.feeds.load import load
from kinsight.practice import knowledge as practice
from kinsight.practice.knowledge import Knowledge
from kinsight.records.days import to_day
from kinsight.records.store import Workspace
from kinsight.signals import inputs
from kinsight.signals.database import Duck
from kinsight.signals.engine import Engine
from kinsight.signals.picture import picture
from kinsight.signals.sweep import Sweep, sweep
from kinsight.synthetic import district

END = date(2026, 11, 1)
AS_OF = to_day(END)
Figures = dict[str, object]


def main() -> None:
    asked = _asked()
    folder = Path("build/bench")
    shutil.rmtree(folder, ignore_errors=True)
    known = practice.load()
    feed, workspace = folder / "feed", Workspace(folder / "workspace")
    district.write(feed, asked.children, 1, END)
    figures, load_seconds = _loading(feed, workspace, known)
    more, found = _sweeping(workspace, known, asked.times)
    figures |= more | _pictures(workspace, known, found, asked.pictures)
    figures["feed_to_picture_children_per_s"] = found.children / (load_seconds + float(more["sweep_seconds"]["median"]))  # type: ignore[index]
    figures |= {"indicators": len(known.indicators), "expectations": len(known.expectations), "children": found.children,
                "events": found.events, "machine": _machine()}  # fmt: skip
    out = Path("build/bench.json")
    out.write_text(json.dumps(figures, indent=2, default=str) + "\n")
    for name, value in figures.items():
        print(f"{name:36} {_shown(value)}")


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("--children", type=int, default=10_000)
    asked.add_argument("--times", type=int, default=5)
    asked.add_argument("--pictures", type=int, default=300)
    return asked.parse_args()


def _loading(feed: Path, workspace: Workspace, known: Knowledge) -> tuple[Figures, float]:
    """Parsing alone, then the whole load, of the same files in the same run."""
    size = sum(file.stat().st_size for file in feed.glob("*.ndjson"))
    parsing = seconds(lambda: floor.parse(feed), 3)
    started = perf_counter()
    report = load(workspace, [feed], known, AS_OF)
    took = perf_counter() - started
    assert report.total("taken_in") == report.total("accepted") + report.total("quarantined")
    return {
        "load_parse_ratio": spread(parsing)["median"] / took, "load_mb_per_s": size / 1e6 / took,
        "load_lines_per_s": report.total("taken_in") / took, "parse_seconds": spread(parsing), "load_seconds": took,
    }, took  # fmt: skip


def _sweeping(workspace: Workspace, known: Knowledge, times: int) -> tuple[Figures, Sweep]:
    found = sweep(workspace, AS_OF, known)
    whole = seconds(lambda: sweep(workspace, AS_OF, known), times, warm=False)
    with duckdb.connect() as con:
        workspace.attach(con)
        db = Duck(con)
        db.keep("used", inputs.used(known))
        raw_floor = seconds(lambda: floor.scan(con, "records.event", floor.RAW), times)
        mapping = seconds(lambda: inputs.build(db, AS_OF), times)
        mapped_floor = seconds(lambda: floor.scan(con, "event", floor.MAPPED), times)
        engine = Engine(db, known)
        program = seconds(engine.run, times)
        joined = seconds(lambda: engine.run(fragments=False), times)
    raw = [a + b for a, b in zip(mapping, program, strict=True)]
    return {
        "sweep_children_per_s": found.children / spread(whole)["median"],
        "sweep_floor_ratio_mapped": spread(program)["median"] / spread(mapped_floor)["median"],
        "sweep_floor_ratio_mapped_joined_only": spread(joined)["median"] / spread(mapped_floor)["median"],
        "sweep_floor_ratio_raw": spread(raw)["median"] / spread(raw_floor)["median"],
        "sweep_seconds": spread(whole), "program_seconds": spread(program), "program_joined_only_seconds": spread(joined),
        "mapping_seconds": spread(mapping), "floor_mapped_seconds": spread(mapped_floor), "floor_raw_seconds": spread(raw_floor),
        "spells": found.spells.num_rows, "owed": found.owed.num_rows, "only_joined": found.only_joined,
    }, found  # fmt: skip


def _pictures(workspace: Workspace, known: Knowledge, found: Sweep, many: int) -> Figures:
    """One child at a time, in process, warm."""
    refs = random.Random(1).sample(found.roster["child_ref"].to_pylist(), min(many, found.children))
    picture(workspace, refs[0], AS_OF, known)
    took = [seconds(lambda ref=ref: picture(workspace, ref, AS_OF, known), 1, warm=False)[0] * 1000 for ref in refs]
    return {"picture_ms_p50": quantile(took, 0.5), "picture_ms_p99": quantile(took, 0.99), "picture_ms": spread(took)}


def _machine() -> dict[str, object]:
    return {"processors": os.cpu_count(), "python": platform.python_version(), "duckdb": duckdb.__version__,
            "system": platform.system()}  # fmt: skip


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {_shown(part)}" for name, part in value.items())
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
