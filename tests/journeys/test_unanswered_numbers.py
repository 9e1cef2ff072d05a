"""The numbers of what was never answered, and what is urgent of it: wide, on a phone, and without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit, follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("width", [390, 800, 1280])
@pytest.mark.parametrize("username", ["designated", "commissioner"])
def test_the_numbers_are_one_click_from_my_work(visit: Callable[..., Visit], username: str, width: int):
    visitor = visit(width=width)
    page = visitor.sign_in(username)
    follow(page.get_by_role("link", name="How much was never answered, by month"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Never answered, in numbers")
    visitor.is_accessible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_list_of_what_is_urgent_can_be_read(visit: Callable[..., Visit], width: int):
    visitor = visit(width=width)
    page = visitor.sign_in("designated")
    visitor.at("/nobody/")
    expect(page.get_by_role("region", name="Urgent, and never answered")).to_be_visible()
    visitor.is_accessible()


def test_it_works_without_a_script(visit: Callable[..., Visit]):
    visitor = visit(javascript=False)
    page = visitor.sign_in("designated")
    visitor.at("/never-answered/")
    expect(page.get_by_role("link", name="Back to My work")).to_be_visible()
    assert visitor.complaints == []
