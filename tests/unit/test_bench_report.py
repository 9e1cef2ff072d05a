"""The page of figures says what was measured, beside what was asked for, and is not written when a figure is missing."""

import copy
from pathlib import Path
from typing import Any

import pytest

from bench import full, importers, report
from bench.__main__ import KEYS
from bench.targets import DAY, FIGURES, TARGETS, Target
from tests.architecture.repository import ROOT


def spread(median: float) -> dict[str, float]:
    return {"min": median * 0.9, "median": median, "max": median * 1.2, "runs": 3}


def both(processor: float) -> dict[str, Any]:
    """Taken by both clocks; the one on the wall says something else."""
    return {"processor": spread(processor), "wall": spread(processor / 2)}


def point(seconds: float, **across: int) -> dict[str, Any]:
    return {**across, "seconds": both(seconds)}


OF_A_DAY = (
    *(f"{name}_seconds" for name in ("sweep", "program", "kept", "sql", "polars_day", "polars_history", "loop")),
    *(
        f"ratio_{name}"
        for name in ("sweep_sql", "written_sql", "sql", "polars_day", "polars_history", "polars_history_kept", "loop")
    ),
)
PATHLING = {"not_measured": "not installed: bench/peers/setup.sh"}
TOLD: dict[str, Any] = {
    "feed_to_picture_children_per_s": 1500.0, "indicators": 203, "children": 20_000, "events": 1_490_000,
    "measured": {
        "machine": {"processors": 2, "processor": "One", "memory_gib": 23.5, "system": "Linux", "versions": {"duckdb": "2.0.0"},
                    "load_before": 0.1},
        "recipe": "made up.",
        "lines": {"engine": 2300, "sweep": 900, "picture": 800, "total": 4000},
        "mapped": {"children": 100_000, "events": 28_000_000, "ratio_built": both(30), "ratio_kept": both(12), "ratio_sorting": both(2)},
        "raw": {"ratio": both(48)},
        "knowledge": {"ratio": both(1.8), "ratio_all": both(2.0), "points": [point(1.0, indicators=41), point(2.0, indicators=203)]},
        "size": [point(2.0, children=20_000), point(10.5, children=100_000)],
        "changed": {"ratio": both(1.5), "seconds": both(0.9), "whole_seconds": both(5.0), "children": 20_000,
                    "points": [point(0.4, share=0.01), point(2.0, share=0.1)]},
        "families": {"ratio_sorting": both(2.5), "seconds": both(4.5), "first_picture": both(4.6), "megabytes": 200.0},
        "recorded": {"judged_ms": both(60), "writing_ms": both(350)},
        "publish": {"children": 100_000, "rows": 1_400_000, "ratio": both(1.1), "ratio_whole": both(1.4), "seconds": both(22),
                    "memory_gb": 0.8},
        "load_parse_ratio": both(0.23), "load_unasked_ratio": both(0.5), "load_mb_per_s": spread(81),
        "importers": {"children": 2000, "ours": both(5), "least": 1.56,
                      "others": {"Pathling": PATHLING, "fhir4ds-v2": {**both(7.8), "ratio": 1.56}}},
        "sweep_children_per_s": spread(3800), "first_sweep_seconds": both(6.0),
        "feed_to_picture_children_per_s": {"median": 1500.0},
        "picture": {"read_ms": both(0.6), "page_ms": both(1.1), "page_ms_p99": {"processor": {"median": 2.0}, "wall": {"median": 9.0}},
                    "cold_ms": both(140), "cold_imports_ms": both(900)},
        "day": {"indicators": 155, "of": 203, "children": 40_000, "events": 11_000_000, "answers": 26_000, "spells": 140_000,
                "sampled": 2000, **{name: both(1.5) for name in OF_A_DAY}},
        "peers": {
            "cql-execution": {"indicators": 155, "children": 60, "answers": 40, "children_per_s": spread(25)},
            "fhir4ds-v2": {"indicators": 9, "children": 60, "answers": 0, "children_per_s": spread(500), "offered": 108, "failed": 2},
            "pysof": {"not_measured": "not installed: bench/peers/setup.sh"},
        },
    },
}  # fmt: skip


def test_figures_stand_with_their_spread_both_clocks_and_verdict(tmp_path: Path) -> None:
    report.write(TOLD, tmp_path / "page.md", tmp_path / "pictures")
    text = (tmp_path / "page.md").read_text()
    assert (
        "| the program ÷ one scan of its mapped columns, families built and judged | 30 (27 to 36, 3) | 15 | at most 28: **missed by 7%** |"
        in text
    )
    assert "| the same, families kept | 12 (10.80 to 14.40, 3) | 6 | at most 18: met |" in text
    assert "| 0.23 (0.21 to 0.28, 3) | 0.12 | at least 0.28 by the clock: **missed by 59%** |" in text
    assert "| 4,000 | – | at most 3,200: **missed by 25%** |" in text
    assert "engine 2,300, sweep 900, picture 800." in text
    assert "| load | 81 MB/s (72.90 to 97.20, 3) | – | – |" in text
    assert "can express 155 of the 203 indicators" in text
    assert "$" not in text


def test_a_target_is_held_against_processor_time_and_not_the_clock() -> None:
    slow_clock = {"picture": {"read_ms": {"processor": spread(0.7), "wall": spread(40)}}}
    row = next(row for row in TARGETS if row.path == "picture.read_ms")
    assert report.asked(slow_clock, row) == "at most 0.8: met"


def test_what_somebody_waits_for_is_held_against_the_clock() -> None:
    waits = {"families": {"first_picture": {"processor": spread(3), "wall": spread(1.9)}}}
    row = next(row for row in TARGETS if row.path == "families.first_picture")
    assert report.asked(waits, row) == "at most 2 by the clock: met"


def test_what_no_run_can_measure_any_more_is_said_and_not_judged(tmp_path: Path) -> None:
    text = report.text(TOLD, tmp_path)
    assert (
        "| a whole sweep | 1.50 s (1.35 to 1.80, 3) | 0.75 s | 0.45 of the last SQL release: not measurable in one run"
        in text
    )


def test_importers_stand_with_their_times_or_the_reason(tmp_path: Path) -> None:
    text = report.text(TOLD, tmp_path)
    assert "| `kinsight load` | 5 s (4.50 to 6, 3) | 2.50 s | 1 |" in text
    assert "| fhir4ds-v2 | 7.80 s (7.02 to 9.36, 3) | 3.90 s | 1.56 |" in text
    assert "| Pathling | not measured: not installed: bench/peers/setup.sh | – | – |" in text


def test_the_quickest_importer_is_the_one_that_counts() -> None:
    assert importers.least({"one": {"ratio": 9.1}, "other": {"ratio": 1.6}, "third": PATHLING}) == 1.6
    assert importers.least({"one": PATHLING, "other": PATHLING}) == PATHLING


def test_without_importers_their_target_is_neither_met_nor_missed(tmp_path: Path) -> None:
    told = copy.deepcopy(TOLD)
    told["measured"]["importers"]["least"] = PATHLING
    assert "| not measured: not installed: bench/peers/setup.sh | – | at least 1: not measured |" in report.text(
        told, tmp_path
    )


def test_who_runs_it_reads_of_each_target_whether_it_is_met() -> None:
    lines = report.on_screen(TOLD["measured"]).splitlines()
    assert len(lines) == len(TARGETS)
    assert lines[0].endswith("30 (27 to 36, 3), by the clock 15; at most 28: missed by 7%")
    assert lines[1].endswith("at most 18: met")
    judged = [line for line, row in zip(lines, TARGETS, strict=True) if row.target]
    assert all(line.endswith(": met") or ": missed by " in line for line in judged)
    assert "4,000; at most 3,200" in "\n".join(lines)


def test_a_busy_machine_is_told(tmp_path: Path) -> None:
    busy = copy.deepcopy(TOLD)
    busy["measured"]["machine"]["load_before"] = 12.0
    assert "Others were at work on it" in report.text(busy, tmp_path)
    assert "Others were at work on it" not in report.text(TOLD, tmp_path)


def test_peers_stand_with_their_share_or_the_reason(tmp_path: Path) -> None:
    text = report.text(TOLD, tmp_path)
    assert "| cql-execution | 25 (22.50 to 30, 3) | 155 | 60 | all 40 |" in text
    left = "of 108 it was given; the others not begun in time, 2 failed"
    assert f"| fhir4ds-v2 | 500 (450 to 600, 3) | 9 ({left}) | 60 | nothing held, so none |" in text
    assert "| pysof | not measured: not installed: bench/peers/setup.sh |" in text


def test_feed_to_picture_is_held_against_engines_that_did_the_whole_share(tmp_path: Path) -> None:
    """An engine that was quick at nine rules is no measure."""
    assert "is 60 times as fast as the fastest of these CQL engines" in report.text(TOLD, tmp_path)
    without = copy.deepcopy(TOLD)
    del without["measured"]["peers"]["cql-execution"]
    assert "No CQL engine was measured on the whole share" in report.text(without, tmp_path)


@pytest.mark.parametrize("path", sorted({row.path for row in (*TARGETS, *FIGURES, *DAY)}))
def test_a_missing_figure_is_an_error(path: str, tmp_path: Path) -> None:
    told = copy.deepcopy(TOLD)
    *above, last = path.split(".")
    place = told["measured"]
    for name in above:
        place = place[name]
    del place[last]
    with pytest.raises(KeyError):
        report.text(told, tmp_path)


def test_a_template_that_names_a_figure_which_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="speed_of_light"):
        report.text(TOLD, tmp_path, "It is $speed_of_light.")


@pytest.mark.parametrize(
    ("target", "value", "said"),
    [
        (Target(4), 4.0, "met"),
        (Target(4), 5.0, "**missed by 25%**"),
        (Target(4), 8.0, "**missed by a factor of 2.0**"),
        (Target(4), 40.0, "**missed by a factor of 10.0**"),
        (Target(5000, most=False), 5000.0, "met"),
        (Target(5000, most=False), 4000.0, "**missed by 20%**"),
        (Target(5000, most=False), 1000.0, "**missed by 80%**"),
    ],
)
def test_a_target_is_met_or_missed_by_so_much(target: Target, value: float, said: str) -> None:
    assert target.verdict(value) == said


def test_curves_are_pictures_with_words_in_their_place(tmp_path: Path) -> None:
    report.write(TOLD, tmp_path / "page.md", tmp_path / "pictures")
    text = (tmp_path / "page.md").read_text()
    assert (
        "![The program's time for each child against how many there are: 0.1 milliseconds a child at 20,000 children;"
        in text
    )
    assert "0.4 seconds at 1 per cent of families with something new" in text
    pictures = sorted((tmp_path / "pictures").glob("*.svg"))
    assert [one.stem for one in pictures] == ["seconds-by-change", "seconds-by-indicators", "seconds-per-child"]
    assert all("<svg" in one.read_text() and "aria-label" in one.read_text() for one in pictures)


def test_what_was_not_measured_is_said_so(tmp_path: Path) -> None:
    text = report.text(TOLD, tmp_path)
    assert "`make bench-full` measures a million children" in text


def test_parts_of_the_full_run_have_a_heading_of_their_own(tmp_path: Path) -> None:
    told = copy.deepcopy(TOLD)
    curve = {
        "name": "region",
        "title": "Time against size",
        "across": "children",
        "up": "seconds",
        "points": [(10, 1.0), (20, 3.0)],
    }
    seconds = {"what": "the whole sweep, in seconds", "most": 600, **spread(500)}
    told["measured"]["full"] = {"A region": {"seconds": seconds, "memory_gib": 7.5, "curves": [curve]}}
    text = report.text(told, tmp_path)
    assert "### A region" in text
    assert "| the whole sweep, in seconds | 500 (450 to 600, 3) | – | at most 600: met |" in text
    assert "| memory_gib | 7.50 | – | – |" in text
    assert "![Time against size: 1 seconds at 10 children; 3 seconds at 20 children.](pictures/region.svg)" in text


def swept(children: int, seconds: float, memory: float) -> dict[str, Any]:
    each = {"microseconds_per_child": seconds / children * 1e6, "seconds": seconds, "memory_gb": memory}
    return {"children": children, "records": 250 * children, "spells": 30 * children, "owed": 9 * children, **each}


def test_a_region_is_told_with_its_targets(tmp_path: Path) -> None:
    sizes = [swept(20_000, 10.0, 2.0), swept(100_000, 55.0, 9.0)]
    published = {"seconds": both(200), "ratio": both(1.2), "rows": 14_000_000, "memory_gb": 3.4}
    told = copy.deepcopy(TOLD)
    told["measured"]["full"] = {
        "A region": full.figures(sizes, {"seconds": 1.0, "judged": 1000, "memory_gb": 1.0}, published)
    }
    text = report.text(told, tmp_path)
    assert "| a child's time in the largest population ÷ in the smallest | 1.10 | – | – |" in text
    assert "| most memory that a sweep held, in GB | 9 | – | at most 6: **missed by 50%** |" in text
    assert "| that ÷ (5% of the whole sweep + 0.7 s) | 0.29 | – | – |" in text
    assert (
        "a bare insert of the 14,000,000 and their indexes | 1.20 (1.08 to 1.44, 3) | 0.60 | at most 1.3: met |" in text
    )
    assert "| most memory that publishing held, in GB | 3.40 | – | at most 6: met |" in text
    assert (tmp_path / "region-milliseconds-per-child.svg").exists()


def test_the_keys_that_others_read_stay() -> None:
    assert set(KEYS) >= {
        "sweep_children_per_s",
        "sweep_floor_ratio_mapped",
        "sweep_floor_ratio_raw",
        "load_parse_ratio",
        "feed_to_picture_children_per_s",
        "picture_ms_p50",
        "picture_ms_p99",
        "knowledge_cost_ratio",
        "indicators",
        "children",
        "events",
    }


def test_the_page_in_the_repository_is_one_that_a_run_wrote() -> None:
    """Its headings are those of the template: nobody has written into it by hand."""

    def heads(text: str) -> list[str]:
        return [line for line in text.splitlines() if line.startswith(("# ", "## "))]

    assert heads((ROOT / report.PAGE).read_text()) == heads(report.TEMPLATE.read_text())
