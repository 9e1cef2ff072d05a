"""Says what is wrong with the questions: a concept or an age that cannot be, or an answer that nothing on record can give."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema import roles
from kinsight.rules.schema.durations import days
from kinsight.rules.schema.questions import OnPage, Question

Found = Iterator[Problem]
ON_PAGE = "on_page"


def concepts_of(asked: Question) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every concept that a question names, with its path in the file."""
    yield from ((("recorded_as", place), concept) for place, concept in enumerate(asked.recorded_as))
    if (page := asked.on_page) is None:
        return
    named = [("answers", number, one.concepts) for number, one in enumerate(page.answers)]
    named += [("beside", number, one.concepts) for number, one in enumerate(page.beside)]
    for field, number, concepts in named:
        yield from (((ON_PAGE, field, number, "concepts", place), concept) for place, concept in enumerate(concepts))


def _on_pages(shelf: Shelf) -> Iterator[tuple[str, OnPage]]:
    return ((name, one.on_page) for name, one in shelf.knowledge.questions.items() if one.on_page)


def asked_concepts_unknown(shelf: Shelf) -> Found:
    known = shelf.knowledge.concepts
    for name, asked in shelf.knowledge.questions.items():
        for path, concept in concepts_of(asked):
            if concept not in known:
                close = get_close_matches(concept, list(known), 1)
                do = f"Did you mean {close[0]!r}?" if close else "Add it to concepts.yaml"
                yield shelf.problem("questions", name, f"unknown concept {concept!r}", do, *path)


def asks_unknown(shelf: Shelf) -> Found:
    known = shelf.knowledge.questions
    for name, item in shelf.knowledge.expectations.items():
        if item.asks is not None and item.asks not in known:
            close = get_close_matches(item.asks, list(known), 1)
            do = f"Did you mean {close[0]!r}?" if close else "Add it to questions.yaml"
            yield shelf.problem("expectations", name, f"unknown question {item.asks!r}", do, "asks")


def asks_nothing(shelf: Shelf) -> Found:
    """An expectation that nobody could answer together with others."""
    for name, item in shelf.knowledge.expectations.items():
        if item.asks is None:
            yield shelf.problem("expectations", name, "it is not said what it asks", "Name a question: `asks`")


def answers_of_another_question(shelf: Shelf) -> Found:
    """One answer must meet everything that asks the same."""
    for name, item in shelf.knowledge.expectations.items():
        asked, meets = shelf.knowledge.questions.get(item.asks or ""), {one.concept for one in item.met_by}
        if asked is not None and (other := [one for one in asked.recorded_as if one not in meets]):
            what = f"it asks {asked.question!r}, and is not met by {', '.join(other)}"
            yield shelf.problem("expectations", name, what, "Let `met_by` take it, or ask another question", "asks")


def asked_twice_at_once(shelf: Shelf) -> Found:
    """The same question, owed by the same role, of the same people, after the same."""
    seen: dict[str, str] = {}
    for name, item in shelf.knowledge.expectations.items():
        if item.asks is None:
            continue
        about = sorted({role for one in item.met_by for role in roles.expand(one.about)})
        same = f"{item.asks} {item.owner} {item.after!r} {about}"
        first = seen.setdefault(same, name)
        in_turn = first == item.replaces or name == shelf.knowledge.expectations[first].replaces
        if first != name and not in_turn:
            what = f"{first!r} asks the same of the same people at the same time"
            yield shelf.problem("expectations", name, what, "Make them one", "asks")


def asked_at_no_age(shelf: Shelf) -> Found:
    for name, asked in _on_pages(shelf):
        shown = asked.shown
        if shown.until_age and days(shown.from_age) >= days(shown.until_age):
            what = f"no child is from {shown.from_age} until {shown.until_age} old"
            yield shelf.problem("questions", name, what, "Correct the ages", ON_PAGE, "shown", "until_age")


def answers_never_given(shelf: Shelf) -> Found:
    """An enquiry that no concept is, or a record that no field is said for."""
    enquiries = {concept.enquiry for concept in shelf.knowledge.concepts.values()}
    for name, asked in _on_pages(shelf):
        for number, answer in enumerate(asked.answers):
            if answer.enquiry and answer.enquiry not in enquiries:
                what = f"no concept has the enquiry {answer.enquiry!r}"
                do = "Give it to one in concepts.yaml, or take the answer out"
                yield shelf.problem("questions", name, what, do, ON_PAGE, "answers", number, "enquiry")
            if answer.recorded is not None and asked.record is None:
                what, do = "`recorded` is compared with no field of the record", "Name the field: `record:`"
                yield shelf.problem("questions", name, what, do, ON_PAGE, "answers", number, "recorded")


BREAKING: tuple[Callable[[Shelf], Found], ...] = (asked_concepts_unknown, asks_unknown)
EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (
    asked_at_no_age,
    answers_never_given,
    asks_nothing,
    answers_of_another_question,
    asked_twice_at_once,
)
