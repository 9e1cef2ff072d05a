"""Who is who to this child: finds a person of the family dict by ref and says them in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kinsight.web.family.concept_fields import Concepts
from kinsight.web.text import labels, words

Row = Mapping[str, Any]


def current(span: Row, on: date) -> bool:
    """Whether a role, couple or address holds on a day; an open end holds."""
    start, end = words.parsed(span.get("from")), words.parsed(span.get("until"))
    return (start is None or start <= on) and (end is None or on < end)


def relatives(family: Row) -> list[Row]:
    """Everyone but the child, once each."""
    return list({p["ref"]: p for p in family["people"] if p["ref"] != family["child"]["ref"]}.values())


def role_spans(person: Row) -> list[Row]:
    """A person's roles to the child, `household` last: it says where, not who."""
    return sorted(person.get("roles") or [], key=lambda span: span["role"] == "household")


def main_role(person: Row, on: date) -> str:
    """The role that says best who somebody is on a day: one that holds before one that ended."""
    spans = role_spans(person)
    held = [span for span in spans if current(span, on)]
    return str((held or spans or [{"role": ""}])[0]["role"])


def place(family: Row, ref: str, on: date) -> tuple[str, str] | None:
    """Where somebody lives on a day: the newest address that holds. None when not recorded."""
    held = [a for a in family["addresses"] if a["ref"] == ref and current(a, on)]
    newest: Row = max(held, key=lambda a: a.get("from") or "", default={})
    return (newest.get("line") or "", newest.get("postcode") or "") if newest else None


def at_home(family: Row, on: date) -> frozenset[str]:
    """Who lives with the child: recorded as of the household, or at the same address (before birth, the mother's), and alive."""
    mothers = [p["ref"] for p in relatives(family) if any(s["role"] == "mother" for s in p.get("roles") or [])]
    homes = [place(family, ref, on) for ref in (family["child"]["ref"], *mothers)]
    home = next((one for one in homes if one), None)
    return frozenset(
        p["ref"]
        for p in relatives(family)
        if not died_on(p, on) and (of_household(p, on) or (home and place(family, p["ref"], on) == home))
    )


def of_household(person: Row, on: date) -> bool:
    """Recorded as an adult of the child's household on a day."""
    return any(span["role"] == "household" and current(span, on) for span in person.get("roles") or [])


def past(person: Row, on: date) -> bool:
    """Every role this person had has ended."""
    spans = person.get("roles") or []
    return bool(spans) and not any(current(span, on) for span in spans)


def died_on(person: Row, on: date) -> date | None:
    """When somebody died who had died by this day."""
    died = words.parsed(person.get("died"))
    return died if died and died <= on else None


@dataclass(frozen=True)
class FamilyOnDay:
    """The family, asked by ref. `on` is the day the page looks from; `concepts`: what knowledge says of them."""

    family: Row
    on: date
    concepts: Concepts = field(default_factory=dict)

    def person(self, ref: str | None) -> Row | None:
        return next((p for p in relatives(self.family) if p["ref"] == ref), None)

    def name_of_child(self) -> str:
        """`Alfie`; before birth `the baby`, for any name on record is the mother's."""
        return "the baby" if self.unborn() else words.first_name(self.family["child"].get("name"))

    def unborn(self) -> bool:
        born = words.parsed(self.family["child"].get("born"))
        return born is None or born > self.on

    def called(self, person: Row) -> str:
        """`Partner Ryan`: somebody of the family by the role that says best who it is."""
        return self.who(person["ref"], main_role(person, self.on))

    def who(self, ref: str | None, role: str | None) -> str:
        """`Alfie`, `Mother`, `Partner Ryan`, `Sibling Poppy`: short enough to begin a sentence."""
        if role == "self" or ref == self.family["child"]["ref"]:
            return words.capital(self.name_of_child())
        if role in labels.SINGULAR_ROLES:
            return labels.role(role)
        given = words.first_name((self.person(ref) or {}).get("name"), otherwise="")
        short = {
            "partner": "Partner",
            "sibling": "Sibling",
            "household": "Household member",
            "same-address": "At the same address,",
        }
        return f"{short.get(role or '', labels.role(role))} {given}".strip()
