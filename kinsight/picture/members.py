"""The family on the page: the child, people, couples, addresses and facts as they could be known on the day."""

from collections import defaultdict

from kinsight.engine.families.child_family import Address, Fact, FamilyBond, Person
from kinsight.picture.context import Context
from kinsight.picture.contract import (
    AddressShown,
    ChildShown,
    CoupleShown,
    FactShown,
    FamilyShown,
    PersonShown,
    RoleShown,
)
from kinsight.picture.iso_days import iso, iso_of_fact
from kinsight.picture.reason_words import role_order
from kinsight.store.days import ALWAYS, FOREVER


def family(context: Context) -> FamilyShown:
    """The family as a page shows it. Addresses are left out where anyone's record is restricted."""
    people = _humans(context)
    return {
        "child": _child(context),
        "people": _people(context),
        "couples": _couples(context, people),
        "addresses": [] if context.family.restricted else _addresses(context, people),
        "events": _facts(context),
        "services": context.services,
    }


def _humans(context: Context) -> dict[int, Person]:
    """Everyone with a bond to the child, by human."""
    people = context.family.people
    return {people[person].human: people[person] for person in context.roles if person in people}


def _child(context: Context) -> ChildShown:
    child, withheld = context.family.child, context.family.restricted
    practice = None if withheld else child.practice
    return {
        "ref": child.ref, "name": child.name, "nhs_number": child.nhs_number, "born": iso(child.born),
        "expected": iso(child.expected), "sex": child.sex, "died": iso(child.died), "language": child.language,
        "interpreter": child.interpreter, "practice": practice, "practice_name": _practice_name(context, practice),
        "address": None if withheld else _current_address(context), "withheld": withheld,
    }  # fmt: skip


def _practice_name(context: Context, practice: str | None) -> str | None:
    number = context.family.service_numbers.get(practice) if practice else None
    return None if number is None else context.family.services[number].name


def _current_address(context: Context) -> str | None:
    """Where the child lives on the day, by what was said last."""
    lived = [
        one
        for one in context.family.addresses
        if one.human == context.family.child.home and (one.until is None or one.until > context.as_of)
    ]
    if not lived:
        return None
    newest = max(lived, key=_began)
    return ", ".join(part for part in (newest.line, newest.postcode) if part) or None


def _began(one: Address) -> tuple[int, int]:
    return ALWAYS if one.since is None else one.since, one.known


def _people(context: Context) -> list[PersonShown]:
    """Each human once; a role that no longer holds keeps its end. Nearest to the child first."""
    bonds: dict[int, dict[str, list[FamilyBond]]] = defaultdict(lambda: defaultdict(list))
    people = context.family.people
    for bond in context.family.bonds:
        if bond.role != "self" and bond.superseded >= FOREVER and bond.person in people:
            bonds[people[bond.person].human][bond.role].append(bond)
    humans = _humans(context)
    shown = [_person(humans[human], roles) for human, roles in bonds.items()]
    return sorted(shown, key=lambda one: (role_order(one["roles"][0]["role"]), one["born"] or "", one["ref"]))


def _person(one: Person, roles: dict[str, list[FamilyBond]]) -> PersonShown:
    return {
        "ref": one.human_ref,
        "name": one.name,
        "sex": one.sex,
        "born": iso(one.born),
        "died": iso(one.died),
        "roles": [_role(role, roles[role]) for role in sorted(roles, key=role_order)],
    }


def _role(role: str, bonds: list[FamilyBond]) -> RoleShown:
    return {
        "role": role,
        "from": iso(min(bond.since for bond in bonds)),
        "until": iso(max(bond.until for bond in bonds)),
    }


def _couples(context: Context, humans: dict[int, Person]) -> list[CoupleShown]:
    """Couples within the family, each once, in the order in which they began."""
    since: dict[tuple[int, int], int] = {}
    until: dict[tuple[int, int], int] = {}
    for one in context.family.couples:
        if one.one in humans and one.other in humans:
            pair = one.one, one.other
            since[pair], until[pair] = min(since.get(pair, FOREVER), one.since), max(until.get(pair, ALWAYS), one.until)
    rows = sorted((since[pair], humans[pair[0]].human_ref, humans[pair[1]].human_ref, until[pair]) for pair in since)
    shown: dict[frozenset[str], CoupleShown] = {}
    for began, a, b, ended in rows:
        shown.setdefault(frozenset((a, b)), {"a": a, "b": b, "from": iso(began), "until": iso(ended)})
    return list(shown.values())


def _addresses(context: Context, humans: dict[int, Person]) -> list[AddressShown]:
    """Of everyone in the family, those of no known beginning last."""
    rows = {
        (one.since, humans[one.human].human_ref, one.line, one.postcode, one.until): None
        for one in context.family.addresses
        if one.human in humans
    }
    newest = sorted(
        rows, key=lambda row: (row[0] is None, -(row[0] or 0), row[1], row[4] or FOREVER, row[2] or "", row[3] or "")
    )
    return [
        {"ref": ref, "line": line, "postcode": postcode, "from": iso(since), "until": iso(until)}
        for since, ref, line, postcode, until in newest
    ]


def _facts(context: Context) -> list[FactShown]:
    """Facts that are believed on the day, newest first; none about who shares an address and no more."""
    facts = [
        fact for fact in context.facts.values() if fact.person in context.close and not context.is_taken_back(fact)
    ]
    facts.sort(key=lambda fact: fact.concept)
    facts.sort(key=lambda fact: (fact.on, fact.event), reverse=True)
    return [_fact(context, fact) for fact in facts]


def _fact(context: Context, fact: Fact) -> FactShown:
    concept, person = context.knowledge.concepts[fact.concept], context.family.people.get(fact.person)
    service = context.naming.of(fact.service)
    return {
        "event": str(fact.event), "ref": fact.ref if service.named else "", "about_ref": person and person.human_ref,
        "about": person and person.name, "concept": fact.concept, "certainty": fact.certainty, "service": service.ref,
        "service_name": service.name, "service_kind": service.kind, "value": fact.value, "on": iso_of_fact(fact.on),
        "until": iso(fact.until), "known": iso(fact.known), "role": context.roles[fact.person][0],
        "title": concept.title, "sensitive": concept.sensitive,
    }  # fmt: skip
