"""No address that a page leads to says what is recorded, asked or owed: it would stand in a history, over a shoulder, on paper."""

import re
from copy import deepcopy
from functools import cache
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.test import Client

from kinsight.casework.models import Role
from kinsight.rules.loading import load
from kinsight.web import opaque
from kinsight.web.presenters import child_links
from tests.unit.casework_world import HV, child, debt, published, spell, staff, sweep, the
from tests.unit.child_page import sources

pytestmark = pytest.mark.django_db
DISCLOSURE = sources("disclosure")
EXPECTATION = "ask-about-abuse-after-birth"


class Addresses(HTMLParser):
    """Links, targets of forms, places in the page, and what a form that is sent by GET would put into its address."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.by_get = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.by_get = given.get("method", "get").lower() == "get" if tag == "form" else self.by_get
        self.found += [given[name] for name in ("href", "action", "id") if name in given]
        self.found += (
            [given["value"]] if self.by_get and tag in ("option", "input", "button") and "value" in given else []
        )

    def handle_endtag(self, tag: str) -> None:
        self.by_get = self.by_get and tag != "form"


@cache
def of_a_rule() -> re.Pattern[str]:
    knowledge = load()
    names = {name for name in (*knowledge.indicators, *knowledge.expectations, *knowledge.concepts) if "-" in name}
    return re.compile(rf"(?<![\w-])({'|'.join(sorted(names))})(?![\w-])|abuse")


def telling(addresses: list[str]) -> list[str]:
    """Those that name a rule or a concept. What anyone may read, the knowledge, is named by its own."""
    return [one for one in addresses if not one.startswith("/knowledge/") and of_a_rule().search(one)]


@pytest.fixture(autouse=True)
def district(settings, monkeypatch):
    settings.SECURE_SSL_REDIRECT = False
    published(
        sweep(
            [child("Patient/c-child", services=[HV])],
            [spell("Patient/c-child")],
            [debt("Patient/c-child", EXPECTATION)],
        )
    )
    monkeypatch.setattr("kinsight.web.pages.child_page.sources", lambda ref, on, own, past=False: deepcopy(DISCLOSURE))
    monkeypatch.setattr(
        "kinsight.web.loaded_knowledge.records", lambda: SimpleNamespace(family=lambda ref, day: DISCLOSURE["family"])
    )


def page(path: str, role: Role = Role.HEALTH_VISITOR) -> str:
    client = Client()
    client.force_login(staff(role).user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("role", [Role.HEALTH_VISITOR, Role.MANAGER, Role.DESIGNATED], ids=str)
def test_no_address_of_any_page_about_a_child_says_what_it_is_about(role):
    slug = the("Patient/c-child").slug
    for path in (
        "/",
        f"/child/{slug}/",
        f"/record/{slug}/",
        child_links.record(slug, EXPECTATION),
        f"/happened/{slug}/",
    ):
        found = Addresses(page(path, role)).found
        assert found and telling(found) == [], path
    assert telling([child_links.record(slug, EXPECTATION)]) == []


def test_a_telling_address_is_noticed():
    assert telling(
        [
            f"/record/x/?expectation={EXPECTATION}",
            "#pattern-domestic-abuse",
            "/?state=new",
            "/knowledge/domestic-abuse/",
        ]
    ) == [
        f"/record/x/?expectation={EXPECTATION}",
        "#pattern-domestic-abuse",
    ]


def test_the_title_of_the_form_is_the_same_whatever_is_recorded():
    slug = the("Patient/c-child").slug
    titles = {
        re.search(r"<title>(.*?)</title>", page(path))[1]
        for path in (f"/record/{slug}/", child_links.record(slug, EXPECTATION))
    }
    assert titles == {"Record what was done – Kinsight"}


def test_a_word_leads_back_to_its_name_and_only_for_the_child_it_was_made_for():
    names = ["a-b", EXPECTATION]
    word = opaque.word("slug-1", EXPECTATION)
    assert opaque.named("slug-1", word, names) == EXPECTATION
    assert (
        opaque.named("slug-2", word, names)
        == opaque.named("slug-1", EXPECTATION, names)
        == opaque.named("slug-1", "", names)
        == ""
    )


def test_the_filter_of_the_work_still_filters():
    shown, hidden = (
        f"/?expectation={opaque.word('work', name)}&owner={opaque.word('work', 'anyone')}"
        for name in (EXPECTATION, "make-new-birth-visit")
    )
    assert "Ada Example" in page(shown) and "Nothing older is still owed." in page(hidden)
