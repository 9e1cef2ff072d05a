"""The families' store brought up load by load holds what joining everyone anew gives: random histories of loads."""

import os
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinsight.engine import judge
from kinsight.engine.families import blocks, building, reading, updating
from kinsight.engine.families.arrays import from_tables
from kinsight.engine.families.child_family import ChildFamily
from kinsight.engine.families.store import Snapshot
from kinsight.engine.rules import rules_of
from kinsight.store.keys import key
from kinsight.store.workspace import Workspace
from tests.generative import plain_tables
from tests.generative.histories import History, knowledge, records_alone

EXAMPLES = int(os.environ.get("KINSIGHT_EXAMPLES", "150")) // 10
KNOWN = knowledge()
#: How many segments stores of all examples came to have, so that a test can see that families were touched alone.
SEEN: Counter[str] = Counter()


def said(workspace: Workspace, now: int) -> dict[str, Any]:
    """All that the store says of everyone who is a child on the day, by reference."""
    snapshot = updating.current(workspace, now, KNOWN, everyone=True)
    refs = [one.child.column("ref")[int(n)].as_py() for one, numbers in snapshot.living() for n in numbers]
    assert len(refs) == len(set(refs))
    found = {}
    for ref in refs:
        try:
            found[ref] = plain(reading.read(workspace, ref, now, KNOWN, True), snapshot)
        except reading.ChildUnknown:
            continue  # Grown up meanwhile: an older store still has them.
    return found


def plain(family: ChildFamily, snapshot: Snapshot) -> dict[str, Any]:
    """Without the numbers that a store gives to services."""
    names = {number: (row.ref, row.name, row.kind) for number, row in family.services.items()} | {0: ("joined", "", "")}
    judged = family.judged
    assert judged.evidence is not None
    return {
        "child": family.child, "people": dict(sorted(family.people.items())), "bonds": sorted(family.bonds),
        "facts": sorted((repr(one._replace(service=0)), names[one.service]) for one in family.facts),
        "addresses": sorted(map(repr, family.addresses)), "couples": sorted(family.couples), "restricted": family.restricted,
        "spells": sorted((names[row["viewer"]], names[row["alone"]], *row.tolist()[2:6], *row.tolist()[7:]) for row in judged.spells),
        "owed": sorted(judged.owed.tolist()),
        "evidence": sorted((names[row["viewer"]], *row.tolist()[:1], *row.tolist()[2:]) for row in judged.evidence),
        "aliases": {ref: names[number] for ref, number in family.service_numbers.items()},
    }  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from([0, 0, 1, 40]), min_size=1, max_size=4))
def test_load_by_load_equals_joining_everyone(chance: random.Random, passing: list[int]) -> None:
    brought_up(chance, passing)


def brought_up(chance: random.Random, passing: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "W")
        history = History(workspace, chance, people=chance.choice([8, 16, 30]))
        history.load(chance.randint(20, 40))
        said(workspace, history.now)
        for days in passing:
            history.now += days
            facts = chance.random() < 0.5
            history.load(chance.randint(1, 4), facts_alone=facts)
            found = said(workspace, history.now)
            snapshot = updating.current(workspace, history.now, KNOWN)
            SEEN["facts" if facts else "ties"] += len(snapshot.segments) > 1
            with records_alone(workspace) as other:
                assert found == said(other, history.now)


def test_some_families_were_touched_alone() -> None:
    """Runs after the other, and goes on until both kinds of news have made a segment of their own."""
    for seed in range(20):
        if not (SEEN["facts"] and SEEN["ties"]):
            brought_up(random.Random(seed), [0, 1, 0, 40])
    assert SEEN["facts"] and SEEN["ties"], SEEN


def test_many_families_are_written_in_several_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "W")
        history = History(workspace, random.Random(3), people=30)
        history.load(60)
        found = said(workspace, history.now)
        monkeypatch.setattr(building, "TOGETHER", 3)
        with records_alone(workspace) as other:
            assert found == said(other, history.now)
            base = updating.current(other, history.now, KNOWN)
            assert len(base.segments) == base.manifest.base > 2
            history.workspace = other
            history.load(5)
            found = said(other, history.now)
            with records_alone(other) as third:
                assert found == said(third, history.now)


def test_many_loads_are_written_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updating, "MOST_SEGMENTS", 2)
    monkeypatch.setattr(updating, "MOST_CHANGED", 1e9)
    for seed in range(3):
        brought_up(random.Random(seed), [0, 1, 0, 40, 1])


def test_everything_may_be_taken_away_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments of changes that hold nobody are written together too."""
    monkeypatch.setattr(updating, "MOST_SEGMENTS", 2)
    monkeypatch.setattr(updating, "MOST_CHANGED", 1e9)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "W")
        history = History(workspace, random.Random(1), people=2)
        born = {"service": key("gp"), "born": history.now - 900, "known": history.now - 900}
        people = [{**born, "ref": f"Patient/{n}", "person": key(f"Patient/{n}"), "version": n} for n in (1, 2)]
        history.add({"person": people})
        assert set(said(workspace, history.now)) == {"Patient/1", "Patient/2"}
        for n in (1, 2):
            grown = {**people[n - 1], "version": 10 + n, "born": history.now - 20_000, "known": history.now}
            history.add({"person": [grown], "supersession": [{"version": n, "superseded": history.now}]})
            assert "Patient/" + str(n) not in said(workspace, history.now)
        assert said(workspace, history.now) == {}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_the_store_is_judged_as_the_tables_that_spark_joins(seed: int) -> None:
    """The arrays, against the plain tables of bonds and facts that the same statements give another engine."""
    with tempfile.TemporaryDirectory() as folder:
        history = History(Workspace(Path(folder) / "W"), random.Random(seed), people=20)
        history.load(120)
        history.load(10)
        snapshot = updating.current(history.workspace, history.now, KNOWN, everyone=True)
        population = plain_tables.of_workspace(history.workspace, history.now, KNOWN)
        options = judge.Options(history.now, population.horizon)
        stored = list(blocks.judged(snapshot, rules_of(KNOWN), options))
    families = from_tables(population.child, population.bond, population.event, rules_of(KNOWN).concepts)
    found = judge.judge_all(rules_of(KNOWN).arrays(), families, options)
    for name in ("spells", "owed"):
        rows = sorted(row for block in stored for row in getattr(block, name).tolist())
        assert rows == sorted(getattr(found, name).tolist()), name
    assert sum(block.child.num_rows for block in stored) == population.child.num_rows > 0
