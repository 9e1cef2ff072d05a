"""A family as FHIR, as the exported CQL expects it: facts about its members, bonds between them, and nothing worked out."""

from collections.abc import Iterable
from typing import Any

from kinsight.rules.export.resource_names import CONCEPTS, ROLES
from kinsight.rules.schema.cases import Bond, Case, Event
from kinsight.store.days import ALWAYS, FOREVER, to_date

Resource = dict[str, Any]


def bundle(case: Case, name: str) -> Resource:
    """The child as Patient of this id, each bond as RelatedPerson, each version of a fact as Observation."""
    bonds = [_bond(name, number, bond) for number, bond in enumerate(case.bonds, 1) if bond.person != case.child.child]
    facts = [_fact(case, name, number, event) for number, event in enumerate(case.events, 1)]
    entries = [{"resource": one} for one in (_patient(case, name), *bonds, *facts)]
    return {"resourceType": "Bundle", "id": name, "type": "collection", "entry": entries}


def _patient(case: Case, name: str) -> Resource:
    child = case.child
    told = [("expected", child.expected), ("left-on", child.left_on), ("known", child.known)]
    patient = {"resourceType": "Patient", "id": name, "extension": _days(told)}
    return patient if child.born is None else {**patient, "birthDate": _iso(child.born)}


def _bond(child: str, number: int, bond: Bond) -> Resource:
    return {
        "resourceType": "RelatedPerson", "id": f"bond-{number}", "patient": {"reference": f"Patient/{child}"},
        "identifier": [_person(bond.person)],
        "relationship": [{"coding": [{"system": ROLES, "code": bond.role}]}],
        **_period("period", bond.from_, bond.until),
        "extension": _days([("until", bond.until), ("known", bond.known), ("superseded", bond.superseded)]),
    }  # fmt: skip


def _fact(case: Case, child: str, number: int, event: Event) -> Resource:
    until = FOREVER if event.until is None else event.until
    about = {} if event.person == case.child.child else {"focus": [{"identifier": _person(event.person)}]}
    return {
        "resourceType": "Observation", "id": f"fact-{number}", "status": "final",
        "identifier": [{"system": "urn:kinsight:fact", "value": event.event}],
        "code": {"coding": [{"system": CONCEPTS, "code": event.concept}]},
        "subject": {"reference": f"Patient/{child}"}, **about,
        **_period("effectivePeriod", event.on, until),
        "extension": _days([("until", until), ("known", event.known), ("superseded", event.superseded)]),
    }  # fmt: skip


def _person(person: str) -> Resource:
    return {"system": "urn:kinsight:person", "value": person}


def _period(name: str, since: int, until: int) -> Resource:
    """FHIR's periods include their last day; ours end before it, so the exact end stands in an extension too."""
    start = {} if since <= ALWAYS else {"start": _iso(since)}
    end = {} if until >= FOREVER else {"end": _iso(max(until - 1, since))}
    return {name: start | end} if start or end else {}


def _days(told: Iterable[tuple[str, int | None]]) -> list[Resource]:
    return [
        {"url": f"urn:kinsight:{name}", "valueDate": _iso(day)}
        for name, day in told
        if day is not None and ALWAYS < day < FOREVER
    ]


def _iso(day: int) -> str:
    return to_date(day).isoformat()
