"""The chronology: every fact of the family as rows, filtered by GET, numbered so that the drawing can point at them."""

from dataclasses import dataclass
from typing import Any

from kinsight.web.family.concept_fields import Concepts
from kinsight.web.family.family_members import FamilyOnDay, relatives
from kinsight.web.text import labels, words

Row = dict[str, Any]
PAGE = 40
#: What sort of fact a concept states, as marks of the drawing and choices of the filter.
KINDS = {"fact": "Facts recorded", "missed": "Missed or not possible", "done": "Done by a service"}


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Entry:
    """One fact. `number` is its place in time, the same in the table and the drawing; `kind` one of KINDS."""

    number: int
    kind: str
    event: Row
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


def keys_of_people(kin: FamilyOnDay) -> dict[str, str]:
    """Person ref → a key without meaning outside this page."""
    return {
        ref: f"p{n}" for n, ref in enumerate([kin.family["child"]["ref"], *(p["ref"] for p in relatives(kin.family))])
    }


def keys_of_services(kin: FamilyOnDay) -> dict[str, str]:
    return {s["service"]: f"s{n}" for n, s in enumerate(kin.family["services"])}


def filters(query: dict[str, str]) -> Filters:
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
    known = concepts.get(concept or "")
    return known["kind"] if known else "fact"


def entry(
    number: int, event: Row, kin: FamilyOnDay, people: dict[str, str], services: dict[str, str], kind: str
) -> Entry:
    """One event of the family dict in words."""
    late = bool(event.get("known")) and event["known"][:10] > event["on"][:10]
    title = labels.concept(event.get("concept"), event.get("title"))
    return Entry(
        number=number,
        kind=kind,
        event=event,
        what=title + (f": {value_said(event, kin)}" if event.get("value") else ""),
        on=words.short(event["on"]),
        known=words.short(event.get("known")),
        late=late,
        until=f"until {words.short(event['until'])}" if event.get("until") else "",
        about=kin.who(event["about_ref"], event["role"]),
        person_key=people.get(event["about_ref"], ""),
        service=event.get("service_name") or "Service not named",
        service_key=services.get(event["service"], ""),
        alleged=labels.CERTAINTY.get(event.get("certainty") or "", ""),
        sensitive=bool(event.get("sensitive")),
    )


def value_said(event: Row, kin: FamilyOnDay) -> str:
    """A value that is a day is said as a day, one that points at a person of the family by name."""
    value = str(event["value"])
    if person := kin.person(value):
        return kin.called(person)
    try:
        return words.said(value)
    except ValueError:
        return value


def chronology(kin: FamilyOnDay, wanted: Filters) -> Chronology:
    """Everything known by the day, numbered from the oldest; the filter never changes a number."""
    people, services = keys_of_people(kin), keys_of_services(kin)
    ordered = sorted(kin.family["events"], key=lambda e: (e["on"], e.get("known") or "", e["event"]))
    entries = [
        entry(n, e, kin, people, services, kind_of(e["concept"], kin.concepts)) for n, e in enumerate(ordered, start=1)
    ]
    kept = [e for e in entries if fits(e, wanted)]
    newest = kept[::-1]
    shown = newest if wanted.all else newest[:PAGE]
    return Chronology(
        kept,
        shown,
        counted(shown, kept, entries),
        len(newest) - len(shown),
        choices(people_named(kin, people), wanted.who, "Everyone"),
        choices(services_named(kin, services), wanted.service, "Every service"),
        choices(list(KINDS.items()), wanted.kind, "Everything"),
        wanted,
    )


def fits(one: Entry, wanted: Filters) -> bool:
    pairs = ((wanted.who, one.person_key), (wanted.service, one.service_key), (wanted.kind, one.kind))
    return all(asked in ("", own) for asked, own in pairs)


def counted(shown: list[Entry], kept: list[Entry], entries: list[Entry]) -> str:
    """`40 of 212 facts, newest first`: what is shown, and of how many."""
    of = f" that fit the filter, of {len(entries)} in all" if len(kept) < len(entries) else ""
    if len(shown) < len(kept):
        return f"The newest {len(shown)} of {words.plural(len(kept), 'fact')}{of}."
    return f"{words.plural(len(kept), 'fact')}{of}, newest first." if kept else f"No fact{of or ' is recorded'}."


def people_named(kin: FamilyOnDay, keys: dict[str, str]) -> list[tuple[str, str]]:
    named = {p["ref"]: kin.who(p["ref"], (p.get("roles") or [{"role": ""}])[0]["role"]) for p in relatives(kin.family)}
    return [(key, named.get(ref) or words.capital(kin.name_of_child())) for ref, key in keys.items()]


def services_named(kin: FamilyOnDay, keys: dict[str, str]) -> list[tuple[str, str]]:
    return [(keys[s["service"]], labels.service_heading(s.get("kind"), s.get("name"))) for s in kin.family["services"]]


def choices(named: list[tuple[str, str]], chosen: str, everything: str) -> list[Choice]:
    return [Choice("", everything, not chosen), *(Choice(key, text, key == chosen) for key, text in named)]
