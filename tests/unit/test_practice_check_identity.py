"""Every way for how people are compared to be wrong: a folder that shows it, and the line it is said at."""

from pathlib import Path

import pytest

from kinsight.rules.checks import identity_checks
from tests.unit.test_practice_check import changed, root, said

__all__ = ["root"]
FILE = "identity.yaml"
IDENTITY = """\
- proposal: family
  says: Who may be of the family.
  from_age: 16y
  crowded_from: 12
  prior: 0.3
  likely: 2
  unsure: -4
  because: Ours.
  sources: [{document: guide}]
  comparisons:
  - compares: family-name
    levels:
    - {level: same, m: 0.6, u: 0.1, speaks: for, says: the same name since {since}}
    - {level: other, m: 0.4, u: 0.9}
"""
CASES: dict[str, list[tuple[str, str, str]]] = {
    "proposal_documents_unknown": [("guide", "gide", f"{FILE}:9: error: unknown source document 'gide'")],
    "proposal_places_unknown": [("{since}", "{until}", f"{FILE}:13: error: nothing fills {{until}}")],
    "shape": [
        ("m: 0.6", "m: 0.7", "the shares 'm' of family-name do not come to 1"),
        ("says: the same name since {since}", 'says: ""', "'same' speaks for or against, and says nothing"),
        ("unsure: -4", "unsure: 2", "`unsure` must lie below `likely`"),
        ("family-name", "surname", "Input should be"),
    ],
}


@pytest.fixture
def folder(root: Path) -> Path:
    (root / FILE).write_text(IDENTITY.replace("the same name since {since}", '"the same name since {since}"'))
    return root


def test_what_is_right_is_passed(folder: Path) -> None:
    assert [one for one in said(folder) if one.startswith(FILE)] == []


@pytest.mark.parametrize(("validator", "case"), [(name, case) for name, cases in CASES.items() for case in cases])
def test_says_what_is_wrong(folder: Path, validator: str, case: tuple[str, str, str]) -> None:
    old, new, expected = case
    quoted = (
        old.replace("the same name since {since}", '"the same name since {since}"') if old.startswith("says") else old
    )
    changed(folder, FILE, quoted, new)
    assert [one for one in said(folder) if expected in one], said(folder)


def test_every_validator_has_a_case() -> None:
    assert {one.__name__ for one in identity_checks.EDITORIAL} == CASES.keys() - {"shape"}
