"""What the law and the guidance asked on a day: replaying an earlier day uses what was in force then."""

from datetime import date

import pytest

from kinsight.engine.judged_cases import evaluate
from kinsight.rules.loading import load
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema import lineage
from kinsight.rules.schema.cases import Bond, Case, Child, Event
from kinsight.store.days import to_day
from tests.knowledge.test_examples import KNOWN

DUTY, FAMILY_HELP = "duty-to-disclose-begins", "family-help-begins"
OPENED = to_day(date(2027, 5, 3))


def owed(knowledge, who: str, concept: str, on: int) -> set[str]:
    """Expectations owed to a child of four after one fact."""
    facts = (Event("fact", who, concept, on, None, on),)
    case = Case(Child("kid", on - 4 * 366), (Bond("kid", "mother", "mother"),), facts)
    return {name for _, name, trigger, *_ in evaluate(knowledge, [case], on + 30, on + 30).owed if trigger == on}


def test_the_duty_to_disclose_is_not_in_force_until_a_commencement_is_set() -> None:
    assert KNOWN.given[DUTY] is None
    assert "share-what-bears-on-welfare" not in owed(KNOWN, "kid", "safeguarding-concern", OPENED)


def test_a_site_that_sets_the_commencement_is_asked_from_that_day(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    local = tmp_path / "settings.yaml"
    local.write_text(f"- {{setting: {DUTY}, value: 2027-04-01, says: Regulations read by the named doctor}}\n")
    monkeypatch.setenv("KINSIGHT_SETTINGS", str(local))
    ours = load(root_of())
    assert ours.version != load(root_of(), alone=True).version
    begins = to_day(date(2027, 4, 1))
    assert "share-what-bears-on-welfare" in owed(ours, "kid", "safeguarding-concern", OPENED)
    assert "share-what-bears-on-welfare" in owed(ours, "kid", "safeguarding-concern", begins)
    assert "share-what-bears-on-welfare" not in owed(ours, "kid", "safeguarding-concern", begins - 1)


@pytest.mark.parametrize(
    ("on", "asked"),
    [(date(2012, 3, 1), "consider-each-child-in-domestic-abuse"), (date(2022, 1, 30), "consider-each-child-in-domestic-abuse"),
     (date(2022, 1, 31), "record-needs-of-child-victim"), (date(2026, 11, 1), "record-needs-of-child-victim")],
)  # fmt: skip
def test_one_rule_asks_about_a_child_in_domestic_abuse_on_any_day(on: date, asked: str) -> None:
    both = {"consider-each-child-in-domestic-abuse", "record-needs-of-child-victim"}
    assert owed(KNOWN, "mother", "domestic-abuse-disclosed", to_day(on)) & both == {asked}


def test_every_rule_that_took_over_begins_when_the_earlier_one_ends() -> None:
    rules = [*KNOWN.indicators.values(), *KNOWN.expectations.values()]
    pairs = [(lineage.name_of(one), one, before) for one in rules for before in lineage.earlier(KNOWN, one)]
    assert {name for name, _, _ in pairs} >= {"record-needs-of-child-victim", "offer-family-help"}
    for days in ({}, {DUTY: date(2027, 4, 1), FAMILY_HELP: date(2026, 4, 1)}):
        known = KNOWN.with_days(days)
        assert [name for name, one, before in pairs if known.in_force(before)[1] != known.in_force(one)[0]] == []


def test_versions_are_followed_both_ways() -> None:
    now, before = (KNOWN.expectations[name] for name in ("offer-family-help", "offer-help-with-circumstances"))
    assert list(lineage.earlier(KNOWN, now)) == [before] and list(lineage.later(KNOWN, before)) == [now]
    assert list(lineage.earlier(KNOWN, before)) == [] and list(lineage.later(KNOWN, now)) == []
