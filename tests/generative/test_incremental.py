"""What changed, judged alone, gives what judging everyone gives: random histories of loads, passing days and changing rules."""

import os
import random
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.workspace import Workspace
from kinsight.sweep import run as sweep
from kinsight.sweep.published import Sweep
from tests.generative.histories import History, changed, knowledge, records_alone

EXAMPLES = int(os.environ.get("KINSIGHT_EXAMPLES", "150")) // 10
KNOWN = knowledge()
OTHER = changed(KNOWN)
#: How the later sweeps of all examples went, so that a test can see that none of the ways was left out.
WAYS: Counter[str] = Counter()


def rows(found: Sweep) -> dict[str, list[str]]:
    tables = {"spells": found.spells, "owed": found.owed, "roster": found.roster}
    return {name: sorted(map(repr, table.to_pylist())) for name, table in tables.items()} | {
        "only": [str(found.only_joined)]
    }


def whole(workspace: Workspace, as_of: int, known: Knowledge) -> dict[str, list[str]]:
    """Everyone judged of the same records, with families joined anew."""
    with records_alone(workspace) as other:
        return rows(sweep.bring_up(other, as_of, known).everyone())


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from([0, 0, 0, 1, 40, 120]), min_size=1, max_size=4))
def test_bringing_up_equals_judging_everyone(chance: random.Random, passing: list[int]) -> None:
    brought_up(chance, passing)


def brought_up(chance: random.Random, passing: list[int]) -> None:
    """One history, step by step, each compared with judging everyone."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "W")
        history = History(workspace, chance, people=chance.choice([8, 16, 30]))
        history.load(chance.randint(20, 40))
        sweep.bring_up(workspace, history.now, KNOWN)
        for days in passing:
            step(history, workspace, days, OTHER if chance.random() < 0.3 else KNOWN)


def step(history: History, workspace: Workspace, days: int, known: Knowledge) -> None:
    """Some days pass, something is loaded or not; the results, and what a reader of the last sweep is told, must be so."""
    before = sweep.bring_up(workspace, history.now, KNOWN)
    told = before.everyone()
    history.now += days
    loaded, facts = history.chance.random() < 0.85, history.chance.random() < 0.5
    if loaded:
        history.load(history.chance.randint(1, 4), facts_alone=facts)
    found = sweep.bring_up(workspace, history.now, known)
    WAYS[found.how] += 1
    WAYS["some"] += found.how == "changes" and 0 < found.judged < found.counts["children"]
    WAYS["facts"] += loaded and facts and found.how == "changes" and found.judged > 0
    assert rows(found.everyone()) == whole(workspace, history.now, known)
    part = found.changed(before.segment, before.manifest.basis.as_of)
    if part is not None:
        assert after(told, part) == {**rows(found.everyone()), "only": []}


def after(told: Sweep, part: Sweep) -> dict[str, list[str]]:
    """What a reader has who replaces what was told of the children of a part by the part."""
    fresh = {*part.roster["child_ref"].to_pylist(), *part.gone}
    found = {}
    for name in ("spells", "owed", "roster"):
        kept = [row for row in getattr(told, name).to_pylist() if row["child_ref"] not in fresh]
        found[name] = sorted(map(repr, [*kept, *getattr(part, name).to_pylist()]))
    return found | {"only": []}


def test_every_way_was_taken() -> None:
    """Runs after the other, and goes on until none is left out: histories in which nothing is ever judged alone would show nothing."""
    for seed in range(20):
        if not _all_taken():
            brought_up(random.Random(seed), [0, 120, 0, 1])
    assert _all_taken(), WAYS


def _all_taken() -> bool:
    return bool({"changes", "whole", "nothing"} <= WAYS.keys() and WAYS["some"] and WAYS["facts"])
