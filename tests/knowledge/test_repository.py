"""The knowledge that ships with Kinsight: nothing wrong with it, enough of it, and every promised item covered."""

import pytest

from kinsight.practice.check import check
from kinsight.practice.coverage import coverage
from kinsight.practice.knowledge import load
from kinsight.practice.program import compile_program
from kinsight.practice.words import owed, rule

#: The parts of the catalogue that this issue promises whole.
PROMISED = "BCEPJK"


def test_nothing_is_wrong() -> None:
    wrong = [str(problem) for problem in check() if problem.severity == "error"]
    assert wrong == []


def test_there_is_enough() -> None:
    known = load()
    assert len(known.indicators) >= 40
    assert len(known.expectations) >= 15


@pytest.mark.parametrize("part", PROMISED)
def test_promised_parts_are_covered(part: str) -> None:
    known = load()
    of_part = {name for name, item in known.catalogue.items() if name[0] == part and item.kind != "constant"}
    missing = sorted(of_part - coverage(known)["covered"].keys())
    assert of_part and missing == []


def test_every_catalogue_id_is_covered_planned_or_a_number() -> None:
    known = load()
    left = [name for name in coverage(known)["uncovered"] if known.catalogue[name].kind != "constant"]
    assert left == []


def test_it_compiles() -> None:
    program = compile_program(load())
    assert {row.indicator_id for row in program.input} == {row.indicator_id for row in program.indicator}
    assert {row.expectation_id for row in program.response} == {row.expectation_id for row in program.expectation}


def test_every_rule_can_be_said_in_words() -> None:
    known = load()
    said = [rule(known, one) for one in known.indicators.values()]
    said += [owed(known, one) for one in known.expectations.values()]
    assert all(sentence.endswith(".") and sentence[0] == sentence[0].upper() for sentence in said)
