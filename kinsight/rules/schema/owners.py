"""Who owes a response to a child of an age: the owner, or whoever takes over as the child grows."""

from collections.abc import Iterable

from kinsight.rules.schema import durations
from kinsight.rules.schema.formats import Expectation


def owner_at(expectation: Expectation, age: int | None) -> str:
    """The role that owes it to a child of this age in days (negative: not yet born; None: not known)."""
    return max(_reached(expectation, age), default=(0, expectation.owner))[1]


def _reached(expectation: Expectation, age: int | None) -> list[tuple[int, str]]:
    steps = [(durations.days(start), owner) for start, owner in expectation.owner_from.items()]
    return [] if age is None else [step for step in steps if step[0] <= age]


def owners_of(expectation: Expectation) -> list[str]:
    """Every role that may owe it, each once, by the child's age."""
    later = sorted(expectation.owner_from.items(), key=lambda step: durations.days(step[0]))
    return list(dict.fromkeys([expectation.owner, *(owner for _, owner in later)]))


def ages_of_change(expectations: Iterable[Expectation]) -> list[int]:
    """The ages in days at which something owed changes hands, sorted."""
    return sorted({durations.days(start) for one in expectations for start in one.owner_from})
