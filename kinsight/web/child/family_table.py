"""The family as a table: the same people, couples and homes as the drawing, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kinsight.rules.schema.roles import SAME_ADDRESS
from kinsight.web.family.family_members import (
    FamilyOnDay,
    at_home,
    current,
    died_on,
    past,
    relatives,
    role_spans,
    roles_of,
)
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import CoupleShown, PersonShown, RoleShown
    from kinsight.web.family.family_members import Span

#: Of whom an address is all that is recorded.
AT_THE_ADDRESS = "Has the same address on record"
#: So many are named where the family is told in one line.
NAMED = 4


@dataclass(frozen=True)
class Relative:
    """One row of the table beside the genogram; `link`: where the reader may open a child."""

    name: str
    relation: str
    age: str
    home: str
    couples: str
    past: bool
    link: str = ""


def span_said(span: Span) -> str:
    """`since 3 May 2024`, `3 May 2024 to 1 June 2025`, `until 1 June 2025`, or nothing."""
    start, end = span.get("from"), span.get("until")
    if start and end:
        return f"{words.said(start)} to {words.said(end)}"
    return f"since {words.said(start)}" if start else f"until {words.said(end)}" if end else ""


def relation(person: PersonShown) -> str:
    """All roles with their days; the days of a birth parent say nothing and are left out."""
    return (
        "; ".join(one_relation(span) for span in role_spans(person) if span["role"] != "household") or "Same household"
    )


def one_relation(span: RoleShown) -> str:
    """`Partner of a parent or carer, since 3 May 2024`."""
    days = "" if span["role"] in ("mother", "father", "sibling") and not span.get("until") else span_said(span)
    return labels.role(span["role"]) + (f", {days}" if days else "")


def age(person: PersonShown, snapshot: FamilyOnDay) -> str:
    """Age on the day, or how long somebody lived."""
    born = words.parsed(person.get("born"))
    if died := died_on(person, snapshot.on):
        return f"Died {words.said(died)}" + (f", aged {words.age(born, died)}" if born else "")
    return words.age(born, snapshot.on) if born and born <= snapshot.on else "not recorded"


def home(person: PersonShown, snapshot: FamilyOnDay) -> str:
    """Whether somebody lives with the child. Not recorded is not a no."""
    if died_on(person, snapshot.on):
        return "Has died"
    if any(span["role"] == SAME_ADDRESS for span in roles_of(person)):
        return AT_THE_ADDRESS
    if person["ref"] in at_home(snapshot.family, snapshot.on):
        return "Lives with the child"
    ends = [until for span in roles_of(person) if span["role"] == "household" and (until := span.get("until"))]
    return f"Left the household {words.said(max(ends))}" if ends else "Not recorded as living there"


def couples_of(person: PersonShown, snapshot: FamilyOnDay) -> str:
    """With whom this person was or is a couple, within the family."""
    couples = [
        (c["b"] if c["a"] == person["ref"] else c["a"], c)
        for c in snapshot.family["couples"]
        if person["ref"] in (c["a"], c["b"])
    ]
    return "; ".join(couple_said(other, couple, snapshot) for other, couple in couples) or "–"


def couple_said(other: str, couple: CoupleShown, snapshot: FamilyOnDay) -> str:
    """The other of a couple by name, and since when they are one."""
    person, days = snapshot.person(other), span_said(couple)
    name = (person and person["name"]) or "name not recorded"
    return name + (f", {days}" if days else "")


def relatives_table(snapshot: FamilyOnDay, links: Mapping[str, str] = MappingProxyType({})) -> list[Relative]:
    """Everyone but the child, those whose part has ended last; `links`: where those whom the reader may open are, by reference."""
    order = list(labels.ROLES)
    people = sorted(
        relatives(snapshot.family),
        key=lambda p: (
            past(p, snapshot.on),
            min((order.index(s["role"]) for s in roles_of(p) if s["role"] in order), default=99),
            p.get("born") or "",
        ),
    )
    return [
        Relative(
            p.get("name") or "Name not recorded",
            relation(p),
            age(p, snapshot),
            home(p, snapshot),
            couples_of(p, snapshot),
            past(p, snapshot.on),
            links.get(p["ref"], ""),
        )
        for p in people
    ]


def names(people: list[Relative]) -> str:
    """`Jasmine Bako, Leon Ahmed and 2 more`: who is part of the family now, the first few by name; who shares an address is not."""
    now = [one.name for one in people if not one.past and one.home != AT_THE_ADDRESS]
    rest = len(now) - NAMED
    return words.listed(now) if rest <= 1 else words.listed([*now[:NAMED], f"{rest} more"])


def said(snapshot: FamilyOnDay, people: list[Relative]) -> str:
    """The family in one line, and whether there is somebody of whom nobody has said what they are to the child."""
    more = "Somebody else has the same address" if undecided(snapshot) else ""
    return ". ".join(part for part in (names(people), more) if part)


def undecided(snapshot: FamilyOnDay) -> bool:
    """Whether somebody has the child's address on the day, and nobody has said what they are to the child."""
    spans = [span for person in snapshot.family["people"] for span in roles_of(person)]
    return any(span["role"] == SAME_ADDRESS and current(span, snapshot.on) for span in spans)


def homes(snapshot: FamilyOnDay) -> list[str]:
    """The child's addresses, the present one first."""
    of_child = [a for a in snapshot.family["addresses"] if a["ref"] == snapshot.family["child"]["ref"]]
    shown = sorted(of_child, key=lambda a: (not current(a, snapshot.on), a.get("from") or ""))
    return [", ".join(filter(None, [a.get("line"), a.get("postcode"), span_said(a)])) for a in shown]
