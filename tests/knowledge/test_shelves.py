"""What the knowledge promises as a whole beside single rules: parity, cover by every shelf, plans that name a room."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kinsight.engine.reference import holds
from kinsight.rules.checks.all_checks import check
from kinsight.rules.checks.coverage import SHELVES, coverage
from kinsight.rules.compile.examples import CHILD, case_of
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema.cases import Case, Event
from kinsight.store.days import to_day
from tests.knowledge.test_examples import KNOWN, each

DISABILITY = ("disability", "learning-disability", "developmental-delay", "communication-need", "long-term-condition")


def disabled(case: Case) -> Case:
    """The same child with every kind of disability on record since birth."""
    born = case.child.birth
    more = tuple(Event(f"more-{word}", CHILD, word, born, None, born) for word in DISABILITY)
    return replace(case, events=(*case.events, *more))


@pytest.mark.parametrize("name", sorted(KNOWN.indicators))
def test_a_recorded_disability_takes_no_pattern_away(name: str) -> None:
    """Same sign, same concern (N05), on every day of every example of every indicator."""
    for _, _, example in [one for one in each(KNOWN.indicators) if one[0] == name]:
        case = case_of(example)
        for day in example.holds:
            if holds(KNOWN, case, name, to_day(day)):
                assert holds(KNOWN, disabled(case), name, to_day(day)), (example.title, day)


@pytest.mark.parametrize("role", ["mother", "father", "partner"])
def test_who_is_said_to_use_abuse_is_read_the_same_for_mother_father_and_partner(role: str) -> None:
    name = "domestic-abuse-alleged-perpetrator"
    tried = 0
    for example in KNOWN.indicators[name].examples:
        told = case_of(example)
        someone = {event.person for event in told.events if event.concept == "domestic-abuse-perpetrator-alleged"}
        if len(someone) == 1 and not example.bonds:
            moved = tuple(replace(e, person=role) if e.person in someone else e for e in told.events)
            found = {day: holds(KNOWN, replace(told, events=moved), name, to_day(day)) for day in example.holds}
            assert found == example.holds, example.title
            tried += 1
    assert tried


def test_every_shelf_covers_something_and_names_a_file_that_is_there() -> None:
    files = {file for found in coverage(KNOWN)["covered"].values() for file in found}
    assert {file.split("/")[0] for file in files} == {shelf.split("/")[0] for shelf in SHELVES.values()}
    assert [file for file in files if not (root_of() / file).is_file()] == []


@pytest.mark.parametrize(
    ("shelf", "ids"),
    [
        ("assessments", "C01 C02 D01 E02 E04 E08 E09 F08 F09 H01 H02 H03 J06 L04 M06 N02 N03 N04 N06 O02 O03 P04 P06"),
        ("pathways", "C07 C08 E10 F03 G03 G04 J07 K03 L11 M04 M05 M06 P02 P03 R10 R12"),
        ("wording.yaml", "B11 C06 M01 N03 N05 P02 P10"),
        ("features.yaml", "B18 C09 N05 P05 P07 P10 S02 S03"),
    ],
)
def test_what_each_shelf_promises(shelf: str, ids: str) -> None:
    covered = coverage(KNOWN)["covered"]
    assert [one for one in ids.split() if not any(file.startswith(shelf) for file in covered.get(one, []))] == []


def test_coverage_keeps_its_shape() -> None:
    told: dict[str, Any] = dict(coverage(KNOWN))
    assert told.keys() == {"covered", "planned", "uncovered"}
    assert set().union(*(told["covered"], told["planned"], told["uncovered"])) == KNOWN.catalogue.keys()
    assert not told["covered"].keys() & told["planned"].keys()


def test_a_pathway_is_there_for_every_kind_of_circumstance_promised() -> None:
    assert len(KNOWN.pathways) >= 10
    steps = [step for pathway in KNOWN.pathways.values() for step in pathway.steps]
    assert {step.assessment for step in steps if step.assessment} <= KNOWN.assessments.keys()
    assert sum(step.expectation is not None for step in steps) >= 30


def test_no_review_is_overdue_on_the_day_the_pathways_were_reviewed() -> None:
    reviewed = max(pathway.reviewed for pathway in KNOWN.pathways.values())
    assert [one for one in check(as_of=to_day(reviewed)) if "was due for review" in one.what] == []


def test_ids_that_fail_their_check_are_not_shipped() -> None:
    shipped = "".join(path.read_text(encoding="utf-8") for path in Path(root_of()).rglob("*.csv"))
    assert "836881000000105" in shipped
    for wrong in ("1054321000000100", "1076171000000100", "104586100000100"):
        assert wrong not in shipped
