"""What is asked at a visit to a family: each question that is owed, once for each person whom it is about."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kinsight.casework.models import Child, Owed
from kinsight.rules.schema import roles
from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.questions import Question
from kinsight.web import opaque
from kinsight.web.family.concept_fields import concept_fields, enquiries
from kinsight.web.forms.recording_fields import Choice, Someone, fits
from kinsight.web.forms.visit_form import Asked, Part
from kinsight.web.presenters.recording_choices import asked_of_adults, choice
from kinsight.web.text import words

VISIT = "visit"
#: Of whom it is not asked in the record of this child: they are asked in their own, or for living there alone not at all.
_NOT_HERE = frozenset({"household", "sibling"})


@dataclass(frozen=True)
class Owing:
    """A child, everyone of the family as the forms name them, and what is owed to the child."""

    child: Child
    people: Sequence[Someone]
    owed: Sequence[Owed]


def parts(owing: Sequence[Owing], knowledge: Knowledge, sent: Collection[str], as_of: date) -> list[Part]:
    """Every question that can be asked at a visit and is owed, is always asked, or was `sent` (words of a form that was open while
    somebody else recorded it); in the order of knowledge."""
    made = _Questions(owing, knowledge, sent, as_of)
    possible = (made.part(one) for one in knowledge.questions.values() if one.at == VISIT)
    return [part for part in possible if part.asked]


def _once(people: Sequence[Someone], counts: Collection[str]) -> list[Someone]:
    """The child, where an answer about it counts: then it need not be given for each parent too. Else everyone of whom one counts."""
    of_child = [one for one in people if "self" in one.roles & frozenset(counts)]
    return of_child or [one for one in people if one.roles & frozenset(counts)]


class _Questions:
    def __init__(self, owing: Sequence[Owing], knowledge: Knowledge, sent: Collection[str], as_of: date) -> None:
        self.owing, self.knowledge, self.sent, self.as_of = owing, knowledge, sent, as_of
        self.slug = owing[0].child.slug
        self.of_adults = asked_of_adults(knowledge)
        concepts = concept_fields(knowledge)
        self.about_abuse, self.unsafe = enquiries(concepts), sorted(enquiries(concepts, "unsafe"))

    def part(self, question: Question) -> Part:
        word = opaque.word(self.slug, question.question)
        asked: dict[str, Asked] = {}
        for one in self.owing:
            for person in self._of(question, one, word):
                asked.setdefault(person.person.ref, person)
        return Part(question, word, list(asked.values()), list(dict.fromkeys(self._why(question))))

    def _of(self, question: Question, one: Owing, word: str) -> Iterator[Asked]:
        """Those whom it is about in the record of one child."""
        items = [self.knowledge.expectations[debt.expectation] for debt in self._owed(question, one)]
        if not (items or question.always or word in self.sent):
            return
        possible = self._choices(question, items or self._asking(question))
        counts = frozenset[str]().union(*(choice.about for choice in possible)) - _NOT_HERE
        for person in _once(one.people, counts or frozenset({"self"})):
            if fitting := [each for each in possible if fits(each, person)]:
                field = opaque.word(self.slug, f"{question.question} {person.ref}")
                yield Asked(field, one.child, person, fitting, items[0].expectation if items else "")

    def _owed(self, question: Question, one: Owing) -> list[Owed]:
        known = self.knowledge.expectations
        return [
            debt for debt in one.owed if debt.expectation in known and known[debt.expectation].asks == question.question
        ]

    def _asking(self, question: Question) -> list[Expectation]:
        return [item for item in self.knowledge.expectations.values() if item.asks == question.question]

    def _choices(self, question: Question, items: list[Expectation]) -> list[Choice]:
        """The answers, each for the roles of which it counts; that it was not safe to ask is one, wherever the question is about abuse."""
        about = {
            word: {
                role for item in items for one in item.met_by if one.concept == word for role in roles.expand(one.about)
            }
            for word in question.recorded_as
        }
        if not self.about_abuse.isdisjoint(about):
            everyone = set().union(*about.values())
            about |= dict.fromkeys(self.unsafe, everyone)
        return [choice(self.knowledge, word, self.of_adults, frozenset(who)) for word, who in about.items()]

    def _why(self, question: Question) -> Iterator[str]:
        for one in self.owing:
            for debt in self._owed(question, one):
                title, due = self.knowledge.expectations[debt.expectation].title, (self.as_of - debt.due).days
                yield f"{one.child.name or 'This child'}: {title}. {debt.reason}. {words.overdue_by(due)}."
