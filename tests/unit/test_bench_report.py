"""The page of figures says what was measured, beside what was asked for, and is not written when a figure is missing."""

import copy
from pathlib import Path
from typing import Any

import pytest

from bench import full, measure, report
from bench.__main__ import KEYS, asking
from bench.targets import DAY, RATIOS, SPEEDS, Target
from tests.architecture.repository import ROOT


def spread(median: float) -> dict[str, float]:
    return {"min": median * 0.9, "median": median, "max": median * 1.2, "runs": 3}


def point(seconds: float, **across: int) -> dict[str, Any]:
    return {**across, "seconds": spread(seconds)}


OF_A_DAY = ("program_seconds", "sql_seconds", "polars_day_seconds", "polars_history_seconds", "loop_seconds",
       "ratio_sql", "ratio_polars_day", "ratio_polars_history", "ratio_loop")  # fmt: skip
TOLD: dict[str, Any] = {
    "feed_to_picture_children_per_s": 1500.0, "indicators": 203, "children": 20_000, "events": 1_490_000,
    "measured": {
        "machine": {"processors": 2, "processor": "One", "memory_gib": 23.5, "system": "Linux", "versions": {"duckdb": "2.0.0"},
                    "load_before": 0.1},
        "recipe": "made up.",
        "mapped": {"ratio": spread(190), "ratio_joined_only": spread(90)}, "raw": {"ratio": spread(48)},
        "knowledge": {"ratio": spread(1.8), "ratio_all": spread(2.0), "points": [point(1.0, indicators=41), point(2.0, indicators=203)]},
        "size": [point(2.0, children=20_000), point(10.5, children=100_000)],
        "changed": {"ratio": spread(1.5), "whole_seconds": spread(5.0), "children": 20_000,
                    "points": [{"share": 0.01, "seconds": spread(0.4)}, {"share": 0.1, "seconds": spread(2.0)}]},
        "load_parse_ratio": spread(0.23), "load_unasked_ratio": spread(0.5), "load_mb_per_s": spread(81),
        "sweep_children_per_s": spread(3800),
        "feed_to_picture_children_per_s": spread(1500), "picture_ms": spread(12), "picture_ms_p99": 24.0,
        "picture_best_ms_p99": {"median": 11.0}, "pause_ms_p99": {"median": 18.0},
        "first_picture_ms": {"median": 9000.0}, "cold_picture_ms": spread(140), "publish": {"first": {"seconds": 4.5}},
        "day": {"indicators": 155, "of": 203, "children": 40_000, "events": 11_000_000, "answers": 26_000, "spells": 140_000,
                "sampled": 2000, **{name: spread(1.5) for name in OF_A_DAY}},
        "peers": {
            "cql-execution": {"indicators": 155, "children": 60, "answers": 40, "children_per_s": spread(25)},
            "fhir4ds-v2": {"indicators": 9, "children": 60, "answers": 0, "children_per_s": spread(500), "offered": 108, "failed": 2},
            "pysof": {"not_measured": "not installed: bench/peers/setup.sh"},
        },
    },
}  # fmt: skip


def test_figures_stand_with_their_spread_and_verdict(tmp_path: Path) -> None:
    report.write(TOLD, tmp_path / "page.md", tmp_path / "pictures")
    text = (tmp_path / "page.md").read_text()
    assert (
        "| the program ÷ one scan of its mapped columns | 190 (171 to 228, 3) | at most 4: **missed: 47.5 times the target** |"
        in text
    )
    assert "| parsing alone ÷ load | 0.23 (0.21 to 0.28, 3) | at least 0.6: **missed: 38% of the target** |" in text
    assert "can say 155 of the 203 indicators" in text
    assert "$" not in text


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


@pytest.mark.parametrize("path", sorted({row.path for row in (*RATIOS, *SPEEDS, *DAY)}))
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
        (Target(4), 4.0, "met"), (Target(4), 5.0, "**missed by 25%**"), (Target(4), 40.0, "**missed: 10.0 times the target**"),
        (Target(5000, most=False), 6000.0, "met"), (Target(5000, most=False), 4000.0, "**missed by 20%**"),
        (Target(5000, most=False), 1000.0, "**missed: 20% of the target**"),
    ],
)  # fmt: skip
def test_a_target_is_met_or_missed_by_so_much(target: Target, value: float, said: str) -> None:
    assert target.verdict(value) == said


def test_curves_are_pictures_with_words_in_their_place(tmp_path: Path) -> None:
    report.write(TOLD, tmp_path / "page.md", tmp_path / "pictures")
    text = (tmp_path / "page.md").read_text()
    assert (
        "![The program's time for each child against how many there are: 0.1 milliseconds a child at 20,000 children;"
        in text
    )
    assert "0.4 seconds at 1 per cent of children with something new" in text
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
    assert "| the whole sweep, in seconds | 500 (450 to 600, 3) | at most 600: met |" in text
    assert "| memory_gib | 7.50 | – |" in text
    assert "![Time against size: 1 seconds at 10 children; 3 seconds at 20 children.](pictures/region.svg)" in text


def swept(children: int, seconds: float, memory: float) -> dict[str, Any]:
    each = {"microseconds_per_child": seconds / children * 1e6, "seconds": seconds, "memory_gb": memory}
    return {"children": children, "records": 250 * children, "spells": 30 * children, "owed": 9 * children, **each}


def test_a_region_is_told_with_its_targets(tmp_path: Path) -> None:
    sizes = [swept(20_000, 10.0, 2.0), swept(100_000, 55.0, 9.0)]
    told = copy.deepcopy(TOLD)
    told["measured"]["full"] = {
        "A region": full.figures(
            sizes, {"seconds": 1.0, "judged": 1000, "memory_gb": 1.0}, {"seconds": 200.0, "memory_gb": 3.4}
        )
    }
    text = report.text(told, tmp_path)
    assert "| a child's time in the largest population ÷ in the smallest | 1.10 | at most 1.2: met |" in text
    assert "| most memory that a sweep held, in GB | 9 | at most 8: **missed by 12%** |" in text
    assert "| that ÷ (3% of the whole sweep + 0.2 s) | 0.54 | at most 1: met |" in text
    assert "| most memory that publishing held, in GB | 3.40 | at most 8: met |" in text
    assert (tmp_path / "region-milliseconds-per-child.svg").exists()


def test_the_keys_that_others_read_stay() -> None:
    assert set(KEYS) >= {
        "sweep_children_per_s", "sweep_floor_ratio_mapped", "sweep_floor_ratio_raw", "load_parse_ratio",
        "feed_to_picture_children_per_s", "picture_ms_p50", "picture_ms_p99", "knowledge_cost_ratio", "indicators", "children", "events",
    }  # fmt: skip


def test_the_day_is_asked_in_a_population_that_is_measured() -> None:
    asked = asking().parse_args([])
    assert asked.day_copies in asked.copies


def test_the_page_in_the_repository_is_one_that_a_run_wrote() -> None:
    """Its headings are those of the template: nobody has written into it by hand."""

    def heads(text: str) -> list[str]:
        return [line for line in text.splitlines() if line.startswith(("# ", "## "))]

    assert heads((ROOT / report.PAGE).read_text()) == heads(report.TEMPLATE.read_text())


def test_a_pause_is_as_long_as_was_asked_for_or_longer() -> None:
    assert min(measure.pauses(2.0, 20)) > 1.0
