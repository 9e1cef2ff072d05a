"""An offer reads as an offer wherever it is met: on the child's page, in My work, in its own file. Never as an alarm."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from kinsight.casework.models import Role
from kinsight.casework.worklist import STATES
from kinsight.rules import loading
from kinsight.rules.checks.tone_checks import ALARMS, GENTLE, SUSPICION
from kinsight.web import page_addresses
from kinsight.web.presenters.work_rows import Lines
from kinsight.web.templating import environment
from kinsight.web.text import labels
from tests.unit.child_page import WEB, html, seen, sources

KNOWN = loading.load()
#: Tag colours of the design system that read as stop or caution.
LOUD = {"red", "pink", "orange", "yellow", "purple", "magenta"}
OFFERS = sorted(n for n, item in KNOWN.indicators.items() if item.stance in GENTLE and item.shown)


def held(name: str) -> dict[str, Any]:
    """A pattern of this name as a picture has it, resting on nothing in particular."""
    item = KNOWN.indicators[name]
    return {
        "indicator": name,
        "title": item.title,
        "stance": item.stance,
        "group": item.group,
        "says": item.says,
        "since": "2026-10-20",
        "until": None,
        "count": 1,
        "evidence": [],
        "reason": "",
        "sources": [],
        "catalogue": [],
    }


@cache
def page() -> str:
    """The page of an ordinary child of whom every offer holds, and to whom nothing is owed."""
    told = sources("ordinary")
    told["picture"] |= {"patterns": [held(name) for name in OFFERS], "owed": []}
    told["fragments"]["rows"] = []
    return html(seen("ordinary", told))


class Words(HTMLParser):
    """What is read, and the classes it wears, within one element of the page."""

    def __init__(self, inside: str) -> None:
        super().__init__()
        self.inside, self.depth = inside, 0
        self.text: list[str] = []
        self.classes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        worn = set((dict(attrs).get("class") or "").split())
        if tag in ("br", "img", "input", "link", "meta", "path", "line", "circle", "rect", "use"):
            return
        if self.depth or self.inside in worn:
            self.depth += 1
            self.classes |= worn

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.text.append(data)


def read(markup: str, inside: str) -> Words:
    words = Words(inside)
    words.feed(markup)
    return words


def alarms(text: str) -> list[str]:
    return [found.group().lower() for found in ALARMS.finditer(text)]


def loud(classes: set[str]) -> set[str]:
    return {worn for worn in classes if worn.split("--")[-1] in LOUD or worn in ("kin-late", "nhsuk-error-message")}


@pytest.mark.parametrize("stance", GENTLE)
def test_its_label_begins_with_what_to_ask_or_offer(stance: str) -> None:
    label = labels.stance(stance)
    begins = r"Neither a strength nor a worry\b" if stance == "context" else r"A reason to (ask|offer)\b"
    assert re.match(begins, label.means)
    assert alarms(f"{label.tag} {label.means}") == [] and label.colour not in LOUD


@pytest.mark.parametrize("place", ["kin-group", "kin-holding"])
def test_on_the_childs_page_no_offer_wears_a_warning(place: str) -> None:
    shown = read(page(), place)
    assert KNOWN.indicators[OFFERS[0]].title in "".join(shown.text)
    assert loud(shown.classes) == set()
    assert alarms(" ".join(KNOWN.indicators[name].title for name in OFFERS)) == []


@pytest.mark.parametrize("name", OFFERS)
def test_the_card_of_an_offer_says_no_word_of_alarm(name: str) -> None:
    card = page().partition(f'id="{page_addresses.pattern(name)}"')[2].partition("</article>")[0]
    said = " ".join(read(f'<article class="kin-pattern" {card}</article>', "kin-pattern").text)
    said = said.partition("Evidence and source")[0]
    assert KNOWN.indicators[name].says.split()[0] in said
    assert alarms(said) == []
    if KNOWN.indicators[name].stance == "vulnerability":
        assert not SUSPICION.search(said)


def test_what_is_owed_stands_above_every_offer() -> None:
    markup = page()
    assert markup.index('id="next"') < markup.index('id="holding"') < markup.index('id="patterns"')
    assert "Nothing is owed now" in markup


def test_offers_stand_below_whatever_asks_for_more() -> None:
    order = list(labels.STANCES)
    assert max(order.index(s) for s in order if s not in GENTLE) < min(order.index(s) for s in GENTLE)


def lines() -> Iterator[tuple[str, Any]]:
    """Each offer as a line of My work."""
    told = Lines(KNOWN, SimpleNamespace(role=Role.HEALTH_VISITOR), date(2026, 11, 1))  # type: ignore[arg-type]
    for name in OFFERS:
        row = SimpleNamespace(indicator=name, since=date(2026, 10, 20), first=SimpleNamespace(as_of=date(2026, 10, 20)))
        yield name, told.pattern(row)  # type: ignore[arg-type]


def test_in_my_work_no_offer_wears_a_warning() -> None:
    template = environment(loader=FileSystemLoader(WEB / "templates")).get_template("my_work/_pattern.html")
    for name, line in lines():
        person = SimpleNamespace(child=SimpleNamespace(link="/child/x/", name="A child"))
        shown = read(template.render(line=line, person=person), "kin-line")
        assert alarms(" ".join(shown.text)) == [], name
        assert loud(shown.classes) == set(), name


def test_in_my_work_new_patterns_stand_below_what_is_due_this_week_and_above_what_is_older() -> None:
    order = list(STATES)
    assert order.index("now") < order.index("new") < order.index("older") < order.index("visit")


@pytest.mark.parametrize(
    "spoiled",
    [
        '<div class="kin-group"><strong class="nhsuk-tag nhsuk-tag--red">Urgent</strong></div>',
        '<div class="kin-group"><p class="kin-late">This child is at risk.</p></div>',
        '<div class="kin-group"><h3 class="nhsuk-tag--orange">Warning: a danger to the child</h3></div>',
    ],
)
def test_a_warning_would_be_noticed(spoiled: str) -> None:
    shown = read(spoiled, "kin-group")
    assert loud(shown.classes) and alarms(" ".join(shown.text))
