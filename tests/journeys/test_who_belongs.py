"""A health visitor who knows the home says who the man at the child's address is: on a screen and a phone, by keyboard, axe beside it."""

from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from kinsight.casework.models import RecordedFact
from kinsight.identity.proposals import Proposal
from tests.journeys.conftest import follow
from tests.journeys.test_child_picture import child, page, pictures, visitor

__all__ = ["page", "pictures", "visitor"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROPOSED = [
    Proposal("Patient/k-child", "Patient/man", "Dan Ferry", "likely", 19700, ["the same phone number as a parent"], ["another family name"],
             ["at the same address since 8 December 2023"]),
    Proposal("Patient/k-child", "Patient/lodger", "Al Rook", "unsure", None, [], ["another family name"], []),
]  # fmt: skip


@pytest.fixture
def proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The records propose two people, and take what is said when the worker comes."""
    there: Any = SimpleNamespace(proposals=lambda ref, day: PROPOSED, names=lambda refs: {"Patient/man": "Dan Ferry"})
    monkeypatch.setattr("kinsight.web.loaded_knowledge.records", lambda: there)
    monkeypatch.setattr("kinsight.web.pages.belongs.shown_soon", lambda fact: True)


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
def test_she_says_who_he_is_and_that_is_on_the_page_with_a_way_to_take_it_back(
    page: Page, proposed: None, width: int
) -> None:
    """Given two people at the address, when she says that one is the partner, then it is saved with how she knows."""
    page.set_viewport_size({"width": width, "height": 1000})
    where = f"/child/{child('Patient/k-child').slug}/"
    page.goto(where)
    page.get_by_role("heading", name="Family and household").click()
    follow(page.get_by_role("link", name="Who belongs to the family"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who belongs to the family")
    expect(page.get_by_role("heading", name="Likely to be of the family")).to_be_visible()
    is_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Select who you mean")
    is_accessible(page)
    page.get_by_label("Dan Ferry").focus()
    page.keyboard.press("Space")
    page.get_by_label("The partner of a parent or carer").check()
    page.get_by_label("I saw or heard it myself").check()
    page.get_by_label("Note (optional)").fill("He opened the door and made tea")
    follow(page.get_by_role("button", name="Save"))
    assert page.url.endswith(where)
    fact = RecordedFact.objects.get()
    assert (fact.person_ref, fact.tie, fact.how_known) == ("Patient/man", "parent-partner", "seen")
    page.goto(f"{where}belongs/")
    expect(page.get_by_role("listitem").filter(has_text="Dan Ferry: The partner of a parent")).to_contain_text(
        "made tea"
    )
    expect(page.get_by_role("link", name="Take it back")).to_be_visible()
    is_accessible(page)


def is_accessible(page: Page) -> None:
    """axe finds nothing, and nothing runs over the edge."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.errors == []  # type: ignore[attr-defined]
