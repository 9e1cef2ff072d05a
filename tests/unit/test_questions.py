"""What is asked about a family is knowledge: another file shows other questions, and one that nothing can answer is refused."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kinsight.rules.checks.all_checks import check
from kinsight.rules.loading import load
from kinsight.rules.read.documents import KnowledgeError
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema.questions import OnPage, Question
from kinsight.web.child.asked import Answer, answer, is_shown, questions
from kinsight.web.family.concept_fields import concept_fields
from kinsight.web.family.family_members import FamilyOnDay
from tests.unit.child_page import kin as family_of

OURS = load()
ON = date(2026, 11, 1)
FILE = "questions.yaml"


def saying(**update: Any) -> OnPage:
    said = {
        "of": "child", "answered": "asked", "open": "not-asked",
        "answers": [{"concepts": ["seen"], "says": "Seen {when}."}, {"concepts": ["seen-alone"], "says": "Alone {when}."}],
    }  # fmt: skip
    return OnPage.model_validate({**said, **update})


def asking(title: str, page: OnPage | None) -> Question:
    return Question(question="q", title=title, at="visit", recorded_as=["seen"], on_page=page)


def ours(name: str) -> OnPage:
    """How one of our own questions stands on the page."""
    page = OURS.questions[name].on_page
    assert page is not None
    return page


def kin(born: str | None = "2024-01-01", **child: Any) -> FamilyOnDay:
    return FamilyOnDay(
        {"child": {"ref": "c", "born": born, **child}, "people": [], "events": []}, ON, concept_fields(OURS)
    )


def fact(concept: str, on: str = "2026-10-01") -> dict[str, Any]:
    return {"concept": concept, "on": on, "known": on, "service": "s", "service_name": "the clinic", "about_ref": "c"}


def said(asked: OnPage, *facts: dict[str, Any], of: FamilyOnDay | None = None) -> tuple[str, str]:
    found: Answer = answer(asked, "Ada", list(facts), of or kin(), {})
    return found.tag, found.says


def test_silence_is_how_the_question_stands_open() -> None:
    assert said(saying()) == ("Not asked", "")
    assert said(saying(open="not-recorded")) == ("Not recorded", "")


def test_the_newest_answers_and_of_one_day_the_first_that_is_written() -> None:
    early, late = fact("seen", "2026-09-01"), fact("seen-alone")
    assert said(saying(), early, late) == ("Asked", "Alone 1 October 2026, by the clinic.")
    assert said(saying(), fact("seen"), late) == ("Asked", "Seen 1 October 2026, by the clinic.")
    assert said(saying(by="order"), early, late) == ("Asked", "Seen 1 September 2026, by the clinic.")


def test_the_childs_own_record_answers_without_a_fact() -> None:
    asked = ours("interpreter")
    assert said(asked, of=kin(interpreter=True)) == ("Recorded", "Needed. No interpreter is recorded at any contact.")
    assert said(asked, of=kin(interpreter=False)) == ("Recorded", "Not needed.")
    assert said(asked, of=kin(interpreter=None)) == ("Not asked", "")
    assert said(asked, fact("interpreter-needed"), of=kin(interpreter=False))[1].startswith(
        "Needed, recorded 1 October 2026"
    )


def test_what_answers_nothing_is_said_beside_the_answer_or_in_its_place() -> None:
    asked, relative = ours("interpreter"), fact("relative-interpreted")
    beside = "A relative interpreted 1 October 2026, by the clinic: not an interpreter."
    assert said(asked, relative) == ("Not asked", beside)
    assert said(asked, relative, of=kin(interpreter=True)) == ("Recorded", f"Needed. {beside}")
    assert said(asked, relative, of=kin(interpreter=False)) == ("Recorded", "Not needed.")


def test_who_could_not_be_asked_safely_after_all_was_not_asked() -> None:
    asked = ours("domestic-abuse")
    denied, unsafe = fact("domestic-abuse-denied", "2026-09-01"), fact("domestic-abuse-enquiry-unsafe")
    says = "1 October 2026, by the clinic. Find a way to ask alone. Asked before that on 1 September 2026."
    assert said(asked, denied, unsafe) == ("Not asked: not safe to ask", says)
    assert said(asked, unsafe, fact("domestic-abuse-denied", "2026-10-01"))[0] == "Asked"


@pytest.mark.parametrize(
    ("shown", "born", "there"),
    [
        ({}, None, True),
        ({"before_birth": False}, None, False),
        ({"before_birth": False}, "2026-12-01", False),
        ({"until_age": "12m"}, "2025-11-02", True),
        ({"until_age": "12m"}, "2025-11-01", False),
        ({"until_age": "1y"}, "2025-11-01", False),
        ({"from_age": "12m"}, "2025-11-01", True),
        ({"from_age": "12m"}, "2025-11-02", False),
    ],
)
def test_at_which_ages_it_is_shown(shown: dict[str, Any], born: str | None, there: bool) -> None:
    assert is_shown(saying(shown=shown).shown, kin(born)) is there


def test_the_page_shows_what_is_about_abuse_first_and_the_rest_in_the_order_of_the_file() -> None:
    told = questions(family_of("unborn"), {}, list(OURS.questions.values()))
    assert [one.asks for one in told] == [
        "Domestic abuse", "Interpreter", "Mood", "Contact with, or care of, children", "Other factors",
    ]  # fmt: skip
    assert [one.asks for one in questions(family_of("unborn"), {}, [asking("Another", saying())])] == ["Another"]
    assert questions(family_of("unborn"), {}, [asking("Another", None)]) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """All that questions rest on."""
    for name in (FILE, "concepts.yaml"):
        shutil.copy(root_of() / name, tmp_path)
    return tmp_path


def changed(copy: Path, old: str, new: str) -> int:
    """The line that is changed."""
    text = (copy / FILE).read_text()
    assert old in text
    (copy / FILE).write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (
            "[safe-sleep-advice]",
            "[safe-sleep-advise]",
            "unknown concept 'safe-sleep-advise'. Did you mean 'safe-sleep-advice'?",
        ),
        ("[relative-interpreted]", "[relative]", "unknown concept 'relative'"),
        ('"Talked through {when}."', '"Talked through {day}."', "no {day} can be filled in here: use {when}"),
        ('"Asked before that on {day}."', '"Asked on {when}."', "no {when} can be filled in here: use {day}"),
        (
            "{enquiry: denied, says",
            "{enquiry: denied, concepts: [seen], says",
            "an answer has either `concepts` or `enquiry`",
        ),
        ("{concepts: [seen], says", "{says", "an answer has either `concepts` or `enquiry`"),
        ("of: adults", "of: everybody", "Input should be 'child', 'adults', 'may-be-harmed' or 'family'"),
        ("until_age: 12m", "until_age: 52w", "String should match pattern"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(copy: Path, old: str, new: str, what: str) -> None:
    line = changed(copy, old, new)
    with pytest.raises(KnowledgeError) as refused:
        load(copy)
    assert f"{FILE}:{line}: error: " in str(refused.value) and what in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("shown: {until_age: 12m}", "shown: {from_age: 1y, until_age: 12m}", "no child is from 1y until 12m old"),
        ("    record: interpreter\n", "", "`recorded` is compared with no field of the record"),
    ],
)
def test_what_could_never_be_answered_is_said(copy: Path, old: str, new: str, what: str) -> None:
    changed(copy, old, new)
    assert what in {one.what for one in check(copy)}


def test_an_enquiry_that_no_concept_is_is_said(copy: Path) -> None:
    file = copy / "concepts.yaml"
    file.write_text(file.read_text().replace(", enquiry: denied", ""))
    assert "no concept has the enquiry 'denied'" in {one.what for one in check(copy)}
