"""The published tables: which columns of a sweep name a row, which it carries, and what is written beside them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from kinsight.casework import bulk
from kinsight.casework.changes import Key, Standing, Values
from kinsight.casework.models import Owed, Pattern
from kinsight.casework.tables import Rows, day


class Lore(Protocol):
    """The knowledge, as far as publishing asks: who owes what."""

    expectations: Any


Beside = Callable[[Lore, Key], bulk.Row]


class Kind:
    """One published table. `beside` gives what follows from a row's key and the knowledge: fields `extra`."""

    def __init__(
        self, name: str, model: type[Pattern] | type[Owed], key: Sequence[str], values: Sequence[str],
        days: Sequence[str], extra: Sequence[str] = (), beside: Beside = lambda knowledge, key: (),
    ) -> None:  # fmt: skip
        self.name, self.model, self.beside = name, model, beside
        self.columns = ("child_ref", *key, *values)
        self.key, self.values, self.extra = ("child", *key), tuple(values), tuple(extra)
        self.days = {place for place, column in enumerate(self.columns[1:]) if column in days}

    def split(self, child: int, row: bulk.Row) -> tuple[Key, Values]:
        """A row of the sweep, without its ref, as (key with the child's id, values); days as text."""
        told = tuple(bulk.text(day(value)) if place in self.days else value for place, value in enumerate(row))
        size = len(self.key) - 1
        return (child, *told[:size]), told[size:]

    def found(self, ids: dict[str, int], rows: Rows) -> Iterable[tuple[Key, Values]]:
        """The sweep's rows of these children; rows of a child outside them are not of this publication."""
        return (self.split(ids[ref], row) for ref, some in rows.items() if ref in ids for row in some)

    def standing(self, children: Sequence[int]) -> dict[Key, Standing]:
        """The rows of these children as they stand, by key."""
        size = 2 + len(self.key)
        rows = bulk.rows_of(self.model, ("id", "withdrawn_on", *self.key, *self.values), children)
        return {row[2:size]: Standing(row[0], row[size:], row[1] is not None) for row in rows}


def owner(knowledge: Lore, key: Key) -> bulk.Row:
    """The role that owes it."""
    return (knowledge.expectations[key[1]].owner,)


PATTERNS = Kind("patterns", Pattern, ["view", "indicator", "since"], ["until", "count"], ["since", "until"])
OWED = Kind(
    "owed", Owed, ["expectation", "anchor", "trigger"], ["due", "met_on", "ends", "reason"],
    ["trigger", "due", "met_on", "ends"], ["owner"], owner,
)  # fmt: skip
