"""Turns an example as written in a knowledge file into a `Case`, what the judge takes in."""

from datetime import date

from kinsight.rules.schema.cases import Bond, Case, Child, Event
from kinsight.rules.schema.formats import ExampleBond, ExampleEvent, ExpectationExample, IndicatorExample
from kinsight.store.days import ALWAYS, FOREVER, to_day

CHILD = "child"
#: People an example may name without a bond of their own: each has the bond of its name, always.
NAMED = {
    CHILD: "self",
    "mother": "mother",
    "father": "father",
    "carer": "carer",
    "partner": "partner",
    "sibling": "sibling",
    "household": "household",
}


def case_of(example: IndicatorExample | ExpectationExample) -> Case:
    """The example's family. Facts that a later fact closes (`closed_by`) are left open, as a service sent them."""
    child = Child(CHILD, _day(example.born), _day(example.expected), _or(example.left_on, FOREVER))
    listed = {bond.who for bond in example.bonds}
    always = [Bond(CHILD, who, role) for who, role in NAMED.items() if who not in listed]
    events = tuple(_event(*numbered) for numbered in zip(_facts(example.events), example.events, strict=True))
    return Case(child, (*always, *(_bond(bond) for bond in example.bonds)), events)


def _facts(events: list[ExampleEvent]) -> list[int]:
    """A number for each event's fact: what replaces a superseded version on the same person, day and service is one."""
    replaced: dict[tuple[object, ...], int] = {}
    numbers = []
    for number, event in enumerate(events, 1):
        same = (event.who, event.concept, event.on, event.service)
        numbers.append(replaced.pop(same, number))
        if event.superseded is not None:
            replaced[same] = numbers[-1]
    return numbers


def _bond(bond: ExampleBond) -> Bond:
    start = _or(bond.from_, ALWAYS)
    known, superseded = _or(bond.known, start), _or(bond.superseded, FOREVER)
    return Bond(CHILD, bond.who, bond.role, start, _or(bond.until, FOREVER), known, superseded)


def _event(number: int, event: ExampleEvent) -> Event:
    on = to_day(event.on)
    return Event(
        event=f"event-{number}",
        person=event.who,
        concept=event.concept,
        on=on,
        until=_day(event.until),
        known=_or(event.known, on),
        superseded=_or(event.superseded, FOREVER),
        service=event.service,
        value=event.value,
        ref=f"Example/{number}",
    )


def _day(value: date | None) -> int | None:
    return None if value is None else to_day(value)


def _or(value: date | None, otherwise: int) -> int:
    return otherwise if value is None else to_day(value)
