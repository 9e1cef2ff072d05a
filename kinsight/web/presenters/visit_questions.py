"""What is asked at a visit to a family: each question that is owed, once for each person whom it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kinsight.casework.models import Child, Owed
from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.questions import VISIT, Question
from kinsight.web import opaque
from kinsight.web.family.concept_fields import concept_fields, enquiries
from kinsight.web.forms.recording_fields import Choice, Someone, fits
from kinsight.web.forms.visit_form import Asked, Part
from kinsight.web.presenters.recording_choices import about_whom, answers
from kinsight.web.text import words

#: Of whom it is not asked in the record of this child: they are asked in their own, or for living there alone not at all.
_NOT_HERE = frozenset({"household", "sibling"})


@dataclass(frozen=True)
class Owing:
    """A child, everyone of the family as the forms name them, and what is owed to the child."""

    child: Child
    people: Sequence[Someone]
    owed: Sequence[Owed]


def at_one_home(addresses: Mapping[Child, str | None]) -> list[Child]:
    """Those of these children, in their order, who are not known to live at another address than the first of whom one is known."""
    home = next(filter(None, addresses.values()), None)
    return [child for child, address in addresses.items() if not address or address == home]


def parts(owing: Sequence[Owing], knowledge: Knowledge, sent: frozenset[str], as_of: date) -> list[Part]:
    """Every question that can be asked at a visit and is owed, is always asked, or was `sent` (fields of a form that was open while
    somebody else recorded it); in the order of knowledge."""
    made = _Questions(owing, knowledge, sent, as_of)
    possible = (made.part(one) for one in knowledge.questions.values() if one.at == VISIT)
    return [part for part in possible if part.asked]


def _once(asked: Sequence[Asked], answers: int, question: Question) -> Sequence[Asked]:
    """The child alone, where each of so many answers can be about it: they need not be given for each parent too. What is about abuse is
    of each of them."""
    of_child = [one for one in asked if one.of_child and len(one.choices) == answers]
    return asked if question.sensitive else of_child or asked


def _counts(choice: Choice, person: Someone) -> bool:
    """Whether it may be recorded of somebody, and then counts; of whom it is not said, it counts of the child."""
    return fits(choice, person) and bool(person.roles & ((choice.about or {"self"}) - _NOT_HERE))


class _Questions:
    def __init__(self, owing: Sequence[Owing], knowledge: Knowledge, sent: frozenset[str], as_of: date) -> None:
        self.owing, self.knowledge, self.sent, self.as_of = owing, knowledge, sent, as_of
        self.slug = owing[0].child.slug
        concepts = concept_fields(knowledge)
        self.about_abuse, self.unsafe = enquiries(concepts), sorted(enquiries(concepts, "unsafe"))

    def part(self, question: Question) -> Part:
        word = opaque.word(self.slug, question.question)
        asked: dict[str, Asked] = {}
        for one in self.owing:
            for person in self._of(question, one):
                asked.setdefault(person.person.ref, person)
        return Part(question, word, list(asked.values()), list(dict.fromkeys(self._why(question))))

    def _of(self, question: Question, one: Owing) -> Iterator[Asked]:
        """Those whom it is about in the record of one child."""
        items = [self.knowledge.expectations[debt.expectation] for debt in self._owed(question, one)]
        fields = {person.ref: opaque.word(self.slug, f"{question.question} {person.ref}") for person in one.people}
        is_asked = bool(items) or question.always
        if not is_asked and self.sent.isdisjoint(fields.values()):
            return
        possible = self._choices(question, items or self._asking(question))
        first = items[0].expectation if items else ""
        asked = [
            Asked(fields[person.ref], one.child, person, counting, first)
            for person in one.people
            if (counting := [each for each in possible if _counts(each, person)])
        ]
        once = _once(asked, len(possible), question)
        yield from once if is_asked else (each for each in once if each.field in self.sent)

    def _owed(self, question: Question, one: Owing) -> list[Owed]:
        known = self.knowledge.expectations
        return [
            debt for debt in one.owed if debt.expectation in known and known[debt.expectation].asks == question.question
        ]

    def _asking(self, question: Question) -> list[Expectation]:
        return [item for item in self.knowledge.expectations.values() if item.asks == question.question]

    def _choices(self, question: Question, items: list[Expectation]) -> list[Choice]:
        """The answers, each for the roles of which it counts; that it was not safe to ask is one, wherever the question is about abuse."""
        counts = about_whom(items)
        about = {word: counts.get(word, frozenset()) for word in question.recorded_as}
        if not self.about_abuse.isdisjoint(about):
            about |= dict.fromkeys(self.unsafe, frozenset[str]().union(*about.values()))
        return answers(self.knowledge, about, question)

    def _why(self, question: Question) -> Iterator[str]:
        for one in self.owing:
            for debt in self._owed(question, one):
                title, due = self.knowledge.expectations[debt.expectation].title, (self.as_of - debt.due).days
                yield f"{one.child.name or 'This child'}: {title}. {debt.reason}. {words.overdue_by(due)}."
