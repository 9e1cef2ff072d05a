"""The chronology: every fact of the family as rows, filtered by GET, numbered so that the drawing can point at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from kinsight.web.family.concept_fields import Concepts
from kinsight.web.family.family_members import FamilyOnDay, relatives, roles_of
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import FactShown

PAGE = 40
#: What sort of fact a concept states, as marks of the drawing and choices of the filter.
KINDS = {"fact": "Facts recorded", "missed": "Missed or not possible", "done": "Done by a service"}


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    text: str
    chosen: bool


class DatedFact(TypedDict):
    """What the drawing takes of a fact; days are ISO dates."""

    concept: str
    on: str
    until: str | None
    known: str | None


@dataclass(frozen=True)
class Entry:
    """One fact. `number` is its place in time, the same in the table and the drawing; `kind` one of KINDS."""

    number: int
    kind: str
    event: DatedFact
    what: str
    on: str
    known: str
    late: bool
    until: str
    about: str
    person_key: str
    service: str
    service_key: str
    alleged: str
    sensitive: bool


@dataclass(frozen=True)
class Filters:
    """What the reader asked for. Keys are ours (`p0`, `s2`): no patient's identity stands in an address."""

    who: str = ""
    service: str = ""
    kind: str = ""
    lanes: str = "people"
    all: bool = False


@dataclass(frozen=True)
class Chronology:
    """The filtered facts, newest first, and the choices to filter by."""

    entries: list[Entry]
    shown: list[Entry]
    counted: str
    more: int
    people: list[Choice]
    services: list[Choice]
    kinds: list[Choice]
    filters: Filters

    @property
    def asked_for(self) -> bool:
        """Whether the reader has filtered it, or asked for all of it."""
        return self.filters != Filters()

    @property
    def says(self) -> str:
        """`113 facts, the newest of 27 Sep 2026`."""
        return f"{words.plural(len(self.entries), 'fact')}, the newest of {self.entries[-1].on}" if self.entries else ""


def keys_of_people(snapshot: FamilyOnDay) -> dict[str, str]:
    """Person ref → a key without meaning outside this page; the child is `p0`."""
    refs = [snapshot.family["child"]["ref"], *(p["ref"] for p in relatives(snapshot.family))]
    return {ref: f"p{n}" for n, ref in enumerate(refs)}


def keys_of_services(snapshot: FamilyOnDay) -> dict[str, str]:
    """Service ref → a key without meaning outside this page."""
    return {s["service"]: f"s{n}" for n, s in enumerate(snapshot.family["services"])}


def filters(query: Mapping[str, str]) -> Filters:
    """The GET parameters; anything unforeseen is no filter."""
    lanes = query.get("lanes", "")
    return Filters(
        query.get("who", ""),
        query.get("service", ""),
        query.get("kind", "") if query.get("kind") in KINDS else "",
        lanes if lanes == "services" else "people",
        query.get("all") == "1",
    )


def kind_of(concept: str | None, concepts: Concepts) -> str:
    """One of KINDS, by what knowledge says of the concept."""
    fields = concepts.get(concept or "")
    return fields["kind"] if fields else "fact"


def entry(
    number: int, event: FactShown, snapshot: FamilyOnDay, people: dict[str, str], services: dict[str, str], kind: str
) -> Entry:
    """One fact of the family in words. `people`, `services`: the keys of both by their references."""
    known = event.get("known") or ""
    title = labels.concept(event.get("concept"), event.get("title"))
    return Entry(
        number=number,
        kind=kind,
        event=event,
        what=title + (f": {value_said(event, snapshot)}" if event.get("value") else ""),
        on=words.short(event["on"]),
        known=words.short(known),
        late=known[:10] > event["on"][:10],
        until=f"until {words.short(event['until'])}" if event.get("until") and event["until"] != event["on"] else "",
        about=snapshot.who(event["about_ref"], event["role"]),
        person_key=people.get(event["about_ref"] or "", ""),
        service=event.get("service_name") or "Service not named",
        service_key=services.get(event["service"], ""),
        alleged=labels.CERTAINTY.get(event.get("certainty") or "", ""),
        sensitive=bool(event.get("sensitive")),
    )


def value_said(event: FactShown, snapshot: FamilyOnDay) -> str:
    """A value that is a day is said as a day, one that points at a person of the family by name."""
    value = str(event["value"])
    if person := snapshot.person(value):
        return snapshot.called(person)
    try:
        return words.said(value)
    except ValueError:
        return value


def chronology(snapshot: FamilyOnDay, wanted: Filters) -> Chronology:
    """Everything known by the day, numbered from the oldest; the filter never changes a number."""
    people, services = keys_of_people(snapshot), keys_of_services(snapshot)
    ordered = sorted(snapshot.family["events"], key=lambda e: (e["on"], e.get("known") or "", e["event"]))
    entries = [
        entry(n, e, snapshot, people, services, kind_of(e["concept"], snapshot.concepts))
        for n, e in enumerate(ordered, start=1)
    ]
    fitting = [e for e in entries if fits(e, wanted)]
    newest = fitting[::-1]
    shown = newest if wanted.all else newest[:PAGE]
    return Chronology(
        fitting,
        shown,
        counted(shown, fitting, entries),
        len(newest) - len(shown),
        choices(people_named(snapshot, people), wanted.who, "Everyone"),
        choices(services_named(snapshot, services), wanted.service, "Every service"),
        choices(list(KINDS.items()), wanted.kind, "Everything"),
        wanted,
    )


def fits(one: Entry, wanted: Filters) -> bool:
    """Whether a fact passes every filter that is set."""
    pairs = ((wanted.who, one.person_key), (wanted.service, one.service_key), (wanted.kind, one.kind))
    return all(asked in ("", own) for asked, own in pairs)


def counted(shown: Sequence[Entry], fitting: Sequence[Entry], entries: Sequence[Entry]) -> str:
    """`40 of 212 facts, newest first`: what is shown, and of how many."""
    of = f" that fit the filter, of {len(entries)} in all" if len(fitting) < len(entries) else ""
    if len(shown) < len(fitting):
        return f"The newest {len(shown)} of {words.plural(len(fitting), 'fact')}{of}."
    return f"{words.plural(len(fitting), 'fact')}{of}, newest first." if fitting else f"No fact{of or ' is recorded'}."


def people_named(snapshot: FamilyOnDay, keys: dict[str, str]) -> list[tuple[str, str]]:
    """(key, name) of everyone, by the role that the picture gives first."""
    named = {
        p["ref"]: snapshot.who(p["ref"], next((one["role"] for one in roles_of(p)), ""))
        for p in relatives(snapshot.family)
    }
    return [(key, named.get(ref) or words.capital(snapshot.name_of_child())) for ref, key in keys.items()]


def services_named(snapshot: FamilyOnDay, keys: dict[str, str]) -> list[tuple[str, str]]:
    """(key, name) of every service that recorded something of the family."""
    return [
        (keys[s["service"]], labels.service_heading(s.get("kind"), s.get("name"))) for s in snapshot.family["services"]
    ]


def choices(named: Sequence[tuple[str, str]], chosen: str, everything: str) -> list[Choice]:
    """The options of a filter: `everything`, which filters nothing, and then these (value, text)."""
    return [Choice("", everything, not chosen), *(Choice(key, text, key == chosen) for key, text in named)]
