"""Who is who to this child: the people of a family, their roles and homes on a day, and how they are named."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, cast

from kinsight.web.family.concept_fields import Concepts
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import AddressShown, ChildShown, CoupleShown, FamilyShown, PersonShown, RoleShown

    #: Someone of a family, the child too.
    Member = PersonShown | ChildShown
    #: What holds from a day until a day.
    Span = RoleShown | CoupleShown | AddressShown


def current(span: Span, on: date) -> bool:
    """Whether a role, couple or address holds on a day; an open end holds."""
    start, end = words.parsed(span.get("from")), words.parsed(span.get("until"))
    return (start is None or start <= on) and (end is None or on < end)


def relatives(family: FamilyShown) -> list[PersonShown]:
    """Everyone but the child, once each."""
    return list({p["ref"]: p for p in family["people"] if p["ref"] != family["child"]["ref"]}.values())


def roles_of(person: Member) -> list[RoleShown]:
    """Somebody's roles to the child with their days, in the order of the picture; the child itself has none."""
    return cast("list[RoleShown]", person.get("roles") or [])


def role_spans(person: Member) -> list[RoleShown]:
    """The same, `household` last: it says where somebody lives, and not who they are."""
    return sorted(roles_of(person), key=lambda span: span["role"] == "household")


def main_role(person: Member, on: date) -> str:
    """The role that says best who somebody is on a day, one that holds before one that ended; empty without any."""
    spans = role_spans(person)
    now = [span for span in spans if current(span, on)]
    return next((span["role"] for span in now or spans), "")


def place(family: FamilyShown, ref: str, on: date) -> tuple[str, str] | None:
    """Street and postcode of the newest address that somebody has on a day; None when none is recorded."""
    now = [address for address in family["addresses"] if address["ref"] == ref and current(address, on)]
    if not now:
        return None
    newest = max(now, key=lambda address: address.get("from") or "")
    return newest["line"] or "", newest["postcode"] or ""


def at_home(family: FamilyShown, on: date) -> frozenset[str]:
    """Refs of those alive who live with the child: of the household, or at the same address (before birth, the mother's)."""
    mothers = [p["ref"] for p in relatives(family) if any(span["role"] == "mother" for span in roles_of(p))]
    homes = [place(family, ref, on) for ref in (family["child"]["ref"], *mothers)]
    home = next((one for one in homes if one), None)
    return frozenset(
        p["ref"]
        for p in relatives(family)
        if not died_on(p, on) and (of_household(p, on) or (home and place(family, p["ref"], on) == home))
    )


def of_household(person: PersonShown, on: date) -> bool:
    """Whether somebody is recorded as an adult of the child's household on a day."""
    return any(span["role"] == "household" and current(span, on) for span in roles_of(person))


def past(person: Member, on: date) -> bool:
    """Whether somebody had roles to the child, and every one of them has ended."""
    spans = roles_of(person)
    return bool(spans) and not any(current(span, on) for span in spans)


def died_on(person: Member, on: date) -> date | None:
    """The day on which somebody died; None for who had not died by the day `on`."""
    died = words.parsed(person.get("died"))
    return died if died and died <= on else None


def dead(family: FamilyShown, on: date) -> frozenset[str]:
    """Refs of those around the child who are known to have died by a day: nobody asks them, or interprets for them."""
    return frozenset(person["ref"] for person in relatives(family) if died_on(person, on))


@dataclass(frozen=True)
class FamilyOnDay:
    """A family, and the day `on` that the page looks from; `concepts`: what knowledge says of the facts' concepts.

    Its methods find people by their reference and name them as a sentence does.
    """

    family: FamilyShown
    on: date
    concepts: Concepts = field(default_factory=dict)

    def person(self, ref: str | None) -> PersonShown | None:
        """The relative of this reference, if there is one."""
        return next((p for p in relatives(self.family) if p["ref"] == ref), None)

    def name_of_child(self) -> str:
        """`Alfie`; before birth `the baby`, for any name on record is the mother's."""
        return "the baby" if self.unborn() else words.first_name(self.family["child"].get("name"))

    def unborn(self) -> bool:
        """Whether the child is not born yet on the day, or no birth is recorded."""
        born = words.parsed(self.family["child"].get("born"))
        return born is None or born > self.on

    def called(self, person: PersonShown) -> str:
        """`Partner Ryan`: somebody of the family by the role that says best who it is."""
        return self.who(person["ref"], main_role(person, self.on))

    def who(self, ref: str | None, role: str | None) -> str:
        """`Alfie`, `Mother`, `Partner Ryan`, `Sibling Poppy`: short enough to begin a sentence."""
        if role == "self" or ref == self.family["child"]["ref"]:
            return words.capital(self.name_of_child())
        if role in labels.SINGULAR_ROLES:
            return labels.role(role)
        person = self.person(ref)
        given = words.first_name(person and person["name"], otherwise="")
        short = {
            "partner": "Partner",
            "sibling": "Sibling",
            "household": "Household member",
            "same-address": "At the same address,",
        }
        return f"{short.get(role or '', labels.role(role))} {given}".strip()
