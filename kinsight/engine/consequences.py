"""What one new fact sets off for a child: the responses owed with it that would not be owed without it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kinsight.engine.reference import Reference
from kinsight.rules.schema.cases import Bond, Case, Child, Event
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.owners import owner_at
from kinsight.store.days import ALWAYS, FOREVER, parse

#: The family as `family.family` gives it.
Family = Mapping[str, Any]


@dataclass(frozen=True)
class Duty:
    """A response owed from today on. `due`: the day by which."""

    expectation: str
    owner: str
    due: int


def consequences(
    family: Family, *, person_ref: str, concept: str, on: int, known: int, knowledge: Knowledge
) -> list[Duty]:
    """What becomes owed on the day `known` by this fact, the soonest due first. Empty where the child's age is not known."""
    child, others = family["child"], [event for event in family["events"] if not _same(event, person_ref, concept, on)]
    if not (child.get("born") or child.get("expected")):
        return []
    bonds, before = tuple(_bonds(family)), tuple(_event(event) for event in others)
    fact = Event("new", person_ref, concept, on, None, known)
    case = Case(_child(child), bonds, before)
    new = _owed(knowledge, Case(case.child, bonds, (*before, fact)), known)
    old = _owed(knowledge, case, known)
    age = known - case.child.birth
    duties = (
        Duty(name, owner_at(knowledge.expectations[name], age), due) for name, due in new.items() if name not in old
    )
    return sorted(duties, key=lambda duty: (duty.due, duty.expectation))


def _same(event: dict[str, Any], person: str, concept: str, on: int) -> bool:
    """Whether the records hold the new fact already, as they do as soon as it was delivered."""
    return (event["about_ref"], event["concept"], parse(event["on"])) == (person, concept, on)


def _owed(knowledge: Knowledge, case: Case, day: int) -> dict[str, int]:
    """Each response that becomes owed on this very day and was not given already, with the day by which."""
    judged = Reference(knowledge, case, day - 1, day)
    owed = (one for name in knowledge.expectations for one in judged.owed(name))
    return {one.expectation: one.due for one in owed if one.trigger == day and one.met_on is None}


def _child(child: dict[str, Any]) -> Child:
    born, expected = (parse(child[name]) if child.get(name) else None for name in ("born", "expected"))
    return Child(child["ref"], born, expected)


def _bonds(family: Family) -> Iterable[Bond]:
    for person in family["people"]:
        for role in person["roles"]:
            start, end = role.get("from"), role.get("until")
            died = person.get("died") if role["role"] != "sibling" else None
            yield Bond(
                family["child"]["ref"],
                person["ref"],
                role["role"],
                parse(start) if start else ALWAYS,
                parse(end) if end else FOREVER,
                death_known=parse(died) if died else FOREVER,
            )


def _event(event: dict[str, Any]) -> Event:
    on, until = parse(event["on"]), event.get("until")
    known = parse(event["known"]) if event.get("known") else on
    return Event(event["event"], event["about_ref"], event["concept"], on, parse(until) if until else None, known)
