"""One family, read for one child alone, is judged as everyone is: random families, related in every way, their numbers mixed up."""

import os
import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinsight.store.keys import key
from kinsight.store.workspace import Workspace
from kinsight.sweep.published import Sweep
from kinsight.sweep.run import sweep
from kinsight.sweep.some_children import sweep_children
from tests.generative.histories import History, knowledge

EXAMPLES = int(os.environ.get("KINSIGHT_EXAMPLES", "150")) // 10
KNOWN = knowledge()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.sampled_from([8, 16, 30]))
def test_one_child_alone_is_told_what_everyone_is(chance: random.Random, people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "W")
        history = History(workspace, chance, people=people)
        history.load(chance.randint(30, 60))
        everyone = sweep(workspace, history.now, KNOWN)
        for ref in everyone.roster["child_ref"].to_pylist():
            alone = sweep_children(workspace, [ref], history.now, KNOWN)
            assert of(alone, None) == of(everyone, ref)


def of(found: Sweep, ref: str | None) -> list[str]:
    """All rows, or those of one child."""
    rows = (row for table in (found.spells, found.owed, found.roster) for row in table.to_pylist())
    return sorted(repr(row) for row in rows if ref in (None, row["child_ref"]))


def test_a_number_that_was_once_written_down_wrongly_opens_nobody_elses_picture(tmp_path: Path) -> None:
    """Two children; the record of one had the other's number until it was put right. Each is told alone."""
    workspace = Workspace(tmp_path / "W")
    history = History(workspace, random.Random(2), people=2)
    plain = {"service": key("gp"), "born": history.now - 900}
    first = {**plain, "ref": "Patient/0", "person": key("Patient/0")}
    wrong = {**first, "version": 1, "nhs_number": "9990000018", "known": history.now - 50}
    right = {**first, "version": 2, "nhs_number": "9990000026", "known": history.now - 10}
    other = {
        **plain,
        "ref": "Patient/1",
        "person": key("Patient/1"),
        "version": 3,
        "nhs_number": "9990000018",
        "known": history.now - 40,
    }
    history.add({"person": [wrong, right, other], "supersession": [{"version": 1, "superseded": history.now - 10}]})
    found = sweep_children(workspace, ["Patient/0"], history.now, KNOWN)
    assert found.roster["nhs_number"].to_pylist() == ["9990000026"]
    assert sweep_children(workspace, ["9990000018"], history.now, KNOWN).roster["child_ref"].to_pylist() == [
        "Patient/1"
    ]
