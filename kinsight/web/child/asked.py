"""Asked and not asked: the questions of `knowledge/questions.yaml`, answered by what is on record. Silence is never a no."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kinsight.rules.schema import questions as knowledge
from kinsight.rules.schema.durations import whole_months
from kinsight.web.family import askable
from kinsight.web.family.concept_fields import enquiries
from kinsight.web.family.family_members import FamilyOnDay, dead, main_role, past, relatives
from kinsight.web.text import labels, words

Row = Any
Kinds = Mapping[str, str]
#: How an answer, or that there is none, is called on the page.
TAGS = {"asked": "Asked", "recorded": "Recorded", "not-asked": "Not asked", "not-recorded": "Not recorded"}
UNSAFE = "Not asked: not safe to ask"
OPEN = (TAGS["not-asked"], TAGS["not-recorded"], UNSAFE)


@dataclass(frozen=True)
class Answer:
    """What is known about one question and one person."""

    about: str
    tag: str
    colour: str
    says: str
    sensitive: bool


@dataclass(frozen=True)
class Question:
    """A question practice expects to be asked, and the answers by person."""

    asks: str
    note: str
    answers: list[Answer]
    sensitive: bool


def questions(kin: FamilyOnDay, kinds: Kinds, asked: Iterable[knowledge.Question]) -> list[Question]:
    """The questions that are shown at the child's age, those about abuse first, else in the order of knowledge; `kinds` is service ref →
    kind."""
    return [
        Question(
            one.title,
            one.note,
            [answer(page, *person, kin, kinds, sensitive=one.sensitive) for person in whom(page, kin)],
            one.sensitive,
        )
        for one in sorted(asked, key=lambda one: not one.sensitive)
        if (page := one.on_page) and is_shown(page.shown, kin)
    ]


def not_asked(shown: list[Question]) -> int:
    """How many questions of how many people stand open."""
    return sum(a.tag in OPEN for question in shown for a in question.answers)


def is_shown(shown: knowledge.Shown, kin: FamilyOnDay) -> bool:
    """Whether a question is asked about a child of this age."""
    born = words.parsed(kin.family["child"].get("born"))
    if born is None or kin.unborn():
        return shown.before_birth
    months = words.whole_months(born, kin.on)
    return whole_months(shown.from_age) <= months and (
        shown.until_age is None or months < whole_months(shown.until_age)
    )


def whom(asked: knowledge.OnPage, kin: FamilyOnDay) -> list[tuple[str, list[Row]]]:
    """Who is asked, as the page calls them, each with the facts in which an answer is looked for."""
    if asked.of == "child":
        return [(words.capital(kin.name_of_child()), about(kin, kin.family["child"]["ref"]))]
    if asked.of == "family":
        return [("Family", of_the_living(kin))]
    people = adults(kin) if asked.of == "adults" else may_be_harmed(kin)
    return [(named(person, kin), about(kin, person["ref"])) for person in people]


def adults(kin: FamilyOnDay) -> list[Row]:
    """Those who look after the child now: parents always, carers and partners while it lasts, adults of the home."""
    gone = dead(kin.family, kin.on)
    people = [p for p in relatives(kin.family) if p["ref"] not in gone and is_adult(p, kin)]
    return sorted(people, key=lambda p: (*labels.ADULT_ROLES, "household").index(main_role(p, kin.on)))


def is_adult(person: Row, kin: FamilyOnDay) -> bool:
    """A brother or sister is never asked as an adult; somebody at home counts unless known to be a child."""
    role, born = main_role(person, kin.on), words.parsed(person.get("born"))
    if role in ("mother", "father"):
        return True
    grown = born is None or words.whole_months(born, kin.on) >= 18 * 12
    return role in (*labels.ADULT_ROLES, "household") and grown and not past(person, kin.on)


def may_be_harmed(kin: FamilyOnDay) -> list[Row]:
    """Nobody who is said to cause abuse, or may, stands beside what was disclosed."""
    alone = askable.about_abuse(kin.family, kin.on, kin.concepts)
    return [person for person in relatives(kin.family) if person["ref"] in alone]


def named(person: Row, kin: FamilyOnDay) -> str:
    """`Kayleigh Marsh (mother)`."""
    return f"{person.get('name') or 'Name not recorded'} ({labels.short_role(main_role(person, kin.on))})"


def about(kin: FamilyOnDay, ref: str) -> list[Row]:
    return [e for e in kin.family["events"] if e["about_ref"] == ref and e["on"] <= kin.on.isoformat()]


def of_the_living(kin: FamilyOnDay) -> list[Row]:
    """Facts up to the day of everyone who is not known to have died: what only the dead needed is needed no more."""
    gone = dead(kin.family, kin.on)
    return [e for e in kin.family["events"] if e["about_ref"] not in gone and e["on"] <= kin.on.isoformat()]


def answer(
    asked: knowledge.OnPage, who: str, facts: list[Row], kin: FamilyOnDay, kinds: Kinds, *, sensitive: bool = False
) -> Answer:
    """What these facts, about one person or all, say of the question; `sensitive`: the question itself is."""
    given = _Given(asked, facts, kin, kinds)
    tag, says = given.unsafe() or given.said() or (TAGS[asked.open], given.beside())
    told = tag != TAGS[asked.open]
    return Answer(who, tag, "blue" if tag not in OPEN else "white", says, sensitive and told)


def latest(facts: Iterable[Row], concepts: Iterable[str]) -> Row | None:
    """The newest fact of any of the concepts."""
    among = frozenset(concepts)
    return max((e for e in facts if e["concept"] in among), key=lambda e: (e["on"], e["known"] or ""), default=None)


class _Given:
    """The answer to one question among the facts about one person: which, and how it is said."""

    def __init__(self, asked: knowledge.OnPage, facts: list[Row], kin: FamilyOnDay, kinds: Kinds) -> None:
        self.asked, self.facts, self.kin, self.kinds = asked, facts, kin, kinds
        self.answer, self.fact = self._first() if asked.by == "order" else self._newest()

    def _first(self) -> tuple[knowledge.Answer | None, Row | None]:
        for one in self.asked.answers:
            fact = latest(self.facts, self._concepts(one))
            if fact or self._on_record(one):
                return one, fact
        return None, None

    def _newest(self) -> tuple[knowledge.Answer | None, Row | None]:
        """The first answer written of those of the newest day."""
        newest = latest(self.facts, {word for one in self.asked.answers for word in self._concepts(one)})
        if newest is None:
            return None, None
        that_day = {e["concept"] for e in self.facts if e["on"] == newest["on"]}
        return next(one for one in self.asked.answers if self._concepts(one) & that_day), newest

    def _concepts(self, one: knowledge.Answer) -> frozenset[str]:
        return enquiries(self.kin.concepts, one.enquiry) if one.enquiry else frozenset(one.concepts)

    def _on_record(self, one: knowledge.Answer) -> bool:
        """Whether the child's own record answers so."""
        field = self.asked.record
        return one.recorded is not None and field is not None and self.kin.family["child"].get(field) is one.recorded

    def unsafe(self) -> tuple[str, str] | None:
        """Who could not be asked safely after all answers was not asked."""
        how, fact = self.asked.unsafe, latest(self.facts, enquiries(self.kin.concepts, "unsafe"))
        if how is None or fact is None or (self.fact and fact["on"] <= self.fact["on"]):
            return None
        before = how.before.format(day=words.said(self.fact["on"])) if self.fact else ""
        return UNSAFE, _joined(how.says.format(when=self._when(fact)), before)

    def said(self) -> tuple[str, str] | None:
        if self.answer is None:
            return None
        says = self.answer.says.format(when=self._when(self.fact)) if self.fact else self.answer.recorded_says
        beside = "" if self.answer.alone else self.beside() or self.answer.nothing_beside
        return TAGS[self.asked.answered], _joined(says, beside)

    def beside(self) -> str:
        """What is recorded that answers nothing."""
        found = [(one, latest(self.facts, one.concepts)) for one in self.asked.beside]
        return _joined(*(one.says.format(when=self._when(fact)) for one, fact in found if fact))

    def _when(self, fact: Row) -> str:
        """`3 May 2024, by the GP`."""
        service = labels.service_acts(self.kinds.get(fact["service"]), fact.get("service_name"))
        return f"{words.said(fact['on'])}, by {service}"


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
