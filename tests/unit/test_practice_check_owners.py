"""Every way for who owes, and when, to be wrong: a folder that shows it, and the line it is said at."""

from pathlib import Path

import pytest

from kinsight.rules.checks import owner_checks
from tests.unit.test_practice_check import EXP, changed, root, said

__all__ = ["root"]
OWNERS = """\
- {owner: named, caseload: 1, of: children, says: Of the area.}
- {owner: gp, service: gp, next: named, caseload: 1, of: children, says: Of the practice.}
- {owner: health-visitor, service: health-visiting, until_age: 5y, next: gp, caseload: 1, of: children, says: Of the team.}
- {owner: recorder, next: gp, caseload: 1, of: children, says: Who wrote it down.}
"""
FILE = "owners.yaml"
#: validator → (file, what is replaced, by what, what is then said with its place)
CASES: dict[str, list[tuple[str, str, str, str]]] = {
    "services_unknown": [
        (FILE, "service: gp", "service: surgery", f"{FILE}:2: error: works in a service of an unknown kind, 'surgery'"),
    ],
    "successions_endless": [
        (FILE, "next: named", "next: health-visitor", f"{FILE}:2: error: nobody is sure to owe it in the end"),
        (FILE, "service: gp, next: named", "service: gp", f"{FILE}:2: error: nobody is sure to owe it in the end"),
    ],
    "owners_without_row": [
        (EXP, "owner: health-visitor", "owner: midwife", f"{EXP}:5: error: 'midwife' has no row in owners.yaml"),
    ],
    "recorders_of_nothing": [
        (
            EXP,
            "owner: health-visitor",
            "owner: recorder",
            f"{EXP}:5: error: is owed by whoever recorded what set it off, and no fact sets it off",
        ),
    ],
    "next_visits_of_no_age": [
        (
            EXP,
            "due: 5d\n",
            "due: 5d\nnext_visit: true\n",
            f"{EXP}:12: error: waits for the next visit, and is not owed to every family of an age, nor after what is context",
        ),
    ],
}


@pytest.fixture
def owned(root: Path) -> Path:
    (root / FILE).write_text(OWNERS)
    return root


def test_every_validator_has_a_case() -> None:
    assert {check.__name__ for check in owner_checks.EDITORIAL} == set(CASES)


@pytest.mark.parametrize("case", [case for cases in CASES.values() for case in cases], ids=lambda case: case[3][:60])
def test_it_is_said_where_it_stands(owned: Path, case: tuple[str, str, str, str]) -> None:
    file, old, new, expected = case
    assert said(owned) == []
    changed(owned, file, old, new)
    assert expected in said(owned)
