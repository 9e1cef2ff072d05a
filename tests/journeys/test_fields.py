"""Every field of every form is used by its label, as a person does: what is clicked there is what gets the value."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visit, follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Visits = Callable[..., Visit]
#: What may stand in a text field of any kind, and in one of a date.
TYPED, NUMBER = "Some words", "7"


def use_every_field(page: Page) -> int:
    """Click each label of the page's forms and choose or type there. How many fields were used."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    labels = page.locator("main form label").all()
    for label in labels:
        use(page, label)
    unlabelled = (
        page.locator("main form")
        .locator("input:not([type=hidden]), select, textarea")
        .evaluate_all("all => all.filter(one => !one.labels.length).map(one => one.outerHTML)")
    )
    assert unlabelled == [], page.url
    return len(labels)


def use(page: Page, label: Locator) -> None:
    """One click on the label's words; then the field has what was chosen, or takes what is typed."""
    field = page.locator(f"[id='{label.get_attribute('for')}']")
    assert field.count() == 1, f"{page.url}: {label.inner_text()}"
    label.click()
    kind = field.get_attribute("type") or field.evaluate("one => one.tagName.toLowerCase()")
    if kind in ("radio", "checkbox"):
        expect(field).to_be_checked()
        return
    expect(field).to_be_focused()
    if kind == "select":
        last = field.locator("option").last.get_attribute("value")
        field.select_option(last)
        expect(field).to_have_value(last or "")
    else:
        typed = NUMBER if field.get_attribute("inputmode") == "numeric" else TYPED
        field.press("Control+a")
        page.keyboard.type(typed)
        expect(field).to_have_value(typed)


def first_child(page: Page) -> str:
    """The address of a child whom this role finds by a letter of the name."""
    page.goto("/find")
    page.get_by_label("Name").fill("a")
    follow(page.get_by_role("button", name="Find"))
    return of_first_link(page, "tbody a")


def of_first_link(page: Page, link: str) -> str:
    return page.locator(link).first.get_attribute("href") or ""


def pages_of(visitor: Visit, role: str) -> Iterator[str]:
    """Addresses with a form that this role opens: of one child every one that is linked."""
    page = visitor.sign_in(role)
    yield from ("/", "/accounts/password/", "/find")
    child = first_child(page)
    yield child
    page.goto(child)
    yield from page.locator("main a[href^='/record/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    yield f"/happened/{child.split('/')[2]}/"
    if role != "reception":
        yield from (f"/record/{child.split('/')[2]}/", "/knowledge/")


@pytest.mark.parametrize("role", ["health-visitor", "midwife", "gp", "reception", "designated"])
def test_every_field_is_used_by_its_label(visit: Visits, role: str):
    visitor, used = visit(), 0
    for address in dict.fromkeys(pages_of(visitor, role)):
        page = visitor.at(address)
        assert "Not found" not in page.title(), address
        used += use_every_field(page)
    assert used > 6


def test_the_fields_of_signing_in_are_used_by_their_labels(visit: Visits):
    assert use_every_field(visit().at("/accounts/login/")) == 2


def test_a_mother_is_chosen_by_clicking_her_name(visit: Visits):
    """Given something owed about a parent, when the first name of the list is clicked, then that person is recorded."""
    visitor = visit()
    page = visitor.sign_in("health-visitor")
    for address in page.locator("main a[href^='/record/']").evaluate_all("all => all.map(one => one.href)"):
        page.goto(address)
        if page.locator("input[name=about][type=radio]").count() > 1:
            break
    page.locator("input[name=about]").last.locator("xpath=../label").click()
    first = page.locator("input[name=about]").first
    first.locator("xpath=../label").click()
    expect(first).to_be_checked()
    visitor.is_accessible()


def test_an_error_leads_to_the_first_radio(visit: Visits):
    """Given radios with nothing chosen, when the summary's link is followed, then the first radio has the focus."""
    visitor = visit()
    page = visitor.sign_in("health-visitor")
    page.goto(of_first_link(page, "main a[href^='/record/']").partition("?")[0])
    follow(page.get_by_role("button", name="Save"))
    for link in page.locator(".nhsuk-error-summary a").all():
        link.click()
        assert page.evaluate("['INPUT', 'SELECT', 'TEXTAREA'].includes(document.activeElement.tagName)")
