"""Who owes a response to a child: the role that fits its age, and the one service in which that role has the child."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kinsight.rules.schema import durations
from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.owner_roles import OwnerRole

#: Whoever recorded what set something off.
RECORDER = "recorder"
#: Whose it is to hand on what belongs to nobody.
NAMED = "named"
#: Role → where it works; `Knowledge.owners`.
Owners = Mapping[str, OwnerRole]
#: Reference and kind of each service that has a child: its practice first, then those who wrote something down last.
Services = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Holder:
    """Whose something owed is: a role, in the service of this reference; None where the role works for an area."""

    role: str
    service: str | None


def owner_at(expectation: Expectation, age: int | None) -> str:
    """The role that owes it to a child of this age in days (negative: not yet born; None: not known)."""
    return max(_reached(expectation, age), default=(0, expectation.owner))[1]


def _reached(expectation: Expectation, age: int | None) -> list[tuple[int, str]]:
    steps = [(durations.days(start), owner) for start, owner in expectation.owner_from.items()]
    return [] if age is None else [step for step in steps if step[0] <= age]


def holder(role: str, age: int | None, services: Services, owners: Owners, recorder: str | None = None) -> Holder:
    """The one service that owes what `role` owes to a child of this age, or who takes its place. `recorder`: the service that recorded
    what set it off."""
    if role == RECORDER:
        role, services = _of_recorder(services, owners, recorder)
    while (one := owners.get(role)) is not None:
        if one.service is None and one.next is None:
            break
        if not _grown_past(one, age) and (found := _first_of(one.service, services)):
            return Holder(role, found)
        role = one.next or NAMED
    return Holder(role, None)


def _of_recorder(services: Services, owners: Owners, recorder: str | None) -> tuple[str, Services]:
    """The role of who recorded it, with their service before others of its kind."""
    kinds = dict(services)
    by_kind = {one.service: name for name, one in reversed(list(owners.items())) if one.service}
    role = by_kind.get(kinds.get(recorder or "", ""))
    if recorder is None or role is None:
        return RECORDER, services
    return role, [(recorder, kinds[recorder]), *services]


def _grown_past(one: OwnerRole, age: int | None) -> bool:
    return one.until_age is not None and age is not None and age >= durations.days(one.until_age)


def _first_of(kind: str | None, services: Services) -> str | None:
    return next((ref for ref, its in services if its == kind), None)


def held_by(
    item: Expectation, age: int | None, services: Services, owners: Owners, recorder: str | None = None
) -> Holder:
    """Who holds what the expectation asks for a child of this age; as `holder`."""
    return holder(owner_at(item, age), age, services, owners, recorder)


def owners_of(expectation: Expectation) -> list[str]:
    """Every role that may owe it, each once, by the child's age."""
    later = sorted(expectation.owner_from.items(), key=lambda step: durations.days(step[0]))
    return list(dict.fromkeys([expectation.owner, *(owner for _, owner in later)]))


def ages_of_change(expectations: Iterable[Expectation], owners: Owners) -> list[int]:
    """The ages in days at which something owed changes hands, sorted."""
    later = {durations.days(start) for one in expectations for start in one.owner_from}
    return sorted(later | {durations.days(one.until_age) for one in owners.values() if one.until_age})
