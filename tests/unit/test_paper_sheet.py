"""The sheet that prints: who may put something on it, and that it says the same whether or not something is left off."""

import re
from datetime import date
from types import SimpleNamespace

import pytest

from kinsight.casework.matrix import MATRIX, Scope
from kinsight.casework.models import Child
from kinsight.rules.checks.paper_checks import objection
from kinsight.rules.loading import load
from kinsight.web import paper
from tests.architecture.repository import ROOT

DAY = date(2026, 11, 23)
TEMPLATES = sorted((ROOT / "kinsight" / "web" / "templates").rglob("*.html"))
ROUTINE, ABUSE, FROM_A_PATTERN = (
    "make-new-birth-visit",
    "ask-about-abuse-after-birth",
    "keep-trying-to-reach-the-family",
)
#: A page title that is the same for everyone: our words, and whether the form was refused.
NEUTRAL = re.compile(
    r"(\{% if [\w.]+( and not [\w.]+)? %\}Error: \{% endif %\}|\{\{ \"Error: \" if [\w.]+ \}\})?[^{}]*"
)


def child(**more: object) -> Child:
    return Child(**{"pk": 1, "name": "Ada Example", "born": date(2026, 11, 1), "nhs_number": "9990000018", **more})


def test_a_list_holds_each_child_once_and_only_what_may_be_printed() -> None:
    ada, ben = child(), child(pk=2, name="Ben Example")
    rows = [
        (ada, [(ABUSE, DAY), (ROUTINE, DAY)]),
        (ben, [(ABUSE, DAY), (FROM_A_PATTERN, DAY)]),
        (ada, [(ROUTINE, date(2026, 11, 9))]),
    ]
    sheet = paper.of_list("My work", rows, load(), DAY)
    assert [one.name for one in sheet.children] == ["Ada Example"], (
        "a name without a line would say that there is something"
    )
    assert [(one.title, one.due) for one in sheet.children[0].owed] == [
        ("Make the new birth visit", "due 9 November 2026")
    ]


def test_paper_does_not_tell_nothing_from_all_left_off() -> None:
    assert paper.of_child(child(), [], load(), DAY) == paper.of_child(
        child(), [(ABUSE, DAY), (FROM_A_PATTERN, DAY)], load(), DAY
    )


def test_only_three_words_about_an_interpreter_are_printed() -> None:
    said = {
        word: paper.of_child(child(), [], load(), DAY, word).children[0].says
        for word in ("needed", "needed by Partner Ryan")
    }
    assert "Interpreter: needed" in said["needed"] and not any(
        "Interpreter" in one for one in said["needed by Partner Ryan"]
    )


def test_no_page_about_a_child_prints_whole() -> None:
    about = {name for name, row in MATRIX.items() if row.scope in (Scope.CASELOAD, Scope.OUTSIDE)} | {"audit"}
    assert about and not about & paper.WHOLE and MATRIX.keys() >= paper.WHOLE
    assert not paper.prints_whole(SimpleNamespace(resolver_match=None)), "an address that leads nowhere"
    assert paper.prints_whole(SimpleNamespace(resolver_match=SimpleNamespace(view_name="knowledge")))


def granting(text: str) -> bool:
    return "kin-paper" in text or "kin-prints-whole" in text


def test_only_one_template_may_print() -> None:
    """Beside the sheet: the frame of all pages, which asks `paper.py`, and the frame of the manual's files."""
    found = {path.name for path in TEMPLATES if granting(path.read_text())}
    assert found == {"paper.html", "base.html", "static.html"}
    assert granting('<p class="kin-paper">Mum does not want him to know</p>')


def page_title(text: str) -> str | None:
    found = re.search(r"\{% block pageTitle %\}(.*?)\{% endblock %\}", text, re.S)
    return found.group(1) if found else None


def is_neutral(title: str) -> bool:
    """The browser prints it, and keeps it in its history."""
    return bool(NEUTRAL.fullmatch(title)) and not objection(title)


def test_a_page_title_is_the_same_whatever_the_page_is_about() -> None:
    titles = {
        path.relative_to(ROOT).as_posix(): page_title(path.read_text())
        for path in TEMPLATES
        if not {"knowledge", "account", "mfa"} & set(path.parts)
    }
    assert sum(title is not None for title in titles.values()) > 10
    assert [(place, title) for place, title in titles.items() if title and not is_neutral(title)] == []


@pytest.mark.parametrize(
    "title", ["{{ item.do }} – Kinsight", "Ask about abuse – Kinsight", "{% if a %}Error: {% endif %}{{ line.name }}"]
)
def test_a_telling_title_is_noticed(title: str) -> None:
    assert not is_neutral(title)


def test_every_title_that_prints_is_routine() -> None:
    """`knowledge check` holds every rule to this; here, that there are some, and that a spoilt one is refused at printing too."""
    knowledge = load()
    assert len([one for one in knowledge.expectations.values() if one.prints]) >= 5
    spoilt = knowledge.expectations[ABUSE].model_copy(update={"prints": True})
    changed = SimpleNamespace(
        indicators=knowledge.indicators,
        concepts=knowledge.concepts,
        expectations={**knowledge.expectations, ABUSE: spoilt},
    )
    assert paper.due([(ABUSE, DAY)], paper.Discretion(changed)) == []
