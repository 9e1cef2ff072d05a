"""What the judge takes in of one family, as plain values: what examples, the reference and the tests share.

Days are integers (see `records.days`); people, services and concepts are words.
"""

from dataclasses import dataclass

from kinsight.store.days import ALWAYS, FOREVER


@dataclass(frozen=True)
class Child:
    child: str
    born: int | None
    expected: int | None = None
    left_on: int = FOREVER
    known: int = ALWAYS

    @property
    def birth(self) -> int:
        """The day ages count from: birth, or the expected date of a child not yet born. Raises ValueError without either."""
        day = self.born if self.born is not None else self.expected
        if day is None:
            raise ValueError("a child needs a birth day or an expected day")
        return day


@dataclass(frozen=True)
class Bond:
    """`death_known`: from when it is known that the person has died."""

    child: str
    person: str
    role: str
    from_: int = ALWAYS
    until: int = FOREVER
    known: int = ALWAYS
    superseded: int = FOREVER
    death_known: int = FOREVER


@dataclass(frozen=True)
class Event:
    """One version of a fact. `event` is the same in every version of it; `until` None: open or unknown."""

    event: str
    person: str
    concept: str
    on: int
    until: int | None
    known: int
    superseded: int = FOREVER
    service: str = "gp"
    value: str | None = None
    ref: str = ""


@dataclass(frozen=True)
class Case:
    child: Child
    bonds: tuple[Bond, ...]
    events: tuple[Event, ...]
