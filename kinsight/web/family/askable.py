"""Whom a question may be put to. About abuse: who may be harmed by it, and never who is said to cause it, or may."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kinsight.web.family.concept_fields import Concepts, enquiries
from kinsight.web.family.family_members import dead, past, relatives, roles_of
from kinsight.web.text import words

if TYPE_CHECKING:
    from kinsight.casework.records import FamilyShown
    from kinsight.web.family.family_members import Member

#: Ages in months: from the first on someone is asked as an adult, from the second about a partner of their own.
GROWN, YOUNG_ADULT = 18 * 12, 16 * 12


def role_names(person: Member) -> set[str]:
    """Every role that somebody has or had to the child."""
    return {span["role"] for span in roles_of(person)}


def months(person: Member, on: date) -> int | None:
    """Age in whole months on a day; None when the birth is not recorded."""
    born = words.parsed(person.get("born"))
    return words.whole_months(born, on) if born else None


def grown(person: Member, on: date) -> bool:
    """Whether questions for adults may be put to a relative: parents of any age, brothers and sisters only when known to be grown up."""
    age = months(person, on)
    if role_names(person) & {"mother", "father"}:
        return True
    return age >= GROWN if age is not None else "sibling" not in role_names(person)


def about_abuse(family: FamilyShown, on: date, concepts: Concepts) -> frozenset[str]:
    """Refs of those who may be asked about domestic abuse.

    The mother alone, and carers who are nobody's partner. A father, a partner or someone of the household is asked only where
    they themselves disclosed it; then the other of the couple is not. Who is said to have used abuse is never asked here.
    """
    disclosed, accused = (_about(family, enquiries(concepts, kind), on) for kind in ("disclosed", "accused"))
    gone = dead(family, on)
    people = [p for p in relatives(family) if grown(p, on) and p["ref"] not in gone]
    mothers = {p["ref"] for p in people if "mother" in role_names(p)}
    others = {p["ref"] for p in people} & disclosed - mothers - accused
    harmed = mothers & disclosed or others or mothers - accused
    carers = {p["ref"] for p in people if role_names(p) <= {"carer", "guardian"} and not past(p, on)}
    return frozenset(harmed | carers - accused | young_adult(family, on))


def young_adult(family: FamilyShown, on: date) -> set[str]:
    """The child, from the age at which they may be asked about a partner of their own."""
    age = months(family["child"], on)
    return {family["child"]["ref"]} if age is not None and age >= YOUNG_ADULT else set()


def _about(family: FamilyShown, concepts: frozenset[str], on: date) -> set[str]:
    """Refs of those about whom a fact of these concepts had happened by the day."""
    facts = [e for e in family["events"] if e["concept"] in concepts and e["on"] <= on.isoformat()]
    return {ref for e in facts if (ref := e.get("about_ref"))}
