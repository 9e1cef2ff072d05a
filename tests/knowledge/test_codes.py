"""Codes of services as a whole: none says less than its concept, and what says no is no yes."""

import re
from collections import defaultdict

import pytest

from tests.knowledge.test_examples import KNOWN

PUBLIC = [row for row in KNOWN.codelist if row.system.startswith("http")]
MEANT: dict[str, set[str]] = defaultdict(set)
for _row in PUBLIC:
    MEANT[_row.code].add(_row.concept)
#: Words that turn a term round, and the concepts that such a term may mean.
TURNED = {
    r"\bdeni(es|ed)\b|\bno evidence\b|\bno history\b|\babsent\b|\bin remission\b|\bresolved\b|\bruled out\b": set(),
    r"\bdeclined\b|\brefused\b": {"domestic-abuse-enquiry-declined"},
    r"\brejected\b": {"referral-declined", "referral-decision"},
    r"\bno longer\b": {"suitably-housed", "missing-episode-ended"},
}


@pytest.mark.parametrize("words", TURNED)
def test_a_term_that_says_no_is_no_yes(words: str) -> None:
    allowed = TURNED[words]
    found = {
        f"{row.code} {row.term}: {row.concept}"
        for row in PUBLIC
        if re.search(words, row.term, re.I) and row.concept not in allowed and not row.concept.endswith("-ended")
    }
    assert found == set()


def test_the_past_is_not_the_present() -> None:
    past = {row.concept for row in PUBLIC if re.search(r"^history of|\bin the past\b|- history$", row.term, re.I)}
    assert past <= {
        "mental-health-history", "past-suicide-attempt", "parental-adverse-childhood", "parent-was-looked-after", "fgm",
        "domestic-abuse-disclosed",  # lives or lived with it: separation closes nothing
    }  # fmt: skip


def test_a_suspicion_is_not_a_statement() -> None:
    suspected = {row.concept for row in PUBLIC if re.match(r"suspected\b", row.term, re.I)}
    assert {name for name in suspected if not name.endswith("suspected")} <= {
        "neglect-concern", "overdose", "grooming-suspected",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "concepts"),
    [
        ("879911000000102", {"domestic-abuse-disclosed"}),
        ("205171000000107", {"domestic-abuse-disclosed"}),
        ("700410005", {"domestic-abuse-enquiry-made"}),
        ("887331000000105", {"domestic-abuse-enquiry-not-made"}),
        ("700411009", {"domestic-abuse-enquiry-declined"}),
        ("206411000000103", {"domestic-abuse-perpetrator-alleged"}),
        ("978091000000105", {"marac-referred"}),
        ("758941000000108", {"marac-referred", "marac-subject"}),
        ("1078361000000107", {"marac-heard", "marac-closed"}),
        ("901441000000108", {"was-not-brought"}),
        ("135891007", {"child-in-need"}),
        ("326071000000101", {"child-in-need"}),
        ("758599003", {"specialist-domestic-abuse-referral"}),
        ("784861000000102", {"specialist-domestic-abuse-referral"}),
        ("237233002", {"concealed-pregnancy"}),
        ("401231009", {"suicidal-intent"}),
        ("200031000000103", {"opioid-substitution-prescribed"}),
        ("206121000000104", {"opioid-substitution-prescribed"}),
        ("810771000000107", {"safeguarding-concern-ended"}),
        ("764161000000107", {"initial-health-assessment-made"}),
        ("764181000000103", {"looked-after-health-review-made"}),
        ("764201000000104", {"looked-after-health-review-made"}),
    ],
)
def test_the_ten_that_the_audit_named(code: str, concepts: set[str]) -> None:
    assert MEANT[code] == concepts


def test_treatment_is_not_misuse() -> None:
    treated = [
        row for row in PUBLIC if re.search(r"therapy|detoxification|rehabilitation|substitution", row.term, re.I)
    ]
    assert treated and {row.concept for row in treated} & {"drug-misuse", "alcohol-misuse"} == set()


def test_what_cannot_be_said_of_one_concept_was_left_out() -> None:
    """History of domestic abuse is written of those who lived with it and of those who caused it."""
    assert not {"412732008", "429746005", "720428004"} & MEANT.keys()
