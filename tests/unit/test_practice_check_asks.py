"""Every way for what an expectation asks to be wrong: a folder that shows it, and the line it is said at."""

from pathlib import Path

import pytest

from kinsight.rules.checks import question_checks
from tests.unit.test_practice_check import EXP, EXPECTATION, changed, root, said

__all__ = ["root"]
QUESTIONS, AGAIN = "questions.yaml", "expectations/consider-harm-again.yaml"
#: validator → (file, what is replaced, by what, what is then said with its place)
CASES: dict[str, list[tuple[str, str, str, str]]] = {
    "asks_unknown": [
        (EXP, "asks: harm\n", "asks: harn\n", f"{EXP}:4: error: unknown question 'harn'"),
    ],
    "asks_nothing": [(EXP, "asks: harm\n", "", f"{EXP}:1: error: it is not said what it asks")],
    "answers_of_another_question": [
        (
            QUESTIONS,
            "recorded_as: [considered]",
            "recorded_as: [considered, plan-ended]",
            f"{EXP}:4: error: it asks 'harm', and is not met by plan-ended",
        ),
    ],
    "asked_twice_at_once": [
        (
            AGAIN,
            "owner: gp",
            "owner: health-visitor",
            f"{EXP}:4: error: 'consider-harm-again' asks the same of the same people at the same time",
        ),
    ],
}
#: Their cases: tests/unit/test_questions.py.
ON_THE_PAGE = {"asked_concepts_unknown", "asked_at_no_age", "answers_never_given"}


@pytest.fixture
def asking(root: Path) -> Path:
    """A good folder in which two people owe an answer to one question."""
    again = EXPECTATION.replace("expectation: consider-harm", "expectation: consider-harm-again")
    (root / AGAIN).write_text(again.replace("owner: health-visitor", "owner: gp"))
    return root


def test_every_validator_has_a_case() -> None:
    ours = {check.__name__ for check in (*question_checks.BREAKING, *question_checks.EDITORIAL)}
    assert ours == CASES.keys() | ON_THE_PAGE


@pytest.mark.parametrize("case", [case for cases in CASES.values() for case in cases], ids=lambda case: case[3][:60])
def test_it_is_said_where_it_stands(asking: Path, case: tuple[str, str, str, str]) -> None:
    file, old, new, expected = case
    assert said(asking) == []
    changed(asking, file, old, new)
    assert expected in said(asking)


def test_what_takes_over_may_ask_what_was_asked_before(asking: Path) -> None:
    changed(asking, AGAIN, "owner: gp", "owner: health-visitor\nreplaces: consider-harm\nin_force: {from: 2021-01-01}")
    changed(asking, EXP, "owner: health-visitor", "owner: health-visitor\nin_force: {until: 2021-01-01}")
    assert not [one for one in said(asking) if "asks the same" in one]
