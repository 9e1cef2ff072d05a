"""A finished encounter face to face of a child says that the child was seen; what its codes say was done says more than its class."""

import pytest

from kinsight.ingest.fhir.mapping import FACE_TO_FACE, FINISHED
from tests.unit.feeds_kit import KID, MUM, believed, coded, events, of, own, take, to

DAY = {"start": "2021-02-01"}


def visit(kind="AMB", **more):
    return of("Encounter", **{"status": "finished", "period": DAY, "class": {"code": kind}, **more})


def stated(tmp_path, *sent):
    assert take(tmp_path / "w", KID, MUM, *sent).total("quarantined") == 0
    return [concept for ref, concept, _, _ in events(tmp_path / "w") if ref == "Encounter/x"]


@pytest.mark.parametrize("kind", FACE_TO_FACE)
def test_whoever_met_the_child_saw_the_child(tmp_path, kind):
    assert "seen" in stated(tmp_path, visit(kind))


@pytest.mark.parametrize("status", FINISHED)
def test_whichever_word_says_that_it_is_over(tmp_path, status):
    assert "seen" in stated(tmp_path, visit(status=status))


NOT_SEEN = {
    "by phone or screen": visit("VR"),
    "planned": visit(status="planned"),
    "not over": visit(status="in-progress"),
    "of an adult": visit(subject=to("Patient/mum")),
    "of no class": of("Encounter", status="finished", period=DAY),
    "of no day": visit(period=None),
    "not brought": visit(type=[own("was-not-brought")]),
    "a meeting about the child": visit(type=[own("strategy-discussion")]),
    "advice to somebody": visit(reasonCode=[own("icon-advice"), own("anxiety")]),
    "in error": visit(status="entered-in-error"),
}


@pytest.mark.parametrize("case", NOT_SEEN)
def test_nobody_was_seen_for_certain(tmp_path, case):
    assert "seen" not in stated(tmp_path, NOT_SEEN[case])


def test_what_it_was_about_takes_nothing_away_and_seen_is_said_once(tmp_path):
    reasons = [own("anxiety"), coded("urn:site", "77")]
    assert stated(tmp_path / "reasons", visit(reasonCode=reasons)) == ["anxiety", "seen"]
    assert stated(tmp_path / "said", visit(type=[own("seen")])) == ["seen"]
    assert stated(tmp_path / "alone", visit(type=[own("seen-alone")])) == ["seen-alone"]


def test_a_visit_to_emergency_care_is_one_whatever_it_was_for(tmp_path):
    """With an injury beside it, which is read as a visit with an injury; unless a code says that very visit."""
    injured = visit("EMER", reasonCode=[own("injury-burn")])
    injured["class"]["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    assert stated(tmp_path / "burn", injured) == ["emergency-attendance", "injury-burn", "seen"]
    said = {**injured, "type": [own("emergency-attendance-injury")]}
    assert stated(tmp_path / "said", said) == ["emergency-attendance-injury", "injury-burn", "seen"]


def test_on_the_eighteenth_birthday_nobody_is_a_child_any_more(tmp_path):
    assert "seen" in stated(tmp_path / "before", visit(period={"start": "2037-12-31"}))
    assert "seen" not in stated(tmp_path / "after", visit(period={"start": "2038-01-02"}))


def test_what_is_taken_back_later_was_so_until_then(tmp_path):
    later = {"lastUpdated": "2021-05-01T09:00:00Z", "versionId": "2", "source": "Organization/gp"}
    take(tmp_path / "w", KID, visit(), visit(status="entered-in-error", meta=later))
    said = [[row[1] for row in believed(tmp_path / "w", day)] for day in ("2021-04-30", "2021-05-01")]
    assert said == [["seen"], []]
