"""What can be recorded, and about whom, from the knowledge and the family."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kinsight.rules.schema import roles
from kinsight.rules.schema.formats import Concept, Expectation
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.plausible import earliest
from kinsight.web.family import askable
from kinsight.web.family.concept_fields import concept_fields, enquiries
from kinsight.web.forms.recording_fields import Choice, Someone, fits
from kinsight.web.text import labels
from kinsight.web.text.words import listed


@dataclass(frozen=True)
class Group:
    """Responses of one field, for a long list."""

    title: str
    choices: list[Choice]


def choices(knowledge: Knowledge, item: Expectation | None) -> list[Choice]:
    """What counts for something owed; else everything that practitioners record as done."""
    if item is None:
        return [choice for group in groups(knowledge) for choice in group.choices]
    about: dict[str, set[str]] = {}
    for one in item.met_by:
        about.setdefault(one.concept, set()).update(roles.expand(one.about))
    of_adults = asked_of_adults(knowledge)
    return [choice(knowledge, word, of_adults, frozenset(who)) for word, who in about.items()]


def choice(knowledge: Knowledge, word: str, of_adults: frozenset[str], about: frozenset[str] = frozenset()) -> Choice:
    return Choice(
        word,
        title(knowledge, word),
        about,
        of_adults=word in of_adults,
        alone=word in enquiries(concept_fields(knowledge)),
    )


def asked_of_adults(knowledge: Knowledge) -> frozenset[str]:
    """Responses that count for adults alone, whatever they are recorded for."""
    about: dict[str, set[str]] = {}
    for item in knowledge.expectations.values():
        for one in item.met_by:
            about.setdefault(one.concept, set()).update(roles.expand(one.about))
    return frozenset(word for word, who in about.items() if not who & {"self", "sibling"}) | enquiries(
        concept_fields(knowledge)
    )


def title(knowledge: Knowledge, word: str) -> str:
    return knowledge.concepts[word].title if word in knowledge.concepts else labels.concept(word)


def groups(knowledge: Knowledge) -> list[Group]:
    """Every response, by field, each by its title."""
    found: dict[str, list[Concept]] = {}
    of_adults = asked_of_adults(knowledge)
    for concept in knowledge.concepts.values():
        if concept.response:
            found.setdefault(concept.group, []).append(concept)
    return [
        Group(
            labels.GROUPS.get(name, labels.concept(name)),
            [choice(knowledge, c.concept, of_adults) for c in in_order(concepts)],
        )
        for name, concepts in sorted(found.items())
    ]


def in_order(concepts: list[Concept]) -> list[Concept]:
    return sorted(concepts, key=lambda concept: concept.title)


def people(family: Mapping[str, Any], as_of: date, knowledge: Knowledge) -> list[Someone]:
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
    kin = [
        relative(person, as_of, person["ref"] in alone) for person in family["people"] if person["ref"] != child["ref"]
    ]
    return [one for one in [*born, *kin] if one.ref.startswith(("Patient/", "RelatedPerson/"))]


def relative(person: Mapping[str, Any], as_of: date, asked_alone: bool) -> Someone:
    held = frozenset(role["role"] for role in person["roles"])
    return Someone(
        person["ref"], titled(person), held, first_day(person, as_of), askable.grown(person, as_of), asked_alone
    )


def about(ref: str, family: Mapping[str, Any]) -> str:
    """Whom something was recorded about, as the forms name them."""
    if ref == family["child"]["ref"]:
        return titled_child(family["child"])
    return next((titled(person) for person in family["people"] if person["ref"] == ref), "Someone in this family")


def titled_child(child: Mapping[str, Any]) -> str:
    return f"{child.get('name') or 'The child'} (the child)"


def titled(person: Mapping[str, Any]) -> str:
    """`Mia Example (mother and carer)`."""
    held = dict.fromkeys(role["role"] for role in person["roles"])
    return f"{person.get('name') or 'Name not recorded'} ({listed([labels.role(role).lower() for role in held])})"


def first_day(person: Mapping[str, Any], as_of: date) -> date:
    """The first day on which something about a person can have been, from what the records say of them."""
    born = person.get("born") or person.get("expected")
    return earliest(born=date.fromisoformat(str(born)) if born else None, as_of=as_of)


def fitting(known: Sequence[Someone], possible: Sequence[Choice]) -> list[Someone]:
    """Those about whom it can count; who counts by more than living there comes first. Nobody fits: nobody is offered."""
    known = [one for one in known if not possible or any(fits(choice, one) for choice in possible)]
    if not possible or any(not choice.about for choice in possible):
        return known
    counts = frozenset[str]().union(*(choice.about for choice in possible))
    return sorted((one for one in known if one.roles & counts), key=lambda one: not closely(one, counts))


def closely(one: Someone, counts: frozenset[str]) -> bool:
    return bool(one.roles & counts - {"household"})


def preset(possible: Sequence[Choice], fitted: Sequence[Someone], as_of: date) -> dict[str, Any]:
    """Today, and whatever leaves no real choice."""
    told: dict[str, Any] = {"on": as_of}
    if len(possible) == 1:
        told["concept"] = possible[0].concept
    counts = frozenset[str]().union(*(choice.about for choice in possible)) or frozenset({"self"})
    close = [one for one in fitted if closely(one, counts)]
    if len(close) == 1 or (close and "self" in close[0].roles):
        told["about"] = close[0].ref
    return told
