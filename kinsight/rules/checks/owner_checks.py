"""Says what is wrong with who owes and when: a role without a row, a kind of service that no feed names, a succession without an end."""

from collections.abc import Callable, Iterator

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema.formats import AgeTrigger, ConceptTrigger, Expectation
from kinsight.rules.schema.owners import RECORDER, Owners, owners_of
from kinsight.store.service_kinds import SERVICE_KINDS

Found = Iterator[Problem]


def services_unknown(shelf: Shelf) -> Found:
    for name, one in shelf.knowledge.owners.items():
        if one.service is not None and one.service not in SERVICE_KINDS:
            what = f"works in a service of an unknown kind, {one.service!r}"
            yield shelf.problem("owners", name, what, f"Use one of: {', '.join(SERVICE_KINDS)}", "service")


def successions_endless(shelf: Shelf) -> Found:
    """Everything owed must end with somebody who needs no service to have the child."""
    for name, one in shelf.knowledge.owners.items():
        if (one.service is not None or one.next is not None) and not _ends(name, shelf.knowledge.owners):
            what = "nobody is sure to owe it in the end"
            yield shelf.problem(
                "owners", name, what, "Let `next` lead to a role without a service, such as named", "next"
            )


def _ends(name: str, owners: Owners) -> bool:
    met: set[str] = set()
    while name not in met and (one := owners.get(name)) is not None:
        met.add(name)
        if one.service is None and one.next is None:
            return True
        name = one.next or ""
    return False


def owners_without_row(shelf: Shelf) -> Found:
    """Of the roles that any expectation names."""
    for name, one in shelf.knowledge.expectations.items():
        for role in owners_of(one):
            if shelf.knowledge.owners and role not in shelf.knowledge.owners:
                yield shelf.problem(
                    "expectations", name, f"{role!r} has no row in owners.yaml", "Add it there", "owner"
                )


def recorders_of_nothing(shelf: Shelf) -> Found:
    """A pattern or an age has no recorder."""
    for name, one in shelf.knowledge.expectations.items():
        if RECORDER in owners_of(one) and not isinstance(one.after, ConceptTrigger):
            what = "is owed by whoever recorded what set it off, and no fact sets it off"
            yield shelf.problem("expectations", name, what, "Name the role that owes it", "owner")


def _is_context(shelf: Shelf, one: Expectation) -> bool:
    """Whether it follows from a pattern that is neither a strength nor a worry."""
    pattern = shelf.knowledge.indicators.get(getattr(one.after, "indicator", ""))
    return pattern is not None and pattern.stance == "context"


def next_visits_of_no_age(shelf: Shelf) -> Found:
    """What something on record set off is work of its own, and waits for no visit; that somebody is there is no such thing."""
    for name, one in shelf.knowledge.expectations.items():
        if one.next_visit and not (isinstance(one.after, AgeTrigger) or _is_context(shelf, one)):
            what = "waits for the next visit, and is not owed to every family of an age, nor after what is context"
            yield shelf.problem("expectations", name, what, "Take `next_visit` out", "next_visit")


EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (
    services_unknown,
    successions_endless,
    owners_without_row,
    recorders_of_nothing,
    next_visits_of_no_age,
)
