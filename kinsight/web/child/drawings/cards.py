"""A person as a card of the genogram: which symbol, which words, before a place is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kinsight.web.child.drawings.text import broken, width
from kinsight.web.family.family_members import died_on, main_role, past, role_spans, roles_of
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import PersonShown
    from kinsight.web.family.family_members import Member

SYMBOL, CELL, GAP = 54, 128, 20
LINE, NAME_SIZE, NOTE_SIZE = 18, 15, 13


@dataclass(frozen=True)
class Card:
    """A person before a place is found: what is drawn and written."""

    ref: str
    shape: str
    age: str
    name: list[str]
    note: list[str]
    home: bool
    past: bool
    dead: bool
    child: bool
    title: str

    @property
    def wide(self) -> float:
        """How wide the symbol and its words are, with room beside them."""
        return max(CELL, width(self.name, NAME_SIZE) + GAP, width(self.note, NOTE_SIZE) + GAP)

    @property
    def tall(self) -> int:
        """How tall the words are."""
        return LINE * (len(self.name) + len(self.note))


def shape(person: Member, on: date) -> str:
    """Square, circle, diamond when the sex is not recorded, triangle before birth."""
    born = words.parsed(person.get("born"))
    if person.get("expected") and (born is None or born > on):
        return "triangle"
    return {"male": "square", "female": "circle"}.get(person.get("sex") or "", "diamond")


def note(person: Member, role: str, on: date) -> str:
    """The words under a name: the role, and when it ended."""
    ends = [until for s in role_spans(person) if s["role"] == role and (until := s.get("until"))]
    said = {
        "partner": "partner",
        "sibling": {"male": "brother", "female": "sister"}.get(person.get("sex") or "", "sibling"),
        "household": "in the household",
        "same-address": "same address",
    }.get(role) or labels.role(role).lower()
    if died := died_on(person, on):
        return f"{said}, died {died:%Y}"
    return f"{said} until {date.fromisoformat(max(ends)):%b %Y}" if ends and past(person, on) else said


def card(person: Member, on: date, home: frozenset[str], child: bool = False) -> Card:
    """One person's symbol and words."""
    role = "self" if child else main_role(person, on)
    dead = died_on(person, on) is not None
    name = person.get("name") or ("Unborn baby" if shape(person, on) == "triangle" else "Name not recorded")
    says = "this child" if child else note(person, role, on)
    return Card(
        ref=person["ref"],
        shape=shape(person, on),
        age="" if dead else words.short_age(person.get("born"), on).replace("?", ""),
        name=broken(name, 16),
        note=broken(says, 24),
        home=child or person["ref"] in home,
        past=past(person, on),
        dead=dead,
        child=child,
        title=f"{name}, {says}",
    )


def grown(person: PersonShown, on: date, coupled: set[str]) -> bool:
    """Whether a person stands in the upper row: by role, by being half of a couple, or by age in the household."""
    roles, born = {span["role"] for span in roles_of(person)}, words.parsed(person.get("born"))
    if person["ref"] in coupled or roles & set(labels.ADULT_ROLES):
        return True
    return "sibling" not in roles and (born is None or words.whole_months(born, on) >= 18 * 12)
