"""News of some children is loaded and swept: as many as the share says are judged again, and not everyone."""

from pathlib import Path

from bench import changed
from bench.line import AS_OF, Line
from kinsight.practice import knowledge as practice
from kinsight.sweep.run import sweep


def test_a_share_of_the_children_is_judged_again(tmp_path: Path) -> None:
    known = practice.load()
    line = Line(tmp_path, known, 150)
    line.write()
    line.loading(1)
    told = changed.measure(line.workspace, known, tmp_path / "news", 1)
    judged = [one["judged"] for one in told["points"]]
    assert [one["how"] for one in told["points"]] == ["changes"] * len(changed.SHARES)
    assert 0 < judged[0] <= judged[-1] < told["children"]
    assert told["ratio"]["median"] > 0 and told["ratio"]["runs"] == 1
    missed = {
        row["indicator"]
        for row in sweep(line.workspace, AS_OF, known).spells.to_pylist()
        if row["since"] == changed.END
    }
    assert missed, "the news is seen by no rule"
