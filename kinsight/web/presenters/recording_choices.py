"""What can be recorded, and about whom, from the knowledge and the family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from kinsight.rules.schema import roles
from kinsight.rules.schema.formats import Concept, Expectation
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.questions import VISIT, Question
from kinsight.store.plausible import earliest
from kinsight.web.family import askable
from kinsight.web.family.concept_fields import concept_fields, enquiries
from kinsight.web.forms.recording_fields import Choice, Someone, fits
from kinsight.web.text import labels
from kinsight.web.text.words import listed

if TYPE_CHECKING:
    from kinsight.casework.records import ChildShown, FamilyShown, PersonShown
    from kinsight.web.family.family_members import Member


@dataclass(frozen=True)
class Group:
    """Responses of one field, for a long list."""

    title: str
    choices: list[Choice]


def choices(knowledge: Knowledge, item: Expectation | None) -> list[Choice]:
    """What counts for something owed; else everything that practitioners record as done.

    Where what is owed asks about abuse, a plan or a referral that answers it is of who may be harmed too, and never of who may cause it.
    """
    if item is None:
        return [choice for group in groups(knowledge) for choice in group.choices]
    return answers(knowledge, about_whom([item]), knowledge.questions.get(item.asks or ""))


def about_whom(items: Iterable[Expectation]) -> dict[str, frozenset[str]]:
    """By concept, the roles of those of whom it meets any of these."""
    about: dict[str, set[str]] = {}
    for item in items:
        for one in item.met_by:
            about.setdefault(one.concept, set()).update(roles.expand(one.about))
    return {word: frozenset(who) for word, who in about.items()}


def answers(knowledge: Knowledge, about: Mapping[str, frozenset[str]], asked: Question | None) -> list[Choice]:
    """What can be recorded, of whom. Where it asks about abuse, all of it is of adults who may be harmed; where it is about abuse and done
    when the family is seen, such as a plan to be safe, it is of nobody who may cause it."""
    of_adults, asks = asked_of_adults(knowledge), not enquiries(concept_fields(knowledge)).isdisjoint(about)
    possible = [choice(knowledge, word, of_adults, who) for word, who in about.items()]
    if asks:
        return [replace(one, of_adults=True, alone=True) for one in possible]
    guarded = asked is not None and asked.sensitive and asked.at == VISIT
    return [replace(one, alone=True) for one in possible] if guarded else possible


def choice(knowledge: Knowledge, word: str, of_adults: frozenset[str], about: frozenset[str] = frozenset()) -> Choice:
    """A concept to choose. `of_adults`: the concepts that count for adults alone; `about`: the roles that it counts for."""
    return Choice(
        word,
        title(knowledge, word),
        about,
        of_adults=word in of_adults,
        alone=word in enquiries(concept_fields(knowledge)),
    )


def asked_of_adults(knowledge: Knowledge) -> frozenset[str]:
    """Responses that count for adults alone, whatever they are recorded for."""
    about = about_whom(knowledge.expectations.values())
    return frozenset(word for word, who in about.items() if not who & {"self", "sibling"}) | enquiries(
        concept_fields(knowledge)
    )


def title(knowledge: Knowledge, word: str) -> str:
    """A concept's title; its word where knowledge no longer has it."""
    return knowledge.concepts[word].title if word in knowledge.concepts else labels.concept(word)


def groups(knowledge: Knowledge) -> list[Group]:
    """Every response, by field, each by its title."""
    by_group: dict[str, list[Concept]] = {}
    of_adults = asked_of_adults(knowledge)
    for concept in knowledge.concepts.values():
        if concept.response:
            by_group.setdefault(concept.group, []).append(concept)
    return [
        Group(
            labels.GROUPS.get(name, labels.concept(name)),
            [choice(knowledge, c.concept, of_adults) for c in in_order(concepts)],
        )
        for name, concepts in sorted(by_group.items())
    ]


def in_order(concepts: list[Concept]) -> list[Concept]:
    """By title."""
    return sorted(concepts, key=lambda concept: concept.title)


def people(family: FamilyShown, as_of: date, knowledge: Knowledge) -> list[Someone]:
    """The child first, then the relatives with their roles. An unborn child has no record of its own to write in."""
    child = family["child"]
    title = titled_child(child)
    alone = askable.about_abuse(family, as_of, concept_fields(knowledge))
    born = [
        Someone(
            child["ref"],
            title,
            frozenset({"self"}),
            first_day(child, as_of),
            child["ref"] in alone,
            child["ref"] in alone,
        )
    ]
    relatives = [
        relative(person, as_of, person["ref"] in alone) for person in family["people"] if person["ref"] != child["ref"]
    ]
    return [one for one in [*born, *relatives] if one.ref.startswith(("Patient/", "RelatedPerson/"))]


def relative(person: PersonShown, as_of: date, asked_alone: bool) -> Someone:
    """A relative with every role to the child. `asked_alone`: questions about abuse may be put to them."""
    roles_had = frozenset(role["role"] for role in person["roles"])
    return Someone(
        person["ref"], titled(person), roles_had, first_day(person, as_of), askable.grown(person, as_of), asked_alone
    )


def about(ref: str, family: FamilyShown) -> str:
    """Whom something was recorded about, as the forms name them."""
    if ref == family["child"]["ref"]:
        return titled_child(family["child"])
    return next((titled(person) for person in family["people"] if person["ref"] == ref), "Someone in this family")


def titled_child(child: ChildShown) -> str:
    """`Mia Example (the child)`."""
    return f"{child.get('name') or 'The child'} (the child)"


def titled(person: PersonShown) -> str:
    """`Mia Example (mother and carer)`."""
    roles_had = dict.fromkeys(role["role"] for role in person["roles"])
    return f"{person.get('name') or 'Name not recorded'} ({listed([labels.role(role).lower() for role in roles_had])})"


def first_day(person: Member, as_of: date) -> date:
    """The first day on which something about a person can have been, from what the records say of them."""
    born = person.get("born") or person.get("expected")
    return earliest(born=date.fromisoformat(str(born)) if born else None, as_of=as_of)


def fitting(people: Sequence[Someone], possible: Sequence[Choice]) -> list[Someone]:
    """Those about whom it can count; who counts by more than living there comes first. Nobody fits: nobody is offered."""
    asked = [one for one in people if not possible or any(fits(choice, one) for choice in possible)]
    if not possible or any(not choice.about for choice in possible):
        return asked
    counts = frozenset[str]().union(*(choice.about for choice in possible))
    return sorted((one for one in asked if one.roles & counts), key=lambda one: not closely(one, counts))


def closely(one: Someone, counts: frozenset[str]) -> bool:
    """Whether somebody counts by more than living in the household; `counts`: the roles that count."""
    return bool(one.roles & counts - {"household"})


class Preset(TypedDict, total=False):
    """What a form shows before anything is typed: a day, a concept, and the reference of whom it is about."""

    on: date
    concept: str
    about: str


def preset(possible: Sequence[Choice], fitted: Sequence[Someone], as_of: date) -> Preset:
    """Today, and whatever leaves no real choice."""
    values: Preset = {"on": as_of}
    if len(possible) == 1:
        values["concept"] = possible[0].concept
    counts = frozenset[str]().union(*(choice.about for choice in possible)) or frozenset({"self"})
    close = [one for one in fitted if closely(one, counts)]
    if len(close) == 1 or (close and "self" in close[0].roles):
        values["about"] = close[0].ref
    return values
