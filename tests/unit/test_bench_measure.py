"""A measurement says what a job took of the processor and by the clock, and lines are counted as they are."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench import lines, measure, publishing
from bench.measure import Took
from kinsight.casework.models import Child, Owed, Pattern

#: Ends once it has itself used so much of the processor, however busy the machine.
BUSY = "import time\nwhile time.process_time() < 0.3: pass"


def test_a_process_that_was_started_counts_as_what_started_it_took() -> None:
    took = measure.once(lambda: subprocess.run([sys.executable, "-c", BUSY], check=True))
    assert took.processor >= 0.3


def test_waiting_takes_no_processor() -> None:
    took = measure.once(lambda: time.sleep(0.3))
    assert took.processor < 0.3 <= took.wall


def test_jobs_are_done_in_turn_and_once_before_they_count() -> None:
    done: list[str] = []
    took = measure.in_turn({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, 2)
    assert done == ["a", "b"] * 3
    assert [len(took[name]) for name in ("a", "b")] == [2, 2]


def test_ratios_are_of_each_clock_and_run() -> None:
    told = measure.both(measure.ratios([Took(6, 3), Took(8, 2)], [Took(2, 3), Took(2, 4)]))
    assert told["processor"] == {"min": 3, "median": 3.5, "max": 4, "runs": 2}
    assert told["wall"] == {"min": 0.5, "median": 0.75, "max": 1, "runs": 2}
    assert measure.scaled([Took(0.002, 0.003)], 1000) == [Took(pytest.approx(2), pytest.approx(3))]


def test_every_line_of_python_and_sql_counts_and_nothing_else(tmp_path: Path) -> None:
    for room in lines.ROOMS:
        (tmp_path / room / "sql").mkdir(parents=True)
    (tmp_path / "engine" / "one.py").write_text('"""Words."""\n\n# why\nx = 1\n')
    (tmp_path / "engine" / "sql" / "two.sql").write_text("SELECT 1\nFROM t\n")
    (tmp_path / "sweep" / "README.md").write_text("no code\n")
    assert lines.count(tmp_path) == {"engine": 6, "sweep": 0, "picture": 0, "total": 6}


def test_each_room_that_is_counted_is_there() -> None:
    assert all(count > 0 for count in lines.count().values())


def test_what_is_inserted_bare_is_what_a_first_publication_brings() -> None:
    models = (Child, Child.services.through, Pattern, Owed)
    assert set(publishing.TABLES) == {model._meta.db_table for model in models}
