"""A health visitor opens a child's picture in a real browser: what she sees, on a screen, a phone and on paper."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, Page, expect

from kinsight.casework.models import AccessLog, Child, Role, Service, Staff
from kinsight.web import clock, page_addresses
from kinsight.web.pages import child_page
from tests.journeys.conftest import follow
from tests.unit.child_page import sources

# Playwright's loop runs in this thread; the database calls beside it are the test's own.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 23)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def told(name: str) -> dict[str, Any]:
    return sources(name)


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record store answers with the families of `tests/unit/data`, by the child's reference."""
    families = {
        told(name)["family"]["child"]["ref"]: name for name in ("head_injury", "disclosure", "ordinary", "unborn")
    }
    monkeypatch.setattr(child_page, "sources", lambda ref, on, own, past=False: told(families[ref]))
    monkeypatch.setattr(clock, "as_of", lambda: DAY)


@pytest.fixture
def visitor(client: Any) -> Any:
    """A health visitor, signed in, with one service."""
    user = get_user_model().objects.create_user("visitor", first_name="Vera", last_name="Hale")
    staff = Staff.objects.create(user=user, role=Role.HEALTH_VISITOR)
    staff.services.add(Service.objects.create(ref="Organization/hv-1", name="Health Visiting", kind="health-visiting"))
    client.force_login(user)
    return client


@pytest.fixture
def page(chromium: Browser, live_server: Any, visitor: Any, pictures: None) -> Iterator[Page]:
    """Her browser, signed in; what the content policy or the page itself complains of is kept in `errors`."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 1000})
    context.add_cookies([{"name": "sessionid", "value": visitor.cookies["sessionid"].value, "url": live_server.url}])
    opened = context.new_page()
    opened.errors = []
    opened.on("console", lambda message: opened.errors.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()


def child(ref: str) -> Child:
    """On the caseload of the health visitor's service."""
    made = Child.objects.create(ref=ref)
    made.services.add(Service.objects.get(ref="Organization/hv-1"))
    return made


def opened(page: Page, ref: str, query: str = "") -> Child:
    made = child(ref)
    page.goto(f"/child/{made.slug}/{query}")
    return made


def violations(page: Page) -> list[str]:
    """What axe finds, folded parts opened."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in Axe().run(page).response["violations"]]


def test_she_sees_at_once_who_it_is_and_what_to_do(page: Page) -> None:
    made = opened(page, "Patient/k-child")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alfie Marsh")
    expect(page.get_by_text("8 weeks old")).to_be_visible()
    first = page.locator(".kin-step").first
    expect(first).to_contain_text("Make a preventive plan with the family")
    expect(first).to_contain_text("Overdue by 6 weeks")
    expect(first).to_contain_text("Health visitor (you)")
    assert first.bounding_box()["y"] < 700  # without scrolling
    follow(first.get_by_role("button", name="Record preventive plan"))
    assert page.url.endswith(page_addresses.record(made.slug, "preventive-plan")) and "preventive" not in page.url


def test_the_evidence_is_one_click_away(page: Page) -> None:
    opened(page, "Patient/k-child")
    pattern = page.locator(f"#{page_addresses.pattern('domestic-abuse')}")
    expect(pattern.get_by_role("table")).to_be_hidden()
    page.locator(f".kin-holding a[href='#{page_addresses.pattern('domestic-abuse')}']").first.click()
    pattern.get_by_text("Evidence and source").click()
    expect(pattern.get_by_role("row", name="Alleged to have used domestic abuse")).to_contain_text(
        "Alleged, not confirmed"
    )
    expect(pattern.get_by_text("pages 77, 79")).to_be_visible()


@pytest.mark.parametrize("ref", ["Patient/k-child", "Patient/c-child", "Patient/o-child", "Patient/u-child"])
def test_axe_finds_nothing_and_the_content_policy_neither(page: Page, ref: str) -> None:
    opened(page, ref)
    assert page.errors == []
    assert violations(page) == []


#: How many screens of a laptop the page is long, with everything shown that is owed and that holds.
SCREENS = 3


@pytest.mark.parametrize("ref", ["Patient/k-child", "Patient/c-child", "Patient/o-child", "Patient/u-child"])
def test_it_is_three_screens_long_and_the_rest_one_click_away(page: Page, ref: str) -> None:
    opened(page, ref)
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * 1000
    for part, inside in (("Timeline", "#timeline"), ("Family", "#family"), ("Who knows what", "#knows")):
        expect(page.locator(inside)).to_be_hidden()
        page.get_by_role("link", name=part, exact=True).click()
        expect(page.locator(inside)).to_be_visible()


def test_what_holds_stands_with_its_reason_without_a_click(page: Page) -> None:
    opened(page, "Patient/k-child")
    items = page.locator(".kin-holding__list > li").all()
    assert items
    for item in items:
        expect(item.locator(".kin-because li").first).to_be_visible()


def test_what_is_hers_to_do_comes_first_and_nothing_to_do_is_left_out(page: Page) -> None:
    opened(page, "Patient/k-child")
    owners = page.locator(".kin-steps").first.locator("> li").all_inner_texts()
    mine = ["(you)" in one for one in owners]
    assert mine == sorted(mine, reverse=True) and any(mine) and not all(mine)
    short = page.locator(".kin-step--short").first
    button = short.get_by_role("button")
    expect(button).to_be_hidden()
    short.locator("summary").first.click()
    expect(button).to_be_visible()


def test_it_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    opened(page, "Patient/k-child")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_she_can_look_at_another_day_by_keyboard_alone(page: Page) -> None:
    opened(page, "Patient/k-child")
    page.locator("#another-day > summary").press("Enter")
    for label, value in (("Day", "3"), ("Month", "6"), ("Year", "2026")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Year", exact=True).press("Enter")
    expect(page.get_by_text("You are looking at 3 June 2026, as it could be known that day.")).to_be_visible()
    expect(page.get_by_role("button", name="Record")).to_have_count(0)
    assert violations(page) == []
    follow(page.get_by_role("link", name="Go back to today"))
    expect(page.get_by_text("You are looking at")).to_have_count(0)


def test_a_date_that_cannot_be_is_explained(page: Page) -> None:
    opened(page, "Patient/k-child", "?as_of=2026-02-31")
    expect(page.get_by_role("alert")).to_contain_text("Enter a real date")
    assert violations(page) == []


def test_she_can_follow_one_person_through_time(page: Page) -> None:
    opened(page, "Patient/k-child")
    page.get_by_role("link", name="Timeline").click()
    page.get_by_label("A lane for each").select_option("service")
    page.get_by_label("About", exact=True).select_option("Mother")
    follow(page.get_by_role("button", name="Show", exact=True))
    expect(page.get_by_role("img", name="Timeline with a lane per service").first).to_be_visible()
    expect(page.locator(".kin-chronology tbody tr td:nth-child(5)").first).to_have_text("Mother")
    assert "Patient" not in page.url and "k-child" not in page.url


def test_it_is_whole_without_scripts(chromium: Browser, live_server: Any, page: Page) -> None:
    made = child("Patient/k-child")
    bare = chromium.new_context(storage_state=page.context.storage_state(), java_script_enabled=False).new_page()
    bare.goto(f"{live_server.url}/child/{made.slug}/")
    pattern = bare.locator(f"#{page_addresses.pattern('domestic-abuse')}")
    bare.get_by_role("heading", name="Patterns that hold").click()
    pattern.get_by_text("Evidence and source").click()
    expect(pattern.get_by_role("table")).to_be_visible()
    bare.context.close()


def test_opening_the_picture_is_written_down(page: Page) -> None:
    made = opened(page, "Patient/k-child")
    looks = {(log.child, log.purpose) for log in AccessLog.objects.all()}
    assert looks == {(made, "child"), (made, "relatives")}


def test_a_child_of_another_caseload_shows_nothing(page: Page) -> None:
    stranger = Child.objects.create(ref="Patient/k-child")
    page.goto(f"/child/{stranger.slug}/")
    assert "Alfie" not in page.content() and "k-child" not in page.content()


def test_from_her_work_to_a_real_childs_picture_and_back_in_time(visit: Callable[..., Any]) -> None:
    """The whole way on a real district: published work, the record store's picture, a day of the past."""
    here = visit()
    page = here.sign_in("health-visitor")
    follow(page.locator("a[href^='/child/']").first)
    expect(page.get_by_role("heading", name="What to do next")).to_be_visible()
    assert page.locator(".kin-step--overdue, .kin-step--open").count() > 0
    lines = page.locator(".kin-step--short").count()
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * 1000 + lines * 80, (
        "a line each, and no more"
    )
    page.locator("#another-day > summary").click()
    follow(page.locator(".kin-turning a").last)
    expect(page.get_by_text("as it could be known that day")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    here.is_accessible()


def test_screenshots(page: Page) -> None:
    opened(page, "Patient/k-child")
    folder = ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(
        path=folder / "childs-picture.png", full_page=True, clip={"x": 0, "y": 0, "width": 1280, "height": 1800}
    )
    for part in ("Family and household", "Timeline"):
        page.get_by_role("heading", name=part).click()
    family = page.get_by_role("heading", name="Family and household").bounding_box()
    clip = {"x": 0, "y": family["y"], "width": 1280, "height": 1750}
    page.screenshot(path=folder / "childs-picture-family.png", full_page=True, clip=clip)
    assert all((folder / name).stat().st_size > 10_000 for name in ("childs-picture.png", "childs-picture-family.png"))
