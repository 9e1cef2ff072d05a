"""Two hundred ordinary families of every kind: quiet, or offered something, and nothing owed that good practice has not done.

The figures are printed by `kinsight truth`; `pytest -s` shows them from here.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from kinsight.insight.calm import GENTLE, calm
from kinsight.rules import loading
from kinsight.rules.checks.tone_checks import ASKS
from kinsight.store.days import to_day
from kinsight.store.workspace import Workspace
from kinsight.sweep.published import Sweep
from kinsight.sweep.run import sweep
from kinsight.synthetic import ordinary
from tests.stories.conftest import LAST, command

FAMILIES, SEED = 200, 1
KNOWN = loading.load()

#: One worker, one workspace.
pytestmark = pytest.mark.xdist_group("ordinary")


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`kinsight synth --ordinary` and `kinsight load`; the workspace lies beside the feed."""
    folder = tmp_path_factory.mktemp("ordinary") / "feed"
    words = ("--ordinary", str(FAMILIES), "--seed", str(SEED), "--end", LAST.isoformat())
    command("synth", str(folder), *words, "--json")
    told = json.loads(
        command("load", str(folder), "--workspace", str(folder.parent / "W"), "--received", LAST.isoformat(), "--json")
    )
    assert told["unmapped"] == [] and not any(file["quarantined"] for file in told["files"])
    return folder


@pytest.fixture(scope="module")
def truth(feed: Path) -> dict[str, Any]:
    return json.loads((feed / "truth.json").read_text())


@pytest.fixture(scope="module")
def figures(feed: Path) -> dict[str, Any]:
    """`kinsight truth --json`, which fails where anything is missed or too many are owed something overdue."""
    found = json.loads(command("truth", str(feed / "truth.json"), "--workspace", str(feed.parent / "W"), "--json"))
    print(json.dumps(found["calm"], indent=1))
    return found["calm"]


def test_there_are_two_hundred_families_of_every_kind(truth: dict[str, Any]) -> None:
    assert truth["families"] == FAMILIES and len(truth["ordinary"]) >= FAMILIES
    assert set(truth["kinds"].values()) == {kind.name for kind in ordinary.KINDS}
    assert set(truth["kinds"]) == set(truth["ordinary"])
    assert len(ordinary.KINDS) == len({kind.name for kind in ordinary.KINDS}) >= 35


def test_given_ordinary_lives_then_nothing_louder_than_an_offer_is_shown(figures: dict[str, Any]) -> None:
    """Not on the last day, and on no day of their lives: no always-harmful, urgent or cumulative pattern."""
    assert {kind: row["louder"] for kind, row in figures["kinds"].items() if row["louder"]} == {}
    assert figures["ever_louder"] == {}
    assert {KNOWN.indicators[name].stance for name in figures["shown"]} <= set(GENTLE)


def test_given_good_practice_then_nothing_is_overdue_and_nothing_ever_was(figures: dict[str, Any]) -> None:
    assert (figures["overdue"], figures["never_answered"], figures["ever_late"]) == ({}, {}, {})


def test_most_are_quiet_and_every_kind_is_quiet_or_offered_something(figures: dict[str, Any]) -> None:
    kinds = figures["kinds"].values()
    assert all(row["quiet"] + row["offers"] == row["children"] > 0 for row in kinds)
    assert sum(row["quiet"] for row in kinds) > figures["children"] / 2
    # A set of families of whom nothing is ever shown would prove nothing.
    assert sum(row["offers"] for row in kinds) > figures["children"] / 5


def test_whatever_is_shown_asks_or_offers(figures: dict[str, Any]) -> None:
    owed = {getattr(item.after, "indicator", None) for item in KNOWN.expectations.values()}
    for name in figures["shown"]:
        item = KNOWN.indicators[name]
        assert item.stance == "protective" or name in owed or ASKS.search(item.says), name


def test_the_same_seed_tells_the_same_families(feed: Path, tmp_path: Path) -> None:
    ordinary.write(tmp_path, FAMILIES, SEED, LAST)
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == {f.name: f.read_bytes() for f in feed.iterdir()}


def row(child: str, indicator: str, since: date, until: date | None = None) -> dict[str, Any]:
    return {"child_ref": child, "view": "joined", "indicator": indicator, "since": since, "until": until, "count": 1}


def test_one_loud_day_long_ago_and_one_debt_would_be_noticed(feed: Path, truth: dict[str, Any]) -> None:
    found = sweep(Workspace(feed.parent / "W"), to_day(LAST), KNOWN)
    child, born = truth["ordinary"][0], LAST - timedelta(days=90)
    spells = [*found.spells.to_pylist(), row(child, "domestic-abuse", born, born + timedelta(days=2))]
    debts = found.owed.to_pylist()
    debts.append({**debts[0], "child_ref": child, "expectation": "check-safe-storage", "due": born, "met_on": None})
    spoiled = calm(_with(found, spells, debts), truth, LAST, KNOWN)
    assert spoiled.ever_louder == {"domestic-abuse": 1} and spoiled.overdue["check-safe-storage"] >= 1
    still = calm(_with(found, [*spells, row(child, "domestic-abuse", born)], debts), truth, LAST, KNOWN)
    assert still.total.louder == 1


def _with(found: Sweep, spells: list[dict[str, Any]], debts: list[dict[str, Any]]) -> Sweep:
    tables = pa.Table.from_pylist(spells), pa.Table.from_pylist(debts)
    return Sweep(
        found.children, found.events, *tables, found.roster, found.seconds, found.knowledge_version, found.only_joined
    )
