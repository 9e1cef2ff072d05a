"""Rules by which facts follow from the record, as rows of numbers for the statement that makes the facts (`derived.sql`)."""

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from kinsight.rules.schema.derivations import (
    AddressOfMany,
    AdultJoins,
    AdultThere,
    ChildOfMother,
    Derivation,
    PartnerOfMany,
    YoungParent,
)
from kinsight.rules.schema.durations import days
from kinsight.rules.schema.knowledge import Knowledge


class DerivationRow(NamedTuple):
    """One rule. `number`: which of several; `length`, `awaited`, `until_age`: days; what a kind has not is 0. In force on the days
    [holds_from, holds_until)."""

    rule: int
    kind: str
    concept: str
    number: int
    length: int
    awaited: int
    until_age: int
    holds_from: int
    holds_until: int


def derivation_rows(knowledge: Knowledge) -> list[DerivationRow]:
    """In the order of their names."""
    return list(_rows(knowledge))


def digest(knowledge: Knowledge) -> str:
    """Another whenever other facts may follow from the same records; words, sources and reviews change nothing."""
    return sha256(repr(derivation_rows(knowledge)).encode()).hexdigest()[:12]


def _rows(knowledge: Knowledge) -> Iterator[DerivationRow]:
    for place, (_, one) in enumerate(sorted(knowledge.derivations.items())):
        kind, number, length, awaited, until_age = _limits(one)
        yield DerivationRow(place, kind, one.makes, number, length, awaited, until_age, *knowledge.in_force(one))


def _limits(one: Derivation) -> tuple[str, int, int, int, int]:
    """Kind, number, length, awaited and until_age."""
    said = one.from_record
    if isinstance(said, YoungParent):
        return "parent-under", 0, days(said.parent_under), days(said.awaited), 0
    if isinstance(said, ChildOfMother):
        return "child-of-mother", said.child_of_mother, 0, 0, 0
    if isinstance(said, PartnerOfMany):
        return "partner", said.partner, days(said.within), 0, 0
    if isinstance(said, AddressOfMany):
        return "address", said.address, days(said.within), 0, days(said.until_age)
    if isinstance(said, AdultJoins):
        return "adult-joins", 0, days(said.adult_joins), 0, days(said.until_age)
    if isinstance(said, AdultThere):
        return "adult-there", 0, days(said.adult_there), 0, 0
    raise TypeError(f"no row for what follows by {type(said).__name__}")
