"""The page as its templates say it: nothing inline, everything escaped."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from kinsight.web import page_addresses
from tests.unit.child_page import FAMILIES, html, seen, sources


class Reader(HTMLParser):
    """Collects ids, inline code, headings and words."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.headings: list[int] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"]] if given.get("id") else []
        self.inline += (
            [tag] if tag in ("script", "style") or any(n == "style" or n.startswith("on") for n in given) else []
        )
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


@pytest.mark.parametrize("name", FAMILIES)
def test_nothing_inline_and_no_id_twice(name: str) -> None:
    seen_page = read(html(seen(name)))
    assert seen_page.inline == []
    assert len(seen_page.ids) == len(set(seen_page.ids))


@pytest.mark.parametrize("name", FAMILIES)
def test_headings_never_skip_a_level(name: str) -> None:
    levels = read(html(seen(name))).headings
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_abuse_is_on_the_screen() -> None:
    assert "Mother told the GP about domestic abuse on 3 May 2026" in html(seen("head_injury"))


def test_alleged_is_shown_as_alleged_in_the_evidence() -> None:
    rows = re.findall(r"<tr[^>]*>.*?</tr>", html(seen("head_injury")), re.S)
    alleged = [row for row in rows if "Alleged to have used" in row]
    assert alleged and all("Alleged, not confirmed" in row for row in alleged)


def test_names_are_escaped_everywhere() -> None:
    changed = sources("head_injury")
    evil = "<script>alert(1)</script>"
    for person in [changed["family"]["child"], *changed["family"]["people"]]:
        person["name"] = evil
    for event in changed["family"]["events"]:
        event |= {"service_name": evil, "title": evil, "about": evil}
    for service in changed["family"]["services"]:
        service["name"] = evil
    assert "<script" not in html(seen("head_injury", changed))


def test_the_replay_says_so_and_offers_no_recording() -> None:
    shown = html(seen("head_injury", as_of="2026-06-03"))
    assert "You are looking at 3 June 2026, as it could be known that day." in shown
    assert "/record/" not in shown
    assert "Go back to today" in shown


def test_today_offers_recording() -> None:
    assert page_addresses.record("slug", "preventive-plan") in html(seen("head_injury"))


def test_an_error_of_the_date_is_linked_to_its_box() -> None:
    shown = html(seen("head_injury", as_of="nonsense"))
    assert 'href="#as_of-day"' in shown and 'id="as_of-day"' in shown


def test_a_family_of_nobody_still_has_a_page() -> None:
    changed = sources("ordinary")
    changed["family"] |= {"people": [], "couples": [], "events": [], "services": []}
    shown = html(seen("ordinary", changed))
    assert "Nobody is recorded around this child" in shown and "Not asked" in shown


def test_no_score_anywhere() -> None:
    words = " ".join(read(html(seen("head_injury"))).words).lower()
    assert not re.search(r"\b(risk score|high risk|medium risk|low risk|probability)\b", words)
