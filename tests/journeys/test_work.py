"""A working day in the browser: what is owed, who the child is, what was done; and what stays closed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit, follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Visits = Callable[..., Visit]
PHONE = 390


def first_child(page: Page) -> str:
    return page.locator("#older ~ ul .kin-person__name a").first.inner_text()


def owed(page: Page) -> int:
    return int(page.locator('.kin-counts__link[href="#older"] .kin-counts__number').inner_text())


def picture_of_first_child(page: Page) -> None:
    follow(page.locator("#older ~ ul .kin-person__name a").first)
    page.wait_for_url(re.compile(r"/child/[\w-]+/"))


def test_a_health_visitor_signs_in_and_sees_what_is_owed(visit: Visits):
    """Given overdue work, when she signs in, then the work stands first, with its count, its dates and its next steps."""
    visitor = visit()
    page = visitor.at("/")
    expect(page).to_have_title(re.compile("Sign in"))
    visitor.is_accessible()
    visitor.sign_in("health-visitor")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    section = page.get_by_role("region", name="Older, still owed")
    expect(section).to_contain_text(re.compile(r"\d+ things? owed to \d+ child"))
    expect(section.locator(".kin-late").first).to_contain_text("overdue")
    assert owed(page) > 0
    visitor.is_accessible()
    visitor.shot("my-work")


def test_the_longest_overdue_stands_first_and_the_order_can_be_turned(visit: Visits):
    page = visit().sign_in("health-visitor")
    first = first_child(page)
    page.get_by_text("Filter or reorder").click()
    page.get_by_label("Order").select_option("Most recently due first")
    follow(page.get_by_role("button", name="Show"))
    expect(page).to_have_url(re.compile("order=latest"))
    assert first_child(page) != first


def test_filters_are_in_the_address_and_can_be_cleared(visit: Visits):
    visitor = visit()
    page = visitor.sign_in("health-visitor")
    all_of_it = owed(page)
    page.get_by_text("Filter or reorder").click()
    page.get_by_label("Age of the child").select_option("Under 1 year")
    follow(page.get_by_role("button", name="Show"))
    expect(page.get_by_text("Filters are set: change or clear them")).to_be_visible()
    assert "age=0" in page.url and owed(page) < all_of_it
    visitor.is_accessible()
    follow(page.get_by_role("link", name="Clear all filters"))
    assert owed(page) == all_of_it


def test_recording_what_was_done_shows_on_the_next_page(visit: Visits):
    """Given something overdue, when she records it, then the child's page shows it done and one thing less is owed."""
    visitor = visit()
    page = visitor.sign_in("health-visitor")
    before, name = owed(page), first_child(page)
    line = page.locator("#older ~ ul .kin-line").first
    title = line.locator("strong").first.inner_text()
    follow(line.get_by_role("link"))
    expect(page.locator("h1")).to_contain_text(name)
    visitor.is_accessible()
    follow(page.get_by_role("button", name="Save"))
    if page.get_by_text("There is a problem").count():
        visitor.is_accessible()
        for group in page.locator(".nhsuk-radios").all():
            if not group.locator("input:checked").count():
                group.locator("label").first.click()
        follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text(re.compile("Recorded\\. What is owed|Recorded and safe\\."))).to_be_visible()
    expect(page).to_have_url(re.compile("/child/"))
    for _ in range(60):  # the worker brings it into the picture: a moment, or longer on a machine that is busy
        visitor.at("/")
        if owed(page) < before:
            break
        page.wait_for_timeout(500)
    assert owed(page) < before
    still = page.locator("#older ~ ul .kin-person", has_text=name).locator(".kin-line strong", has_text=title)
    expect(still).to_have_count(0)


def test_what_is_not_done_is_said_with_a_reason_and_leaves_the_list(visit: Visits):
    """Given something owed that the family declined, when she says so, then it stands on the child's page and on no list."""
    visitor = visit()
    page = visitor.sign_in("health-visitor")
    before = owed(page)
    picture_of_first_child(page)
    child = page.url
    follow(page.get_by_role("link", name=re.compile("It is not done: say why")).first)
    visitor.is_accessible()
    follow(page.get_by_role("button", name="Save"))
    visitor.is_accessible()
    page.get_by_label("The family declined").click()
    page.get_by_label("What led to this?").fill("They would rather wait until grandmother is back")
    follow(page.get_by_role("button", name="Save"))
    expect(page).to_have_url(child)
    page.get_by_text(re.compile(r"Decided not to do now \(\d+\)")).click()
    expect(page.get_by_text("They would rather wait until grandmother is back")).to_be_visible()
    visitor.is_accessible()
    visitor.at("/")
    assert owed(page) < before


def test_what_belongs_to_nobody_is_the_named_professionals_to_hand_on(visit: Visits):
    visitor = visit()
    page = visitor.sign_in("named")
    visitor.at("/nobody/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Belongs to nobody yet")
    visitor.is_accessible()


def test_a_wrong_date_is_said_at_the_top_and_leads_to_the_field(visit: Visits):
    visitor = visit()
    page = visitor.sign_in("health-visitor")
    follow(page.locator("#older ~ ul .kin-line__step a").first)
    page.get_by_label("Year").fill("2030")
    follow(page.get_by_role("button", name="Save"))
    summary = page.locator(".nhsuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("in the past")).click()
    expect(page.get_by_label("Day")).to_be_focused()
    visitor.is_accessible()


def test_a_child_is_found_by_name_and_no_identifier_reaches_the_address(visit: Visits):
    visitor = visit()
    page = visitor.sign_in("health-visitor")
    name = first_child(page)
    follow(page.get_by_role("link", name="Find a child"))
    visitor.is_accessible()
    page.get_by_label("Name").fill(name)
    follow(page.get_by_role("button", name="Find"))
    expect(page.get_by_role("link", name=name).first).to_be_visible()
    assert page.url.endswith("/find")
    visitor.is_accessible()
    visitor.shot("find")


def test_a_child_elsewhere_opens_only_for_a_reason(visit: Visits):
    """Given a child of another team, when she has the number, then she must say why, and it is seen in the audit."""
    visitor = visit()
    page = visitor.sign_in("designated")
    number = child_outside(page, visitor)
    nurse = visit()
    page = nurse.sign_in("camhs")
    nurse.at("/find")
    page.get_by_label("NHS number").fill(number)
    follow(page.get_by_role("button", name="Find"))
    follow(page.get_by_role("link", name=re.compile("Say why")))
    nurse.is_accessible()
    page.get_by_text("A colleague or another service asked me to").click()
    page.get_by_label(re.compile("Why do you need")).fill("Referred to us this morning by the school")
    follow(page.get_by_role("button", name="Open the record"))
    expect(page).to_have_url(re.compile("/child/"))
    page = visitor.at("/audit/?show=glass")
    expect(page.get_by_text("Referred to us this morning by the school").first).to_be_visible()
    visitor.is_accessible()
    page = visitor.at("/")
    follow(page.get_by_role("link", name=re.compile("opened outside the caseload")))
    follow(page.get_by_role("link", name=re.compile("Review")).first)
    visitor.is_accessible()
    page.get_by_text("There was a good reason").click()
    follow(page.get_by_role("button", name="Save the review"))
    expect(page.get_by_text("Nothing yet.")).to_be_visible()


def child_outside(page: Page, visitor: Visit) -> str:
    visitor.at("/find")
    page.get_by_label("Name").fill("a")
    follow(page.get_by_role("button", name="Find"))
    return page.locator("tbody td").filter(has_text=re.compile(r"\d{3} \d{3} \d{4}")).last.inner_text()[-12:]


def test_the_knowledge_tells_each_rule_with_its_pages_and_examples(visit: Visits):
    visitor = visit()
    page = visitor.sign_in("gp")
    follow(page.get_by_role("link", name="The knowledge"))
    visitor.is_accessible()
    visitor.shot("knowledge")
    page.get_by_label("Search the knowledge").fill("not brought")
    follow(page.get_by_role("button", name="Search"))
    follow(page.get_by_role("link", name="Repeatedly not brought, or nobody in"))
    for heading in ("When it holds", "Why it matters", "When it misleads", "Sources", "Examples", "Codes"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("img", name="Timeline with a lane per person").first).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    visitor.is_accessible()


def test_the_knowledge_is_found_by_role_and_by_the_page_it_comes_from(visit: Visits):
    """Given a health visitor with the report in her hand, she finds what it asks of her, on a phone too."""
    visitor = visit(width=375, height=800)
    page = visitor.sign_in("health-visitor")
    visitor.at("/knowledge/")
    follow(page.get_by_role("link", name="Health visitor", exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text("What is owed")
    visitor.is_accessible()
    follow(page.get_by_role("link", name="Consider what being not brought means for this child"))
    visitor.is_accessible()
    visitor.at("/knowledge/pages/")
    follow(page.get_by_role("link", name="Page 147", exact=True))
    expect(page.get_by_role("heading", name="Page 147", exact=True)).to_be_in_viewport()
    visitor.is_accessible()
    visitor.at("/knowledge/catalogue/")
    visitor.is_accessible()


def test_reception_sees_arrangements_and_nothing_else(visit: Visits):
    visitor = visit()
    page = visitor.sign_in("reception")
    expect(page.get_by_role("heading", name="New since you last looked")).to_have_count(0)
    visitor.is_accessible()
    visitor.at("/find")
    page.get_by_label("Name").fill("a")
    follow(page.get_by_role("button", name="Find"))
    follow(page.locator("tbody a").first)
    expect(page).to_have_url(re.compile("/reception/"))
    expect(page.get_by_text("Interpreter")).to_be_visible()
    visitor.is_accessible()
    slug = page.url.rstrip("/").rsplit("/", 1)[1]
    assert page.request.get(f"/child/{slug}/").status == 403


def test_a_session_that_ran_out_costs_no_word(visit: Visits):
    """Given a half-written note, when the session has run out, then after signing in again it is still there."""
    visitor = visit()
    page = visitor.sign_in("health-visitor")
    follow(page.locator("#older ~ ul .kin-line__step a").first)
    page.get_by_label("Note (optional)").fill("Mum tired; will ring on Thursday.")
    visitor.context.clear_cookies(name="sessionid")
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("what you wrote is kept")).to_be_visible()
    page.get_by_label("User name").fill("health-visitor")
    page.get_by_label("Password", exact=True).fill(visitor.site.passwords["health-visitor"])
    follow(page.get_by_role("button", name="Sign in", exact=True))
    expect(page.get_by_label("Note (optional)")).to_have_value("Mum tired; will ring on Thursday.")
    visitor.is_accessible()


def test_everything_works_without_a_script(visit: Visits):
    visitor = visit(javascript=False)
    page = visitor.sign_in("health-visitor")
    name = first_child(page)
    page.locator("summary", has_text="Filter or reorder").click()
    page.get_by_label("Age of the child").select_option("")
    follow(page.get_by_role("button", name="Show"))
    picture_of_first_child(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    visitor.at("/knowledge/")
    assert visitor.complaints == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/find",
        "/knowledge/",
        "/knowledge/repeatedly-not-brought/",
        "/account/",
        "/accounts/second-factor/",
        "/accounts/password/",
        "/accounts/logout/",
    ],
)
def test_it_fits_a_phone(visit: Visits, path: str):
    visitor = visit(width=PHONE, height=800)
    visitor.sign_in("health-visitor")
    visitor.at(path)
    visitor.is_accessible()


def test_the_keyboard_reaches_the_work_at_once(visit: Visits):
    page = visit().sign_in("health-visitor")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".kin-counts__link").first).to_be_focused()


def test_the_work_on_paper_is_a_sheet_of_its_own(visit: Visits):
    page = visit().sign_in("health-visitor")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    page.emulate_media(media="print")
    expect(page.locator("main")).to_be_hidden()
    sheet = page.locator(".kin-paper")
    expect(sheet).to_contain_text("A printed page leaves things out")
    assert "abuse" not in sheet.inner_text().lower()


@pytest.mark.parametrize("width", [1280, PHONE])
def test_a_visit_is_recorded_in_one_form(visit: Visits, width: int):
    """Given several things owed to a family, when she records the visit, then six answers are safe in at most twelve clicks."""
    visitor = visit(width=width, height=900)
    page = visitor.sign_in("health-visitor")
    visitor.at("/recorded/")
    before = page.locator(".kin-recorded__fact").count()
    visitor.at("/")
    clicks = 1
    follow(page.get_by_role("link", name=re.compile("^Record them together")).last)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Record a visit")
    visitor.is_accessible()
    if width > PHONE:
        visitor.shot("visit")
    questions = page.locator("section.kin-question")
    for nth in range(min(questions.count(), 6)):
        questions.nth(nth).locator(".nhsuk-radios").last.locator("label").nth(1).click()
        clicks += 1
    answers = clicks - 1
    follow(page.get_by_role("button", name="Save the visit"))
    clicks += 1
    assert answers >= 2 and clicks <= 12
    expect(page.get_by_text(f"{answers} answers recorded.")).to_be_visible()
    expect(page).to_have_url(re.compile("/child/|/happened/"))
    follow(page.get_by_role("link", name="what you recorded"))
    expect(page.locator(".kin-recorded__fact")).to_have_count(before + answers)
