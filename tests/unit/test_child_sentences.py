"""Evidence said in plain words: who, what, when, and when we came to know."""

from typing import Any

from kinsight.web.child.evidence_rows import page
from kinsight.web.child.phrases import MOST, reasons, shortened
from tests.unit.child_page import kin

KINDS = {"Organization/gp-1": "gp", "Organization/hv-1": "health-visiting"}


def row(concept: str, on: str, **more: Any) -> dict[str, Any]:
    base = {
        "event": 1,
        "concept": concept,
        "title": concept.capitalize(),
        "on": on,
        "known": on,
        "about": "Patient/k-mother",
        "role": "mother",
        "service": "Organization/gp-1",
        "service_name": "Riverside Surgery",
        "certainty": "stated",
    }
    return base | more


def said(*rows: dict[str, Any]) -> list[str]:
    return reasons(list(rows), kin("head_injury"), KINDS)


def test_a_disclosure_known_later_says_both_days() -> None:
    told = row("domestic-abuse-disclosed", "2024-05-03", known="2024-05-05")
    assert said(told) == ["Mother told the GP about domestic abuse on 3 May 2024 (known to us 5 May 2024)."]


def test_a_fact_known_the_same_day_does_not_say_so() -> None:
    assert said(row("domestic-abuse-disclosed", "2024-05-03")) == [
        "Mother told the GP about domestic abuse on 3 May 2024."
    ]


def test_the_same_fact_again_is_said_once_with_all_its_days() -> None:
    child = {"about": "Patient/k-child", "role": "self"}
    rows = [row("was-not-brought", day, **child) for day in ("2026-10-30", "2026-11-13")]
    assert said(*rows) == ["Alfie was not brought to the GP 2 times: 30 October and 13 November 2026."]


def test_alleged_is_said_and_never_merged_with_what_is_stated() -> None:
    stated, alleged = row("alcohol-misuse", "2026-01-01"), row("alcohol-misuse", "2026-02-01", certainty="alleged")
    sentences = said(stated, alleged)
    assert [s.endswith("Alleged, not confirmed.") for s in sentences] == [True, False]


def test_an_unforeseen_concept_still_makes_a_sentence() -> None:
    assert said(row("hay-fever", "2026-01-01", title="Hay fever")) == [
        "The GP recorded ‘Hay fever’ about the mother on 1 January 2026."
    ]


def test_a_derived_fact_names_no_service() -> None:
    assert said(row("third-address-in-two-years", "2026-08-20")) == [
        "Mother has had three addresses within two years, 20 August 2026."
    ]


def test_a_new_adult_is_the_one_named_not_the_child() -> None:
    arrived = row("new-adult-in-household", "2026-08-20", about="Patient/k-child", role="self", value="Patient/k-p2")
    assert said(arrived) == ["Partner Ryan is new to the household, 20 August 2026."]


def test_siblings_and_partners_are_named() -> None:
    sibling = row("seen", "2026-01-01", about="Patient/k-sib", role="sibling", service="Organization/hv-1")
    assert said(sibling) == ["Sibling Poppy was seen face to face by the health visitor on 1 January 2026."]


def test_what_does_not_fit_is_counted() -> None:
    sentences = [str(n) for n in range(MOST + 3)]
    assert shortened(sentences)[-1] == "And 3 more facts, in the evidence."
    assert shortened(sentences[:MOST]) == sentences[:MOST]


def test_pages_as_the_document_prints_them() -> None:
    assert page("p77") == "page 77"
    assert page("p77, p79") == "pages 77, 79"
    assert page("p73-74") == "pages 73-74"
    assert page("-") == page(None) == "no page printed"
