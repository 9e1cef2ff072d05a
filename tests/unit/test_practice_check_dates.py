"""Every way for the days and the owners of rules to be wrong: a folder that shows it, and the line it is said at."""

from pathlib import Path

import pytest

from kinsight.rules.checks import date_checks
from kinsight.rules.loading import load
from kinsight.rules.read.documents import KnowledgeError
from tests.unit.test_practice_check import EXP, EXPECTATION, changed, root, said

__all__ = ["root"]
NOW = "expectations/consider-harm-now.yaml"
SETTINGS = """\
- {setting: duty-begins, title: The duty begins, says: A duty., value: null, sources: [{document: guide}]}
"""
#: A rule that took over from the expectation above, on a day that the site may set.
LATER = """\
expectation: consider-harm-now
replaces: consider-harm
title: Consider harm now
do: Record harm considered
asks: harm
owner: health-visitor
owner_from: {5y: school-nurse}
group: engagement
says: Think what this means for the child.
why: Needs go unmet.
misleads: It may have been done on paper.
in_force: {from: {setting: duty-begins}}
after: {indicator: not-brought}
due: 5d
met_by: [{concept: considered, about: child}]
worth_until: 8w
basis: local-default
sources: [{document: guide, page: p1}]
catalogue: [P01]
examples:
  - title: Owed, late and done
    born: 2020-01-01
    settings: {duty-begins: 2021-01-01}
    events:
      - {who: child, concept: missed, on: 2021-01-01}
      - {who: child, concept: missed, on: 2021-02-01}
      - {who: child, concept: considered, on: 2021-02-10}
    states: {2021-02-02: open, 2021-02-07: overdue, 2021-02-11: met}
  - {title: Never owed, born: 2020-01-01, states: {2021-02-02: none}}
  - {title: Not yet born, expected: 2021-06-01, states: {2021-02-02: none}}
"""
#: validator → (file, what is replaced, by what, what is then said with its place)
CASES: dict[str, list[tuple[str, str, str, str]]] = {
    "settings_unknown": [
        (NOW, "{setting: duty-begins}", "{setting: duty-begun}", f"{NOW}:12: error: unknown setting 'duty-begun'"),
        (EXP, "{setting: duty-begins}", "{setting: duty-begun}", f"{EXP}:27: error: unknown setting 'duty-begun'"),
    ],
    "settings_uncited": [
        ("settings.yaml", "document: guide", "document: gide", "settings.yaml:1: error: unknown source document 'gide'")
    ],
    "settings_dead": [
        (
            "settings.yaml",
            "- {",
            "- {setting: lost, title: L, says: l, value: null, sources: [{document: guide}]}\n- {",
            "settings.yaml:1: warning: no rule waits for 'lost'",
        )
    ],
    "example_setting_unknown": [
        (NOW, "{duty-begins: 2021", "{duty-began: 2021", f"{NOW}:23: error: unknown setting 'duty-began'")
    ],
    "never_in_force": [
        (
            EXP,
            "{until: {setting: duty-begins}}",
            "{from: 2021-02-01, until: 2021-02-01}",
            f"{EXP}:27: error: no day is on or after 2021-02-01 and before 2021-02-01",
        )
    ],
    "worth_for_ever": [
        (EXP, "worth_until: 8w", "worth_until: ever", f"{EXP}:13: error: is worth doing for ever without a reason")
    ],
    "replaced_unknown": [
        (
            NOW,
            "replaces: consider-harm",
            "replaces: consider-ham",
            f"{NOW}:2: error: replaces 'consider-ham', and no expectation is called so",
        ),
        (
            NOW,
            "replaces: consider-harm",
            "replaces: not-brought",
            f"{NOW}:2: error: replaces 'not-brought', and no expectation is called so",
        ),
    ],
    "replaced_in_a_circle": [
        (
            EXP,
            "title: Consider",
            "replaces: consider-harm-now\ntitle: Consider",
            f"{EXP}:2: error: replaces itself in the end",
        )
    ],
    "replaced_still_in_force": [
        (
            EXP,
            "in_force: {until: {setting: duty-begins}}\n",
            "",
            f"{NOW}:2: error: 'consider-harm' does not end when this one begins",
        ),
        (
            EXP,
            "{until: {setting: duty-begins}}",
            "{until: 2021-03-01}",
            f"{NOW}:2: error: 'consider-harm' does not end when this one begins",
        ),
    ],
    "owners_unreached": [
        (NOW, "{5y: school", "{18y: school", f"{NOW}:7: error: from 18y on, nobody newly owes this"),
        (
            NOW,
            "{5y: school-nurse}",
            "{1y: gp, 12m: school-nurse}",
            f"{NOW}:7: error: from 12m on, nobody newly owes this",
        ),
    ],
}


@pytest.fixture
def dated(root: Path) -> Path:
    """A good folder in which one rule takes over from another."""
    (root / "settings.yaml").write_text(SETTINGS)
    (root / EXP).write_text(EXPECTATION + "in_force: {until: {setting: duty-begins}}\n")
    (root / NOW).write_text(LATER)
    return root


def test_good_days_are_clean(dated: Path) -> None:
    assert said(dated) == []


@pytest.mark.parametrize(("validator", "case"), [(name, case) for name, cases in CASES.items() for case in cases])
def test_says_what_is_wrong_and_where(dated: Path, validator: str, case: tuple[str, str, str, str]) -> None:
    file, old, new, expected = case
    changed(dated, file, old, new)
    assert expected in said(dated)


def test_every_validator_has_a_case() -> None:
    all_ = {one.__name__ for one in (*date_checks.BREAKING, *date_checks.EDITORIAL)}
    assert all_ == CASES.keys() | {"local_settings_unknown"}


@pytest.mark.parametrize("days", ["{until: 2021-03-01}", "{until: 2021-02-01}"])
def test_the_earlier_rule_ends_when_the_later_begins_or_before(dated: Path, days: str) -> None:
    changed(dated, EXP, "{until: {setting: duty-begins}}", days)
    changed(dated, NOW, "{from: {setting: duty-begins}}", "{from: 2021-03-01}")
    assert not any("does not end" in one for one in said(dated))


def test_what_a_site_sets_must_be_there(dated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local = tmp_path / "of-this-site.yaml"
    monkeypatch.setenv("KINSIGHT_SETTINGS", str(local))
    assert said(dated) == ["settings.local.yaml:1: error: KINSIGHT_SETTINGS names no file"]
    local.write_text(
        "- {setting: duty-begun, value: 2027-04-01, says: Read it}\n- {setting: duty-begins, value: soon, says: x}\n"
    )
    assert [one.split(": ", 1) for one in said(dated)] == [
        ["settings.local.yaml:1", "error: unknown setting 'duty-begun'"],
        ["settings.local.yaml:2", said(dated)[1].split(": ", 1)[1]],
    ]
    with pytest.raises(KnowledgeError):
        load(dated)
    assert load(dated, alone=True).given == {"duty-begins": None}
