"""The banner: who this child is, in the lines a practitioner checks before reading on."""

from dataclasses import dataclass
from typing import Any

from kinsight.web.family.concept_fields import of_banner
from kinsight.web.family.family_members import FamilyOnDay, dead, died_on, main_role, relatives
from kinsight.web.family.lasting_facts import facts_on
from kinsight.web.text import labels, words

Row = Any
NOT_RECORDED = "not recorded"
WITHHELD = "withheld: a restricted record"


@dataclass(frozen=True)
class Banner:
    """What stands on top of the page."""

    name: str
    age: str
    born: str
    nhs_number: str
    address: str
    practice: str
    responsibility: str
    deaths: str
    language: str
    interpreter: str
    interpreter_unknown: bool
    services: list["KnownTo"]
    how_to_reach: str
    flags: list[str]
    unborn: bool


@dataclass(frozen=True)
class KnownTo:
    """A service that recorded something about this family."""

    name: str
    sensitive: bool


def responsibility(family: Row, kin: FamilyOnDay) -> str:
    """Who has parental responsibility. Only what is recorded: being a parent does not say it."""
    facts = {e["about_ref"]: e for e in facts_on(family, of_banner(kin.concepts, "responsibility"), kin.on)}
    return words.listed([holder(fact, kin) for fact in facts.values()]) or NOT_RECORDED


def holder(fact: Row, kin: FamilyOnDay) -> str:
    """`Kayleigh Marsh (mother)`."""
    return f"{fact.get('about') or 'name not recorded'} ({labels.role(fact.get('role')).lower()})"


def deaths(family: Row, kin: FamilyOnDay) -> str:
    """`Mei Rowan (mother), 29 October 2026`, by day; nothing where nobody of the family is known to have died."""
    died = [(day, person) for person in relatives(family) if (day := died_on(person, kin.on))]
    return "; ".join(
        f"{person.get('name') or 'Name not recorded'} ({labels.role(main_role(person, kin.on)).lower()}), {words.said(day.isoformat())}"
        for day, person in sorted(died, key=lambda one: (one[0], one[1]["ref"]))
    )


def interpreter(family: Row, kin: FamilyOnDay) -> tuple[str, bool]:
    """What is known about interpreting, and whether it is not known: nobody asking is not a no."""
    needed = {kin.who(e["about_ref"], e["role"]) for e in of_the_living(family, "interpreter", kin)}
    recorded = family["child"].get("interpreter")
    if needed or recorded:
        people = words.listed(sorted(who.lower() if who in labels.ROLES.values() else who for who in needed))
        return f"needed{f' by {people}' if people else ''}", False
    refused = recorded is False or of_the_living(family, "no-interpreter", kin)
    return ("not needed", False) if refused else ("not asked", True)


def of_the_living(family: Row, shown: str, kin: FamilyOnDay) -> list[Row]:
    """Facts that hold and are shown as this, about nobody who has died."""
    gone = dead(family, kin.on)
    return [e for e in facts_on(family, of_banner(kin.concepts, shown), kin.on) if e["about_ref"] not in gone]


def flags(family: Row, kin: FamilyOnDay) -> list[str]:
    """What the reception must see: today only the priority-appointment flag."""
    return ["Priority appointments"] if facts_on(family, of_banner(kin.concepts, "priority"), kin.on) else []


def sensitive_services(family: Row) -> set[str]:
    """Services that recorded only what must stay off paper: their very name would tell."""
    named: dict[str, bool] = {}
    for event in family["events"]:
        named[event["service"]] = named.get(event["service"], True) and bool(event.get("sensitive"))
    return {service for service, only in named.items() if only}


def known_to(family: Row) -> list[KnownTo]:
    """Every service with a record of this family, by name; those for abuse alone kept off paper."""
    hidden = sensitive_services(family)
    shown = [
        KnownTo(labels.service_heading(s.get("kind"), s.get("name")), s["service"] in hidden)
        for s in family["services"]
        if s.get("kind") != "kinsight"
    ]
    return sorted({*shown}, key=lambda service: (service.name, service.sensitive))


def contact_advice(family: Row) -> str:
    """What to do about a service that is not named; nothing where all are."""
    unnamed = any(not service.get("named", True) for service in family["services"])
    return (
        "Only your own service is named: a restricted record. To reach another, ask the safeguarding lead."
        if unnamed
        else ""
    )


def banner(family: Row, kin: FamilyOnDay) -> Banner:
    """The child of the family dict in words."""
    child, (interpreting, unknown) = family["child"], interpreter(family, kin)
    unsaid = WITHHELD if child.get("withheld") else NOT_RECORDED
    born = child.get("born")
    return Banner(
        name=child.get("name") or ("Unborn baby" if kin.unborn() else "Name not recorded"),
        age=words.capital(words.age_or_unborn(born, child.get("expected"), kin.on)),
        born=words.said(born) if not kin.unborn() else "",
        nhs_number=words.nhs_number(child.get("nhs_number")),
        address=child.get("address") or unsaid,
        practice=child.get("practice_name") or unsaid,
        responsibility=responsibility(family, kin),
        deaths=deaths(family, kin),
        language=words.language(child.get("language")) or NOT_RECORDED,
        interpreter=interpreting,
        interpreter_unknown=unknown,
        services=known_to(family),
        how_to_reach=contact_advice(family),
        flags=flags(family, kin),
        unborn=kin.unborn(),
    )
