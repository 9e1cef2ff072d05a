"""The exported rules mean what Kinsight does: an engine that others wrote answers every question the same."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kinsight.engine.families.inputs import AHEAD
from kinsight.engine.judged_cases import CaseResults, evaluate
from kinsight.ingest.load import load
from kinsight.picture import picture
from kinsight.rules.export.limits import not_expressed
from kinsight.rules.schema import durations
from kinsight.rules.schema.cases import Case
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import FOREVER, iso, parse, to_date, to_day
from kinsight.store.workspace import Workspace
from kinsight.sweep.run import sweep
from kinsight.synthetic import arcs
from kinsight.synthetic import district as made_up
from tests.knowledge.test_engine_on_examples import named
from tests.knowledge.test_examples import KNOWN, each
from tests.outside import agreement, district, engine

#: One worker translates once for all.
pytestmark = pytest.mark.xdist_group("cql")
#: After every day that an example asks about.
LAST = parse("2045-01-01")
#: Days on which the district is asked about; the feed ends on the last.
DAYS = [parse(day) for day in ("2024-11-01", "2025-08-01", "2026-02-01", "2026-06-01", "2026-09-01", "2026-11-01")]
EXAMPLES = [(name, at, one) for name, at, one in (*each(KNOWN.indicators), *each(KNOWN.expectations))]
#: A rule that many others rest on.
CHANGED = "domestic-abuse"
Tell = Callable[[str, str], None]


@pytest.fixture(scope="module")
def elm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return engine.translate(KNOWN, tmp_path_factory.mktemp("cql"))


def families(chosen: list[tuple[str, int, Any]]) -> list[Case]:
    return [named(f"{name}-{at}", one) for name, at, one in chosen]


def ours(knowledge: Knowledge, cases: list[Case]) -> CaseResults:
    return evaluate(knowledge, cases, LAST, LAST, fragments=False)


def by_settings(chosen: list[tuple[str, int, Any]]) -> dict[tuple[tuple[str, date], ...], list[tuple[str, int, Any]]]:
    """Examples by the days that they suppose for settings: parameters of the library."""
    found: dict[tuple[tuple[str, date], ...], list[tuple[str, int, Any]]] = {}
    for row in chosen:
        found.setdefault(tuple(sorted(row[2].settings.items())), []).append(row)
    return found


def test_every_rule_is_expressed() -> None:
    assert not_expressed(KNOWN) == {}


def test_some_examples_agree_and_a_changed_rule_does_not(elm: Path, record_property: Tell) -> None:
    """A few families, every rule, all their days; then with one length changed on our side alone."""
    few = [row for place, row in enumerate(EXAMPLES) if place % 90 == 0 or row[0] == CHANGED]
    cases, asked = families(few), parse("2021-06-01")
    answers, _ = engine.run(elm, cases, asked)
    compared = agreement.Compared()
    agreement.whole(compared, KNOWN, ours(KNOWN, cases), answers)
    record_property("figures", f"CQL, some examples: {compared.figures(len(cases))}")
    assert compared.yes > 100 and compared.differ == []
    one_day_is_its_days(answers, asked)
    changed = agreement.Compared()
    agreement.whole(changed, KNOWN, ours(shorter(KNOWN, CHANGED), cases), answers)
    assert changed.differ, "a rule of ours changed, and nobody noticed"


def one_day_is_its_days(answers: Mapping[str, engine.Answer], asked: int) -> None:
    """What the library says of one day is what its days say of it."""
    true = {(child, name) for child, answer in answers.items() for name in KNOWN.indicators if name in answer.true}
    held = {
        (child, name)
        for child, answer in answers.items()
        for name in KNOWN.indicators
        if answer.on(f"{name} days", asked)
    }
    assert true and true == held


def shorter(knowledge: Knowledge, name: str) -> Knowledge:
    """The same knowledge, but the first input of one indicator lasts a day less than it says."""
    one = knowledge.indicators[name]
    first, *rest = one.when.inputs
    days = 400 if first.lasts in (durations.EVER, durations.WHILE_OPEN) else durations.days(first.lasts) - 1
    when = one.when.model_copy(update={"inputs": [first.model_copy(update={"lasts": f"{days}d"}), *rest]})
    return replace(knowledge, indicators={**knowledge.indicators, name: one.model_copy(update={"when": when})})


@pytest.mark.deep
def test_all_examples_agree(elm: Path, record_property: Tell) -> None:
    """Every example as a family of its own: all days of all rules, and the states of what is owed on the days it names."""
    compared, spent = agreement.Compared(), 0.0
    for settings, chosen in by_settings(EXAMPLES).items():
        cases = families(chosen)
        answers, seconds = engine.run(elm, cases, LAST, dict(settings))
        agreement.whole(compared, KNOWN, ours(KNOWN.with_days(dict(settings)), cases), answers)
        as_stated(compared, chosen, answers)
        spent += seconds
    record_property("figures", f"CQL, all examples: {told(compared, len(EXAMPLES), spent)}")
    assert compared.differ == []
    assert {*KNOWN.indicators, *KNOWN.expectations} - compared.rules == set(), (
        "rules that no example lets hold or be owed"
    )


def told(compared: agreement.Compared, children: int, seconds: float) -> str:
    return f"{compared.figures(children)}; {children / seconds:.1f} children a second of one core"


def as_stated(
    compared: agreement.Compared, chosen: list[tuple[str, int, Any]], answers: Mapping[str, engine.Answer]
) -> None:
    """What each example says of the days it names."""
    for name, at, one in chosen:
        answer, holds = answers[f"{name}-{at}"], name in KNOWN.indicators
        for day, wanted in (one.holds if holds else one.states).items():
            said = answer.on(f"{name} days", to_day(day)) if holds else agreement.state(answer, name, to_day(day))
            compared.ask(name, f"{name}-{at} {day}", wanted, said)


@dataclass
class District:
    workspace: Workspace
    #: Day → the chosen children of that day: all whom a story is told of, and some of the ordinary ones.
    children: dict[int, list[Case]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> District:
    folder = tmp_path_factory.mktemp("district")
    written = made_up.write(folder / "feed", 500, 7, to_date(DAYS[-1]))
    assert set(written.arcs) == {arc.name for arc in arcs.ARCS}
    truth = json.loads((folder / "feed" / "truth.json").read_text())
    chosen = {row["child"] for row in truth["arcs"]} | set(truth["ordinary"][::2])
    workspace = Workspace(folder / "workspace")
    load(workspace, [folder / "feed"], KNOWN, DAYS[-1])
    return District(workspace, {day: district.cases(workspace, KNOWN, day, chosen) for day in DAYS})


@pytest.mark.deep
def test_a_district_agrees_day_by_day(elm: Path, town: District, record_property: Tell) -> None:
    """As published on each day: patterns of every child. On the last also all their days, what is overdue, and the library's own day."""
    cases = {case.child.child: case for day in DAYS for case in town.children[day]}
    answers, seconds = engine.run(elm, cases.values(), DAYS[-1])
    compared = agreement.Compared()
    shown = [name for name, one in KNOWN.indicators.items() if one.shown]
    for day in DAYS:
        assert all(cases[case.child.child] == case for case in town.children[day])
        names = [case.child.child for case in town.children[day]]
        agreement.on_days(compared, shown, published(town.workspace, day), answers, day, names)
    on_all_days(compared, town, answers, shown)
    overdue(compared, town, answers)
    record_property("figures", f"CQL, a district on {len(DAYS)} days: {told(compared, len(cases), seconds)}")
    assert len(cases) >= 200 and compared.yes > 1000
    assert compared.differ == []


def published(workspace: Workspace, day: int) -> set[tuple[str, str]]:
    """Child and pattern that a sweep of this day publishes as holding on it."""
    rows = sweep(workspace, day, KNOWN).spells.to_pylist()
    asked = to_date(day)
    return {
        (row["child_ref"], row["indicator"])
        for row in rows
        if row["view"] == "joined" and row["since"] <= asked and (row["until"] is None or row["until"] > asked)
    }


def on_all_days(
    compared: agreement.Compared, town: District, answers: Mapping[str, engine.Answer], shown: list[str]
) -> None:
    """First day and end of every spell that the last sweep publishes, long past and to come, as far ahead as it looks."""
    ours: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for row in sweep(town.workspace, DAYS[-1], KNOWN).spells.to_pylist():
        if row["view"] == "joined":
            until = to_day(row["until"]) if row["until"] else FOREVER
            ours.setdefault((row["child_ref"], row["indicator"]), set()).add((to_day(row["since"]), until))
    for child in (case.child.child for case in town.children[DAYS[-1]]):
        for name in shown:
            theirs = [(since, until) for since, until, _ in answers[child].days.get(f"{name} days", [])]
            compared.ask(name, f"{child} {name}, all days", in_sight(ours.get((child, name), set())), in_sight(theirs))


def in_sight(spells: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Repeated expectations are laid out no further than this; what begins later is not published, what ends later has no end yet."""
    far = DAYS[-1] + AHEAD
    return {(since, FOREVER if until > far else until) for since, until in spells if since <= far}


def overdue(compared: agreement.Compared, town: District, answers: dict[str, engine.Answer]) -> None:
    """The child's own picture on the last day, against what the library says of that day without being told another."""
    for case in town.children[DAYS[-1]]:
        child = case.child.child
        told = picture(town.workspace, child, DAYS[-1], KNOWN)
        holding = {pattern["indicator"] for pattern in told["patterns"]}
        late = {owed["expectation"] for owed in told["owed"] if owed["state"] == "overdue"}
        for name, one in KNOWN.indicators.items():
            if one.shown:
                compared.ask(
                    name, f"{child} {name} {iso(DAYS[-1])}, picture", name in holding, name in answers[child].true
                )
        for name in KNOWN.expectations:
            compared.ask(name, f"{child} {name} overdue", name in late, f"{name} is overdue" in answers[child].true)
