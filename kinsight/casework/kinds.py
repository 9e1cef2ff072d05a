"""The published tables: which columns of a sweep name a row, which it carries, and what is written beside them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, cast

from kinsight.casework import bulk
from kinsight.casework.changes import Key, Standing, Values
from kinsight.casework.models import Owed, Pattern
from kinsight.casework.tables import Rows, day
from kinsight.practice.owners import owner_at


class Lore(Protocol):
    """The knowledge, as far as publishing asks: who owes what."""

    expectations: Any


@dataclass(frozen=True)
class Told:
    """What a publication knows beside the sweep: the knowledge, its day, and when each child was born or is expected."""

    knowledge: Lore
    as_of: date
    births: Mapping[int, date | None]

    def age(self, child: int) -> int | None:
        """In days on the day of the sweep; negative before birth."""
        birth = self.births.get(child)
        return None if birth is None else (self.as_of - birth).days


Beside = Callable[[Told, Key], Values]


class Kind:
    """One published table. `beside` gives what follows from a row's key, the child and the knowledge: values `extra`."""

    def __init__(
        self, name: str, model: type[Pattern] | type[Owed], key: Sequence[str], values: Sequence[str],
        days: Sequence[str], extra: Sequence[str] = (), beside: Beside = lambda told, key: (),
    ) -> None:  # fmt: skip
        self.name, self.model, self.beside = name, model, beside
        self.columns = ("child_ref", *key, *values)
        self.key, self.values = ("child", *key), (*values, *extra)
        self.days = {place for place, column in enumerate(self.columns[1:]) if column in days}

    def split(self, child: int, row: bulk.Row, told: Told) -> tuple[Key, Values]:
        """A row of the sweep, without its ref, as (key with the child's id, values); days as text."""
        said = tuple(bulk.text(day(value)) if place in self.days else value for place, value in enumerate(row))
        size = len(self.key) - 1
        key = (child, *said[:size])
        return key, (*said[size:], *self.beside(told, key))

    def found(self, ids: dict[str, int], rows: Rows, told: Told) -> Iterable[tuple[Key, Values]]:
        """The sweep's rows of these children; rows of a child outside them are not of this publication."""
        return (self.split(ids[ref], row, told) for ref, some in rows.items() if ref in ids for row in some)

    def standing(self, children: Sequence[int]) -> dict[Key, Standing]:
        """The rows of these children as they stand, by key."""
        size = 2 + len(self.key)
        rows = bulk.rows_of(self.model, ("id", "withdrawn_on", *self.key, *self.values), children)
        return {row[2:size]: Standing(row[0], row[size:], row[1] is not None) for row in rows}


def owner(told: Told, key: Key) -> Values:
    """The role that owes it to a child of this age: it changes hands as the child grows."""
    child, expectation = key[:2]
    return (owner_at(told.knowledge.expectations[expectation], told.age(cast(int, child))),)


PATTERNS = Kind("patterns", Pattern, ["view", "indicator", "since"], ["until", "count"], ["since", "until"])
OWED = Kind(
    "owed", Owed, ["expectation", "anchor", "trigger"], ["due", "met_on", "ends", "reason"],
    ["trigger", "due", "met_on", "ends"], ["owner"], owner,
)  # fmt: skip
