"""Signing in with a second factor, in the browser."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit, follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def code_of(secret: str, step: int) -> str:
    """The six digits of RFC 6238 for a time step of 30 seconds."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def enter(page: Page, secret: str, button: str) -> None:
    """The code of this moment."""
    page.locator("form#form input[name=code]").fill(code_of(secret, int(time.time()) // 30))
    follow(page.get_by_role("button", name=button, exact=True))


def test_a_second_factor_is_added_and_asked_for(visit: Callable[..., Visit]):
    """Given an authenticator app, when she signs in next time, then the password alone is not enough."""
    nurse = visit()
    page = nurse.sign_in("school-nurse")
    nurse.at("/accounts/second-factor/add/")
    if page.get_by_role("heading", name="Enter your password again").count():
        page.get_by_label("Password", exact=True).fill(nurse.site.passwords["school-nurse"])
        follow(page.get_by_role("button", name="Go on"))
    nurse.is_accessible()
    secret = page.locator("code").inner_text()
    enter(page, secret, "Turn on")
    expect(page.get_by_role("heading", name="Spare codes")).to_be_visible()
    spare = page.locator("li code").first.inner_text()
    nurse.is_accessible()

    again = visit()
    page = again.sign_in("school-nurse")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Enter the code")
    again.is_accessible()
    again.at("/")
    expect(page).to_have_url(re.compile("/accounts/"))

    third = visit()
    page = third.sign_in("school-nurse")
    page.locator("form#form input[name=code]").fill(spare)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")


def test_a_wrong_password_is_said_without_saying_which_was_wrong(visit: Callable[..., Visit]):
    stranger = visit()
    page = stranger.at("/accounts/login/")
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password", exact=True).fill("not-a-password")
    follow(page.get_by_role("button", name="Sign in", exact=True))
    expect(page.get_by_text("There is a problem")).to_be_visible()
    stranger.is_accessible()
