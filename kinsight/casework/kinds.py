"""The published tables: which columns of a sweep name a row, which it carries, and what is written beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress

from kinsight.casework.arrow_columns import Cell, Table, batches
from kinsight.casework.bulk import Columns
from kinsight.casework.models import Owed, Pattern
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.owners import owner_at

#: A child's id, and when it was born or is expected; children by reference.
Child = tuple[int, date | None]
Children = Mapping[str, Child]
#: A child whom a publication is not about.
_NOBODY: Child = (0, None)


@dataclass(frozen=True)
class Context:
    """What a publication knows beside the sweep: the knowledge, its day, and the children it is about."""

    knowledge: Knowledge
    as_of: date
    children: Children
    _owners: dict[tuple[str, date | None], str] = field(default_factory=dict)

    def owner(self, expectation: str, birth: date | None) -> str:
        """The role that owes it to a child of this age: it changes hands as the child grows."""
        place = expectation, birth
        if place not in self._owners:
            age = None if birth is None else (self.as_of - birth).days
            self._owners[place] = owner_at(self.knowledge.expectations[expectation], age)
        return self._owners[place]


#: From the children of some rows and the rows' columns (the sweep's, after the child) to further columns.
Beside = Callable[[Context, list[Child], list[list[Cell]]], list[list[Cell]]]


@dataclass(frozen=True)
class Kind:
    """One published table. `beside` makes the columns of `extra`; `says` names it to people."""

    name: str
    says: str
    model: type[Pattern] | type[Owed]
    named: Sequence[str]
    carried: Sequence[str]
    extra: Sequence[str] = ()
    beside: Beside = lambda context, children, columns: []

    @property
    def key(self) -> tuple[str, ...]:
        """The fields that name a row."""
        return ("child", *self.named)

    @property
    def values(self) -> tuple[str, ...]:
        """The fields that a row carries beside its key."""
        return (*self.carried, *self.extra)

    def batches(self, table: Table, context: Context) -> Iterator[Columns]:
        """Key and values of the sweep's rows; those of a child outside this publication are not of it."""
        for refs, *columns in batches(table, ("child_ref", *self.named, *self.carried)):
            children = [context.children.get(str(ref), _NOBODY) for ref in refs]
            numbers = [number for number, _ in children]
            rows: list[Sequence[Cell]] = [numbers, *columns, *self.beside(context, children, columns)]
            yield rows if all(numbers) else [list(compress(column, numbers)) for column in rows]


def _owners(context: Context, children: list[Child], columns: list[list[Cell]]) -> list[list[Cell]]:
    return [[context.owner(str(name), birth) for name, (_, birth) in zip(columns[0], children, strict=True)]]


PATTERNS = Kind("patterns", "patterns", Pattern, ["view", "indicator", "since"], ["until", "count"])
OWED = Kind(
    "owed",
    "what is owed",
    Owed,
    ["expectation", "anchor", "trigger"],
    ["due", "met_on", "ends", "lapses", "reason"],
    ["owner"],
    _owners,
)
