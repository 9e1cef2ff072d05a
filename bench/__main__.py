"""`make bench`: a synthetic district through the whole line, then at size; prints it and writes build/bench.json."""

import argparse
import json
import os
import platform
import shutil
from pathlib import Path

import duckdb

from bench import growth, size
from bench.line import Line, Told
from kinsight.practice import knowledge as practice

#: The figures that others read, in this order; what was measured, and how it spread, stands below them as `measured`.
KEYS = (
    "sweep_children_per_s", "sweep_floor_ratio_mapped", "sweep_floor_ratio_raw", "load_parse_ratio",
    "feed_to_picture_children_per_s", "picture_ms_p50", "picture_ms_p99", "picture_ms_cold", "knowledge_cost_ratio",
    "indicators", "children", "events",
)  # fmt: skip


def main() -> None:
    asked = _asked()
    shutil.rmtree("build/bench", ignore_errors=True)
    figures, measured = measure(asked)
    told = {key: figures[key] for key in KEYS} | {"measured": measured}
    Path("build/bench.json").write_text(json.dumps(told, indent=2) + "\n")
    for name, value in {**told, **measured}.items():
        if name != "measured":
            print(f"{name:32} {_shown(value)}")


def measure(asked: argparse.Namespace) -> tuple[dict[str, float], Told]:
    known = practice.load()
    line = Line(Path("build/bench"), known, asked.children)
    line.write()
    figures, measured = line.loading(asked.times)
    more, told, found = line.sweeping(asked.times, figures["load_seconds"])
    figures, measured = figures | more, measured | told
    more, told = line.pictures(found, asked.pictures)
    figures, measured = figures | more, measured | told
    grown, measured["knowledge"] = growth.growth(line.workspace, known, asked.times)
    figures |= {"knowledge_cost_ratio": grown["ratio"]}
    _, measured["district_mapped"] = size.mapped(line.workspace, known, 0, asked.times)
    at_size, measured["mapped"] = size.mapped(line.workspace, known, asked.copies, asked.times)
    from_raw, measured["raw"] = size.raw(line.workspace, line.folder / "padded", known, asked.times)
    figures |= {"sweep_floor_ratio_mapped": at_size["ratio"], "sweep_floor_ratio_raw": from_raw["ratio"]}
    figures |= {"indicators": len(known.indicators), "children": found.children, "events": found.events}
    return figures, measured | {"expectations": len(known.expectations), "machine": _machine()}


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("--children", type=int, default=20_000, help="children of the synthetic district")
    asked.add_argument("--copies", type=int, default=5, help="how many times the district stands in the population")
    asked.add_argument("--times", type=int, default=3, help="how often each thing is measured")
    asked.add_argument("--pictures", type=int, default=200)
    return asked.parse_args()


def _machine() -> Told:
    return {"processors": os.cpu_count(), "python": platform.python_version(), "duckdb": duckdb.__version__,
            "system": platform.system(), "load_before": round(os.getloadavg()[0], 1)}  # fmt: skip


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {_shown(part)}" for name, part in value.items())
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
