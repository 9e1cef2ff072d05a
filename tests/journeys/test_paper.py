"""Secret words are planted in every field, and every page is printed as every role: none of them is on paper."""

import os
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from kinsight.casework.actions.audit_row import audit
from kinsight.casework.actions.break_glass import break_glass
from kinsight.casework.models import Child, Draft, Owed, Pattern, Publication, RecordedFact, Role, Service, Staff
from kinsight.rules.checks.paper_checks import objection
from kinsight.web import clock, loaded_knowledge, paper
from kinsight.web.pages import child_page
from tests.unit.child_page import sources

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 23)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
#: Fields of a picture that people, services or the knowledge write; the others are dates, keys and words of a fixed list.
WRITTEN = {
    "name",
    "title",
    "says",
    "why",
    "misleads",
    "reason",
    "do",
    "about",
    "about_name",
    "service_name",
    "practice_name",
    "address",
    "line",
    "postcode",
    "value",
    "language",
}
#: What is on paper of this page: the text of whatever is displayed, what styles add, and what the browser prints around it.
PRINTED = """() => {
  const found = [document.title, location.pathname + location.search];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const part = walk.currentNode.parentElement;
    if (part.closest('svg') ? part.closest('svg').checkVisibility() : part.checkVisibility()) found.push(walk.currentNode.data);
  }
  for (const part of document.body.querySelectorAll('*')) if (part.checkVisibility()) {
    for (const name of ['alt', 'title', 'aria-label', 'placeholder', 'data-label']) found.push(part.getAttribute(name) || '');
    found.push(part.value && typeof part.value == 'string' ? part.value : '');
    for (const place of ['::before', '::after']) found.push(getComputedStyle(part, place).content);
  }
  return found.join(' ');
}"""


@dataclass
class Planted:
    """Hands out words that occur nowhere else, and counts them."""

    words: list[str] = field(default_factory=list)
    _number: Any = field(default_factory=lambda: count(1))

    def word(self, before: str = "") -> str:
        """A new word; the value before it is kept, for presenters may look at it."""
        self.words.append(f"zqx{next(self._number):04d}zqx")
        return f"{before} {self.words[-1]}".strip()

    def in_all(self, value: Any, name: str = "") -> Any:
        """The same shape with a word in every text that somebody wrote."""
        if isinstance(value, dict):
            return {key: self.in_all(one, key) for key, one in value.items()}
        if isinstance(value, list):
            return [self.in_all(one, name) for one in value]
        written = name in WRITTEN and "/" not in str(value)
        return self.word(str(value or "")) if written and (value is None or isinstance(value, str)) else value

    def on(self, text: str) -> list[str]:
        return [word for word in self.words if word in text]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Planted:
    """A child with a word in every text of its picture and its family."""
    words = Planted()
    told = words.in_all(sources("disclosure"))
    told["knowledge"] |= {
        name: sources("disclosure")["knowledge"][name] for name in ("concepts", "off_paper", "questions")
    }  # ours, and no text of a record
    told["fragments"]["rows"] = [{**row, "title": words.word()} for row in told["fragments"]["rows"]]
    monkeypatch.setattr(child_page, "sources", lambda ref, on, own, past=False: deepcopy(told))
    monkeypatch.setattr(loaded_knowledge, "records", lambda: SimpleNamespace(family=lambda ref, day: told["family"]))
    monkeypatch.setattr(clock, "as_of", lambda: DAY)
    return words


@dataclass
class District:
    """One child of the caseload and one outside it, and services that know them."""

    child: Child
    other: Child
    services: list[Service]


@pytest.fixture
def district(planted: Planted) -> District:
    services = [
        Service.objects.create(ref=f"Organization/{kind}", name=planted.word("Clinic"), kind=kind)
        for kind in ("health-visiting", "sexual-health", "substance-misuse")
    ]
    child = Child.objects.create(
        ref="Patient/c-child",
        name="Ada Example",
        search_name="ada example",
        born=date(2026, 9, 24),
        nhs_number="9990000018",
        practice=planted.word("Surgery"),
    )
    child.services.set(services)
    other = Child.objects.create(
        ref="Patient/other", name="Ben Example", search_name="ben example", born=date(2020, 1, 1)
    )
    _published(child, planted)
    return District(child, other, services)


def _published(child: Child, planted: Planted) -> None:
    """What is owed, routine and not, by every role; patterns; a fact with a note; an act with a reason."""
    first = Publication.objects.create(as_of=DAY, knowledge_version="v", whole=True)
    names = (
        "make-six-to-eight-week-review",
        "follow-up-after-disclosure",
        "ask-about-abuse-after-birth",
        "offer-help-to-attend",
    )
    for place, name in enumerate(names):
        for owner in Role.values:
            Owed.objects.create(
                family=-child.pk,
                child=child,
                expectation=name,
                owner=owner,
                anchor=hash((place, owner)) % 10**9,
                trigger=DAY - timedelta(20),
                due=DAY - timedelta(place),
                reason=planted.word(),
                knowledge_version="v",
                first=first,
            )
    Pattern.objects.create(
        child=child,
        view="joined",
        indicator="domestic-abuse",
        since=DAY - timedelta(3),
        count=1,
        knowledge_version="v",
        first=first,
    )


def member(role: Role, district: District, planted: Planted) -> Staff:
    """A member of staff of all three services, who has written what can be written."""
    user = get_user_model().objects.create_user(
        role.value, first_name=planted.word("Kim"), last_name=planted.word("Lee")
    )
    staff = Staff.objects.create(user=user, role=role)
    staff.services.set(district.services)
    RecordedFact.objects.create(
        child=district.child,
        person_ref="Patient/c-mother",
        concept="domestic-abuse-enquiry-made",
        on=DAY,
        known=DAY,
        note=planted.word("Mum does not want him to know"),
        service_ref=district.services[0].ref,
        by=user,
    )
    audit(by=user, what="recorded", child=district.child, why=planted.word())
    break_glass(by=staff, child=district.other, reason=planted.word("Seen at the refuge today"))
    body = {"note": [planted.word()], "concept": ["new-birth-visit"]}
    Draft.objects.create(user=user, path=f"/record/{district.child.slug}/", body=body)
    return staff


def addresses(district: District) -> list[str]:
    slug = district.child.slug
    return [
        "/",
        "/?state=new",
        "/find",
        f"/child/{slug}/",
        f"/child/{slug}/?as_of=2026-11-20&all=1&lanes=services",
        f"/record/{slug}/",
        f"/record/{slug}/",
        f"/reception/{slug}/",
        f"/child/{district.other.slug}/",
        f"/open/{district.other.slug}/",
        *(f"/audit/?show={part}" for part in ("acts", "reads", "glass", "outside")),
        f"/happened/{slug}/",
        f"/happened/{slug}/{RecordedFact.objects.latest('recorded_at').id}/",
        "/recorded/",
        f"/recorded/{RecordedFact.objects.latest('recorded_at').id}/",
        "/account/",
        "/nowhere/",
    ]


@pytest.fixture
def browser_of(chromium: Browser, live_server: Any) -> Iterator[Any]:
    opened: list[BrowserContext] = []

    def start(staff: Staff) -> Page:
        client = Client()
        client.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(base_url=live_server.url, viewport={"width": 1000, "height": 1200})
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield start
    for context in opened:
        context.close()


def find(page: Page) -> None:
    """The search is posted: its answer is a page of its own."""
    if page.locator("#id_name").count():
        page.get_by_label("Name").fill("ada")
        page.get_by_role("button", name="Find").click()
        page.wait_for_load_state()


def test_no_planted_word_reaches_paper(
    planted: Planted, district: District, browser_of: Any, record_property: Any
) -> None:
    """Every page as every role; the same words are on the screen, so that there was something to keep off."""
    printed, on_screen = 0, set()
    for role in Role:
        page = browser_of(member(role, district, planted))
        for path in addresses(district):
            page.emulate_media(media="screen")
            page.goto(path)
            if path == "/find":
                find(page)
            on_screen |= set(planted.on(page.content()))
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
            page.emulate_media(media="print")
            text = page.evaluate(PRINTED)
            assert planted.on(text) == [], f"{role}: {path}"
            assert paper.NOTE in " ".join(text.split()), f"{role}: {path} does not say that it leaves things out"
            assert objection(text.replace(paper.NOTE, "")) == "", f"{role}: {path}"
            printed += 1
    assert len(on_screen) > 100 and printed > 200
    tried = f"{len(planted.words)} planted words ({len(on_screen)} of them on screen)"
    record_property("figures", f"paper: 0 of {tried} on {printed} printed pages of {len(Role)} roles")


def test_paper_says_what_may_be_said(planted: Planted, district: District, browser_of: Any) -> None:
    """The child, and what every child of this age is owed; and of the work the same."""
    page = browser_of(member(Role.HEALTH_VISITOR, district, planted))
    page.emulate_media(media="print")
    page.goto("/")
    sheet = page.locator(".kin-paper").inner_text()
    assert "Ada Example" in sheet and "Make the six to eight week review, due 23 November 2026" in sheet
    page.goto(f"/child/{district.child.slug}/")
    sheet = page.locator(".kin-paper").inner_text()
    assert "Ada Example" in sheet and "NHS number 999 000 0018" in sheet and "8 weeks old" in sheet
    page.goto("/knowledge/")
    assert page.locator("main").is_visible() and not page.locator(".kin-paper").is_visible()
