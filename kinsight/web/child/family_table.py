"""The family as a table: the same people, couples and homes as the drawing, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kinsight.rules.schema.roles import SAME_ADDRESS
from kinsight.web.family.family_members import FamilyOnDay, at_home, current, died_on, past, relatives, role_spans
from kinsight.web.text import labels, words

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Relative:
    """One row of the table beside the genogram."""

    name: str
    relation: str
    age: str
    home: str
    couples: str
    past: bool


def span_said(span: Row) -> str:
    """`since 3 May 2024`, `3 May 2024 to 1 June 2025`, `until 1 June 2025`, or nothing."""
    start, end = span.get("from"), span.get("until")
    if start and end:
        return f"{words.said(start)} to {words.said(end)}"
    return f"since {words.said(start)}" if start else f"until {words.said(end)}" if end else ""


def relation(person: Row, kin: FamilyOnDay) -> str:
    """All roles with their days; the days of a birth parent say nothing and are left out."""
    return (
        "; ".join(one_relation(span) for span in role_spans(person) if span["role"] != "household") or "Same household"
    )


def one_relation(span: Row) -> str:
    days = "" if span["role"] in ("mother", "father", "sibling") and not span.get("until") else span_said(span)
    return labels.role(span["role"]) + (f", {days}" if days else "")


def age(person: Row, kin: FamilyOnDay) -> str:
    """Age on the day, or how long somebody lived."""
    born = words.parsed(person.get("born"))
    if died := died_on(person, kin.on):
        return f"Died {words.said(died)}" + (f", aged {words.age(born, died)}" if born else "")
    return words.age(born, kin.on) if born and born <= kin.on else "not recorded"


def home(person: Row, kin: FamilyOnDay) -> str:
    """Whether somebody lives with the child. Not recorded is not a no."""
    if died_on(person, kin.on):
        return "Has died"
    if any(span["role"] == SAME_ADDRESS for span in person.get("roles") or []):
        return "Has the same address on record"
    if person["ref"] in at_home(kin.family, kin.on):
        return "Lives with the child"
    ended = [s for s in person.get("roles") or [] if s["role"] == "household" and s.get("until")]
    return (
        f"Left the household {words.said(max(s['until'] for s in ended))}" if ended else "Not recorded as living there"
    )


def couples_of(person: Row, kin: FamilyOnDay) -> str:
    """With whom this person was or is a couple, within the family."""
    found = [
        (c["b"] if c["a"] == person["ref"] else c["a"], c)
        for c in kin.family["couples"]
        if person["ref"] in (c["a"], c["b"])
    ]
    return "; ".join(couple_said(other, couple, kin) for other, couple in found) or "–"


def couple_said(other: str, couple: Row, kin: FamilyOnDay) -> str:
    name, days = (kin.person(other) or {}).get("name") or "name not recorded", span_said(couple)
    return name + (f", {days}" if days else "")


def relatives_table(kin: FamilyOnDay) -> list[Relative]:
    """Everyone but the child, those whose part has ended last."""
    order = list(labels.ROLES)
    people = sorted(
        relatives(kin.family),
        key=lambda p: (
            past(p, kin.on),
            min((order.index(s["role"]) for s in p.get("roles") or [] if s["role"] in order), default=99),
            p.get("born") or "",
        ),
    )
    return [
        Relative(
            p.get("name") or "Name not recorded",
            relation(p, kin),
            age(p, kin),
            home(p, kin),
            couples_of(p, kin),
            past(p, kin.on),
        )
        for p in people
    ]


def homes(kin: FamilyOnDay) -> list[str]:
    """The child's addresses, the present one first."""
    of_child = [a for a in kin.family["addresses"] if a["ref"] == kin.family["child"]["ref"]]
    shown = sorted(of_child, key=lambda a: (not current(a, kin.on), a.get("from") or ""))
    return [", ".join(filter(None, [a.get("line"), a.get("postcode"), span_said(a)])) for a in shown]
