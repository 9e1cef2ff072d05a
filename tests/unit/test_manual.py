"""The manual: its drawings say what the rules find, every page has its way in, and the files need no server."""

import re
from datetime import date
from pathlib import Path

import pytest

from kinsight.rules.loading import load
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.store.days import to_day
from kinsight.web.manual import book, files, item_lists, pathway_pages
from kinsight.web.manual.example import STATES, example, runs
from kinsight.web.manual.item import item_page

KNOWN = load()


def said_on(found, day: date, otherwise: str) -> str:
    return next((said for said, start, end in found if start <= to_day(day) < end), otherwise)


@pytest.mark.parametrize("name", ["repeatedly-not-brought", "head-injury-pattern", "domestic-abuse", "unsafe-sleep"])
def test_the_bar_stands_where_the_example_says_that_it_holds(name):
    item = KNOWN.indicators[name]
    for one in item.examples:
        found = runs(KNOWN, item, one)
        told_so = {day: said_on(found, day, "no") == "Holds" for day in one.holds}
        assert told_so == one.holds, one.title


@pytest.mark.parametrize(
    "name", ["consider-harm-after-not-brought", "ask-about-abuse-in-pregnancy", "make-new-birth-visit"]
)
def test_bars_of_what_is_owed_say_the_state_of_each_day(name):
    item = KNOWN.expectations[name]
    for one in item.examples:
        found = runs(KNOWN, item, one)
        told_so = {day: said_on(found, day, STATES["none"]) for day in one.states}
        assert told_so == {day: STATES[state] for day, state in one.states.items()}, one.title


def test_no_bar_and_no_mark_leaves_the_drawing():
    for item in item_lists.all_items(KNOWN)[::7]:
        for one in item.examples:
            drawing = example(KNOWN, item, one).drawing
            shapes = [(bar.x, bar.x + bar.width) for bar in drawing.bars]
            shapes += [(mark.x, mark.x) for lane in drawing.lanes for mark in lane.marks]
            assert all(0 <= left <= right <= drawing.width for left, right in shapes), one.title


def test_a_fact_taken_back_says_so():
    item = KNOWN.expectations["consider-harm-after-not-brought"]
    one = next(one for one in item.examples if any(event.superseded for event in one.events))
    assert "taken back" in example(KNOWN, item, one).facts[0][2]


def test_every_response_is_on_the_page_of_the_role_that_owes_it():
    listed = {
        line.name
        for role, _, _ in item_lists.owners(KNOWN)
        for group in item_lists.owed(KNOWN, role)
        for line in group.lines
    }
    assert listed == set(KNOWN.expectations)
    assert book.role(KNOWN, "commissioner") is None or item_lists.owed(KNOWN, "commissioner")


def test_every_finding_with_a_printed_page_stands_on_that_page():
    printed = {one.id for page in book.pages(KNOWN)["pages"] for one in page.findings}
    assert printed == {item.id for item in KNOWN.catalogue.values() if item.page != "-"}


def test_the_catalogue_says_of_every_finding_what_covers_it_or_where_it_will_be():
    findings = [one for _, found in book.catalogue(KNOWN)["groups"] for one in found]
    assert [one.id for one in findings] == list(KNOWN.catalogue)
    assert all(one.lines or one.others or one.planned for one in findings)


def test_an_item_names_the_codes_that_it_needs():
    words = {word.concept: word for word in item_page(KNOWN, KNOWN.indicators["domestic-abuse"]).words}
    assert "domestic-abuse-disclosed" in words
    assert any(code.system == "SNOMED CT" for word in words.values() for code in word.codes)


def test_the_files_need_no_server_and_no_link_leads_nowhere(tmp_path: Path):
    sheet = root_of().parent / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk" / "nhsuk-frontend.min.css"
    count = files.write(KNOWN, tmp_path, sheet.read_text())
    assert not re.search(r"url\([\"']?http", (tmp_path / "design.css").read_text())
    pages = {page.name: page.read_text() for page in tmp_path.glob("*.html")}
    assert len(pages) == count > len(KNOWN.indicators) + len(KNOWN.expectations)
    for name, page in pages.items():
        for target in re.findall(r'(?:href|src)="([^"#]+)', page):
            assert (tmp_path / target).is_file(), f"{name} leads to {target}"
        for page_of, anchor in re.findall(r'href="([^"#]*)#([^"]+)"', page):
            assert f'id="{anchor}"' in pages[page_of or name], f"{name} leads to #{anchor}"


def test_every_pathway_and_assessment_is_told_whole():
    for one in (*pathway_pages.pathways(KNOWN), *pathway_pages.assessments(KNOWN)):
        whole = pathway_pages.page_of(KNOWN, one.kind, one.name)
        assert whole and whole.sources and (len(whole.stages) > 1) != bool(whole.questions)
    assert pathway_pages.page_of(KNOWN, "pathway", "nowhere") is None


def test_a_step_names_who_acts_by_when_and_what_is_owed():
    whole = pathway_pages.page_of(KNOWN, "pathway", "signs-of-exploitation")
    hear = next(stage for stage in whole.stages if stage.owed and stage.owed.name == "hear-back-on-referral")
    assert hear.within == "Within 1 day" and "School nurse" in hear.roles


@pytest.mark.parametrize("asked, found", [
    ("bruising", "A bruise or injury on a baby who cannot yet move about"),
    ("bruises baby", "Have the baby with a bruise or injury seen today"),
    ("coercive control", "Domestic abuse"), ("Controlling behaviour", "Domestic abuse"),
])  # fmt: skip
def test_the_search_knows_words_by_their_stem_and_by_what_a_rule_rests_on(asked, found):
    shown = [line.title for group in item_lists.shelf(KNOWN, asked) for line in group.lines]
    assert any(found in title for title in shown), shown
    assert len(shown) < len(item_lists.all_items(KNOWN)) / 3


def test_the_search_wants_every_word():
    assert item_lists.shelf(KNOWN, "bruising zyzzyva") == []
