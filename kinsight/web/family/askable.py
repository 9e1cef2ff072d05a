"""Whom a question may be put to. About abuse: who may be harmed by it, and never who is said to cause it, or may."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kinsight.web.family.concept_fields import Concepts, enquiries
from kinsight.web.family.family_members import past, relatives
from kinsight.web.text import words

Row = Mapping[str, Any]
#: From these ages on someone is asked as an adult, and about a partner of their own.
GROWN, YOUNG_ADULT = 18 * 12, 16 * 12


def roles_of(person: Row) -> set[str]:
    return {span["role"] for span in person.get("roles") or []}


def months(person: Row, on: date) -> int | None:
    """Age; None when the birth is not recorded."""
    born = words.parsed(str(person["born"])) if person.get("born") else None
    return words.whole_months(born, on) if born else None


def grown(person: Row, on: date) -> bool:
    """Whether questions for adults may be put to a relative: parents of any age, brothers and sisters only when known to be grown up."""
    age = months(person, on)
    if roles_of(person) & {"mother", "father"}:
        return True
    return age >= GROWN if age is not None else "sibling" not in roles_of(person)


def about_abuse(family: Row, on: date, concepts: Concepts) -> frozenset[str]:
    """Refs of those who may be asked about domestic abuse.

    The mother alone, and carers who are nobody's partner. A father, a partner or someone of the household is asked only where
    they themselves disclosed it; then the other of the couple is not. Who is said to have used abuse is never asked here.
    """
    disclosed, accused = (_about(family, enquiries(concepts, kind), on) for kind in ("disclosed", "accused"))
    people = [p for p in relatives(family) if grown(p, on) and not p.get("died")]
    mothers = {p["ref"] for p in people if "mother" in roles_of(p)}
    others = {p["ref"] for p in people} & disclosed - mothers - accused
    harmed = mothers & disclosed or others or mothers - accused
    carers = {p["ref"] for p in people if roles_of(p) <= {"carer", "guardian"} and not past(p, on)}
    return frozenset(harmed | carers - accused | young_adult(family, on))


def young_adult(family: Row, on: date) -> set[str]:
    """The child, from the age at which they may be asked about a partner of their own."""
    age = months(family["child"], on)
    return {family["child"]["ref"]} if age is not None and age >= YOUNG_ADULT else set()


def _about(family: Row, concepts: frozenset[str], on: date) -> set[str]:
    facts = [e for e in family.get("events") or [] if e["concept"] in concepts and e["on"] <= on.isoformat()]
    return {e["about_ref"] for e in facts if e.get("about_ref")}
