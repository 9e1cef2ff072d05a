"""The published tables: which columns of a sweep name a row, which it carries, and what is written beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from typing import NamedTuple

from kinsight.casework.arrow_columns import Cell, Table, batches
from kinsight.casework.bulk import Columns
from kinsight.casework.models import Owed, Pattern
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.owners import RECORDER, held_by, owners_of


class NumberedChild(NamedTuple):
    """A child's id, when it was born or is expected, and the key of its mother, where she is known."""

    id: int
    birth: date | None
    mother: int | None = None

    @property
    def family(self) -> int:
        """By which brothers and sisters stand together: a child whose mother is not known is a family of its own."""
        return -self.id if self.mother is None else self.mother


#: By reference.
Children = Mapping[str, NumberedChild]
#: A child whom a publication is not about.
_NOBODY = NumberedChild(0, None)
#: Ids of the services that have a child, in the order of the sweep's roster, by the child's id.
Caseloads = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True)
class Context:
    """What a publication knows beside the sweep: the knowledge, its day, the children it is about, and the services that have them."""

    knowledge: Knowledge
    as_of: date
    children: Children
    caseloads: Caseloads = field(default_factory=dict)
    services: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # reference and kind, by id
    _holders: dict["_Asked", tuple[str, int | None]] = field(default_factory=dict)

    def holder(self, expectation: str, child: NumberedChild, recorder: str) -> tuple[str, int | None]:
        """The role that owes it to the child, and the id of the one service whose it is: both change as the child grows and moves."""
        by_recorder = RECORDER in owners_of(self.knowledge.expectations[expectation])
        asked = expectation, child.birth, self.caseloads.get(child.id, ()), recorder if by_recorder else ""
        if asked not in self._holders:
            self._holders[asked] = self._held(*asked)
        return self._holders[asked]

    def _held(
        self, expectation: str, birth: date | None, caseload: tuple[int, ...], recorder: str
    ) -> tuple[str, int | None]:
        age = None if birth is None else (self.as_of - birth).days
        has = {self.services[one][0]: one for one in caseload}
        services = [(ref, self.services[one][1]) for ref, one in has.items()]
        held = held_by(self.knowledge.expectations[expectation], age, services, self.knowledge.owners, recorder or None)
        return held.role, None if held.service is None else has[held.service]


#: Expectation, birth, caseload and recorder: by which alone a holder is found.
_Asked = tuple[str, date | None, tuple[int, ...], str]


#: From the children of some rows and the rows' columns (the sweep's, after the child) to further columns.
Beside = Callable[[Context, list[NumberedChild], list[list[Cell]]], list[list[Cell]]]


@dataclass(frozen=True)
class Kind:
    """One published table. `beside` makes the columns of `extra`, of those named, carried and `read`; `says` names it to people."""

    name: str
    says: str
    model: type[Pattern] | type[Owed]
    named: Sequence[str]
    carried: Sequence[str]
    read: Sequence[str] = ()
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
        published = len(self.named) + len(self.carried)
        for refs, *columns in batches(table, ("child_ref", *self.named, *self.carried, *self.read)):
            children = [context.children.get(str(ref), _NOBODY) for ref in refs]
            numbers = [one.id for one in children]
            rows: list[Sequence[Cell]] = [numbers, *columns[:published], *self.beside(context, children, columns)]
            yield rows if all(numbers) else [list(compress(column, numbers)) for column in rows]


def _holders(context: Context, children: list[NumberedChild], columns: list[list[Cell]]) -> list[list[Cell]]:
    """Owner and service of each row, and the child's family; `columns` begin with the expectation and end with the recorder."""
    rows = zip(columns[0], children, columns[-1], strict=True)
    held = [context.holder(str(name), child, str(recorder or "")) for name, child, recorder in rows]
    return [[role for role, _ in held], [service for _, service in held], [one.family for one in children]]


PATTERNS = Kind("patterns", "patterns", Pattern, ["view", "indicator", "since"], ["until", "count"])
OWED = Kind(
    "owed",
    "what is owed",
    Owed,
    ["expectation", "anchor", "trigger"],
    ["due", "met_on", "ends", "lapses", "reason"],
    ["recorder"],
    ["owner", "service", "family"],
    _holders,
)
