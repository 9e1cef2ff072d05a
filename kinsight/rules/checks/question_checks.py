"""Says what is wrong with the questions: a concept or an age that cannot be, or an answer that nothing on record can give."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema.durations import days
from kinsight.rules.schema.questions import Question

Found = Iterator[Problem]


def concepts_of(asked: Question) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every concept that a question names, with its path in the file."""
    named = [("answers", number, one.concepts) for number, one in enumerate(asked.answers)]
    named += [("beside", number, one.concepts) for number, one in enumerate(asked.beside)]
    for field, number, concepts in named:
        yield from (((field, number, "concepts", place), concept) for place, concept in enumerate(concepts))


def asked_concepts_unknown(shelf: Shelf) -> Found:
    known = shelf.knowledge.concepts
    for name, asked in shelf.knowledge.questions.items():
        for path, concept in concepts_of(asked):
            if concept not in known:
                close = get_close_matches(concept, list(known), 1)
                do = f"Did you mean {close[0]!r}?" if close else "Add it to concepts.yaml"
                yield shelf.problem("questions", name, f"unknown concept {concept!r}", do, *path)


def asked_at_no_age(shelf: Shelf) -> Found:
    for name, asked in shelf.knowledge.questions.items():
        shown = asked.shown
        if shown.until_age and days(shown.from_age) >= days(shown.until_age):
            what = f"no child is from {shown.from_age} until {shown.until_age} old"
            yield shelf.problem("questions", name, what, "Correct the ages", "shown", "until_age")


def answers_never_given(shelf: Shelf) -> Found:
    """An enquiry that no concept is, or a record that no field is said for."""
    enquiries = {concept.enquiry for concept in shelf.knowledge.concepts.values()}
    for name, asked in shelf.knowledge.questions.items():
        for number, answer in enumerate(asked.answers):
            if answer.enquiry and answer.enquiry not in enquiries:
                what = f"no concept has the enquiry {answer.enquiry!r}"
                do = "Give it to one in concepts.yaml, or take the answer out"
                yield shelf.problem("questions", name, what, do, "answers", number, "enquiry")
            if answer.recorded is not None and asked.record is None:
                what, do = "`recorded` is compared with no field of the record", "Name the field: `record:`"
                yield shelf.problem("questions", name, what, do, "answers", number, "recorded")


BREAKING: tuple[Callable[[Shelf], Found], ...] = (asked_concepts_unknown,)
EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (asked_at_no_age, answers_never_given)
