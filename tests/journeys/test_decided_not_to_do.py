"""In supervision a manager reads a few decisions that were drawn by lot: wide and on a phone."""

import os
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from kinsight.casework.models import Child, Decision, Ending, Role
from tests.journeys.conftest import follow
from tests.unit.casework_world import HV, staff

# Playwright's loop runs in this thread; the database calls beside it are the test's own.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)


@pytest.mark.parametrize("width", [390, 1280])
def test_she_reads_what_was_decided_and_why(
    chromium: Browser, live_server: Any, client: Any, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """Given a visit that a health visitor judged unnecessary last week, when her manager prepares supervision, then the reason is there."""
    monkeypatch.setenv("KINSIGHT_AS_OF", DAY.isoformat())
    visitor, manager = staff(Role.HEALTH_VISITOR, (HV,)), staff(Role.MANAGER, (HV,))
    child = Child.objects.create(ref="Patient/1", name="Ada Example", born=date(2026, 5, 1))
    child.services.set(visitor.services.all())
    Decision.objects.create(
        child=child, expectation="make-new-birth-visit", anchor=0, trigger=date(2026, 5, 11), ending=Ending.UNNECESSARY, by=visitor.user,
        reason="She was seen on the ward every day", decided_on=DAY - timedelta(days=3), review_on=DAY + timedelta(days=25),
    )  # fmt: skip
    client.force_login(manager.user)
    context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto("/")
    follow(page.get_by_role("link", name="What was decided not to do, for supervision"))
    expect(page.get_by_role("heading", name="Make the new birth visit")).to_be_visible()
    expect(page.get_by_text("She was seen on the ward every day")).to_be_visible()
    expect(page.get_by_role("link", name="Ada Example", exact=True)).to_be_visible()
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    follow(page.get_by_role("link", name="Write down what you found"))
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    page.get_by_label("It should be done: put it back on the list").check()
    page.get_by_label("What you talked over").fill("The ward never saw where she sleeps at home")
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("It is back on the list, unless it was done meanwhile")).to_be_visible()
    assert not Decision.objects.get().stands
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    context.close()
