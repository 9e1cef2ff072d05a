"""What the bench does to a loaded district is what it says: news judges some again, a recorded fact is judged, all is published."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import changed, family_store, news, publishing
from bench.line import AS_OF, END, Line
from bench.measure import Took
from kinsight.engine.families.store import Store
from kinsight.rules import loading as practice
from kinsight.sweep.run import bring_up, sweep

KNOWN = practice.load()


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    made = Line(tmp_path_factory.mktemp("bench"), KNOWN, 150)
    made.write()
    made.loading(1)
    yield made


def test_what_is_published_is_inserted_bare_row_for_row(line: Line) -> None:
    found = bring_up(line.workspace, AS_OF, KNOWN, whole=True).everyone()
    told = publishing.measure(line.workspace, 1)
    caseload = sum(map(len, found.roster["services"].to_pylist()))
    assert told["rows"] == found.children + caseload + found.spells.num_rows + found.owed.num_rows
    assert told["ratio"]["processor"]["median"] > 0 and told["memory_gb"] > 0


def test_families_are_made_and_there_afterwards(line: Line) -> None:
    child = line.some(line.swept(), 1)[0]
    told = family_store.making(line.workspace, KNOWN, child, 1)
    assert Store(line.workspace).manifest() is not None
    assert told["ratio_sorting"]["processor"]["median"] > 0 and told["megabytes"] > 0


def test_a_fact_that_is_recorded_is_in_the_family_that_is_judged(line: Line) -> None:
    refs = line.some(line.swept(), 3)
    told = family_store.recorded(line.workspace, KNOWN, refs)
    assert told["judged_ms"]["processor"]["runs"] == told["writing_ms"]["processor"]["runs"] == len(refs)
    spells = sweep(line.workspace, AS_OF, KNOWN).spells.to_pylist()
    assert set(refs) & {row["child_ref"] for row in spells if row["since"] == END}, "no pattern rests on it"


def test_news_is_of_one_child_a_family_and_of_others_at_every_turn(line: Line, tmp_path: Path) -> None:
    every = news.write(line.workspace, tmp_path / "every.ndjson", 1.0)
    assert 1 < every < 150, "brothers and sisters are not all named"
    assert news.write(line.workspace, tmp_path / "few.ndjson", 0.0001) == 1
    news.write(line.workspace, tmp_path / "first.ndjson", 0.1, turn=0)
    news.write(line.workspace, tmp_path / "second.ndjson", 0.1, turn=1)
    assert (tmp_path / "first.ndjson").read_text() != (tmp_path / "second.ndjson").read_text()


def test_a_share_of_the_families_is_judged_again(line: Line, tmp_path: Path) -> None:
    told = changed.measure(line.workspace, KNOWN, tmp_path / "news", 1)
    judged = [one["judged"] for one in told["points"]]
    assert [one["how"] for one in told["points"]] == ["changes"] * len(changed.SHARES)
    assert 0 < judged[0] <= judged[-1] < told["children"]
    assert told["ratio"]["processor"]["median"] > 0 and told["ratio"]["processor"]["runs"] == 1
    missed = {row["indicator"] for row in sweep(line.workspace, AS_OF, KNOWN).spells.to_pylist() if row["since"] == END}
    assert missed, "the news is seen by no rule"


def test_so_much_is_allowed_where_one_family_in_a_hundred_has_news() -> None:
    assert changed.allowance(Took(10.0, 6.0)) == Took(pytest.approx(1.2), pytest.approx(1.0))
