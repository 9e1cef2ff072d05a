"""One child's family with its words, as it could be known on a day: what a picture is made of.

Days are days since 1970-01-01. Bonds and couples are cut to the day: nothing known later, and no end that was not known yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # Numba takes a second to load
    from kinsight.engine.judge import Results

#: The service of a fact that follows from the record itself.
OF_THE_RECORD = 0


class ChildUnknown(Exception):
    """No patient, and no pregnancy, has this NHS number or reference, or it is no child on the day; the message says which."""


class ChildRecord(NamedTuple):
    """The child, born or not. Until there is a name, language, interpreter or practice of its own, the mother's stand here.

    `child`: its key; `home`: the human whose addresses are its; `born` is None before birth; `left_on`: `FOREVER` or the day. `died` and
    `died_known`, from when that was known, are None before it was.
    """

    child: int
    ref: str
    name: str
    nhs_number: str | None
    born: int | None
    expected: int | None
    left_on: int
    died: int | None
    died_known: int | None
    sex: str | None
    language: str | None
    interpreter: bool | None
    practice: str | None
    home: int | None


class Person(NamedTuple):
    """One record of someone in the family (`person`, `ref`), and the human it is of, by that human's newest words; a death once known."""

    person: int
    ref: str
    human: int
    human_ref: str
    name: str | None
    sex: str | None
    born: int | None
    died: int | None
    died_known: int | None


class FamilyBond(NamedTuple):
    """One version of "person is ROLE of the child"; the child itself is `self`."""

    person: int
    role: str
    since: int
    until: int
    known: int
    superseded: int


class Fact(NamedTuple):
    """One version of a fact about a person. `service`: a number, or `OF_THE_RECORD`. `superseded`: as recorded, perhaps later than the
    day asked for."""

    event: int
    ref: str
    person: int
    concept: str
    on: int
    until: int | None
    known: int
    superseded: int
    certainty: str
    value: str | None
    service: int


class Address(NamedTuple):
    """Where a human lived or lives; a missing `since` or `until` was not said."""

    human: int
    line: str | None
    postcode: str | None
    since: int | None
    until: int | None
    known: int


class Couple(NamedTuple):
    """Two humans who are or were a couple. `since` may be `ALWAYS`, `until` `FOREVER`."""

    one: int
    other: int
    since: int
    until: int


class Service(NamedTuple):
    ref: str
    name: str | None
    kind: str


@dataclass(frozen=True)
class ChildFamily:
    """`people`: by the key of each record that a bond names, and the child's own. `facts`: all versions known by `as_of` of all facts about
    them, in no order. `restricted`: whether anyone of the family has a restricted record, by what is known today.
    `addresses`, `couples`: of the humans in `people` alone. `services`: by number; `service_numbers`: by every reference and code.
    `judged`: spells, what is owed, and evidence, as `judge.judge_one` gives them."""

    as_of: int
    child: ChildRecord
    people: Mapping[int, Person]
    bonds: tuple[FamilyBond, ...]
    facts: tuple[Fact, ...]
    addresses: tuple[Address, ...]
    couples: tuple[Couple, ...]
    restricted: bool
    services: Mapping[int, Service]
    service_numbers: Mapping[str, int]
    judged: "Results"
