"""Reads one child's family from the store, as it could be known on a day, and judges it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

import numpy as np
import pyarrow as pa

from kinsight.engine import judge
from kinsight.engine.families import fallback, inputs, updating
from kinsight.engine.families.child_family import (
    Address,
    ChildFamily,
    ChildRecord,
    ChildUnknown,
    Couple,
    Fact,
    FamilyBond,
    Person,
)
from kinsight.engine.families.cutting import cut_family
from kinsight.engine.families.fallback import keys_of
from kinsight.engine.families.inputs import AFTER_EXPECTED, CHILDHOOD
from kinsight.engine.families.segment import Segment
from kinsight.engine.families.store import Snapshot
from kinsight.engine.judge.layout import Families
from kinsight.engine.judge.scratch import make_scratch
from kinsight.engine.rules import Rules, rules_of
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import FOREVER
from kinsight.store.workspace import Workspace

_own = local()


def read(workspace: Workspace, asked: str, as_of: int, knowledge: Knowledge, views: bool) -> ChildFamily:
    """The family of the child with this NHS number or reference, judged; with `views`, as each service alone sees it too.

    Raises ChildUnknown, WorkspaceMissing, WorkspaceBusy.
    """
    with opened(workspace, asked, as_of, knowledge) as (snapshot, segment, number):
        return _Reader(snapshot, segment, number, as_of, rules_of(knowledge)).family(views)


@contextmanager
def opened(
    workspace: Workspace, asked: str, as_of: int, knowledge: Knowledge
) -> Iterator[tuple[Snapshot, Segment, int]]:
    """Find a child's family: in the store, or joined for this once where the store has it not. Raises ChildUnknown."""
    snapshot = updating.current(workspace, as_of, knowledge)
    if (place := _place(snapshot, asked, as_of)) is not None:
        yield snapshot, *place
        return
    with fallback.joined(workspace, asked, as_of, knowledge, snapshot) as found:
        place = _place(found, asked, as_of)
        if place is None:
            raise ChildUnknown("this person is not a child on that day")
        yield found, *place


def _place(snapshot: Snapshot, asked: str, as_of: int) -> tuple[Segment, int] | None:
    child = snapshot.asked_for(keys_of(asked))
    place = None if child is None else snapshot.place(child)
    if place is None:
        return None
    one, number = place
    return place if is_child(one.families.children[number : number + 1], as_of)[0] else None


def is_child(children: np.ndarray, as_of: int) -> np.ndarray:
    """Which of these (rows of `CHILD`) are children on the day: not yet 18, or expected and not long overdue."""
    return children["born"] + np.where(children["is_born"], CHILDHOOD, AFTER_EXPECTED) > as_of


def cut_child(child: np.ndarray, as_of: int) -> np.ndarray:
    """A row of `CHILD` as it could be known on the day: a child leaves once its death is known, or an unborn one's end, else six weeks
    after the expected day."""
    planned = np.where(child["is_born"], FOREVER, child["born"] + AFTER_EXPECTED)
    child["left_on"] = np.where(child["left_on"] > as_of, planned, child["left_on"])
    return child


class _Reader:
    def __init__(self, snapshot: Snapshot, segment: Segment, number: int, as_of: int, rules: Rules) -> None:
        self.snapshot, self.segment, self.number, self.as_of, self.rules = snapshot, segment, number, as_of, rules
        everyone = segment.families
        bonds, events, event_at, self.numbers, self.events = cut_family(everyone, number, as_of)
        child = cut_child(everyone.children[number : number + 1].copy(), as_of)
        self.families = Families(child, bonds, np.array([0, len(bonds)]), events, event_at, everyone.concepts)
        self.taken = segment.person.take(pa.array(self.numbers))

    def family(self, views: bool) -> ChildFamily:
        people, services = self._people(), self.snapshot.services
        humans = np.unique(np.array([one.human for one in people.values()], np.int64))
        return ChildFamily(
            as_of=self.as_of,
            child=self._child(),
            people=people,
            bonds=self._bonds(),
            facts=self._facts(),
            addresses=self._addresses(humans),
            couples=self._couples(humans),
            restricted=self._is_restricted(),
            services=services.rows,
            service_numbers=services.by_reference,
            judged=self._judged(views),
        )

    def _judged(self, views: bool) -> judge.Results:
        arrays = self.rules.arrays_for(self.families.concepts)
        return judge.judge_one(
            arrays, self.families, 0, judge.Options(self.as_of, inputs.horizon(self.as_of), views), _scratch()
        )

    def _child(self) -> ChildRecord:
        row = self.segment.child.slice(self.number, 1)
        said = ChildRecord(*(row.column(name)[0].as_py() for name in ChildRecord._fields))
        said = said._replace(left_on=int(self.families.children["left_on"][0]))
        return said._replace(died=None, died_known=None) if self._death_to_come(said.died_known) else said

    def _people(self) -> dict[int, Person]:
        """Those of whom there is a record: of an unborn brother or sister there is none."""
        columns = (self.taken.column(name).to_pylist() for name in Person._fields)
        said = map(Person._make, zip(*columns, strict=True))
        return {
            one.person: one._replace(died=None, died_known=None) if self._death_to_come(one.died_known) else one
            for one in said
            if one.human is not None
        }

    def _death_to_come(self, died_known: int | None) -> bool:
        """Whether nobody knew of it yet on the day."""
        return died_known is not None and died_known > self.as_of

    def _is_restricted(self) -> bool:
        return any(until > self.as_of for until in self.taken.column("restricted_until").to_pylist())

    def _bonds(self) -> tuple[FamilyBond, ...]:
        """In words: a role that no rule names has no bit."""
        first, last = self.segment.bond_place_at[self.number : self.number + 2].tolist()
        taken = self.segment.bond.slice(first, last - first)
        rows = zip(*(taken.column(place).to_pylist() for place in range(1, 7)), strict=True)
        return tuple(
            FamilyBond(person, role, since, until, known, superseded if superseded <= self.as_of else FOREVER)
            for person, role, since, until, known, superseded in rows
            if known <= self.as_of
        )

    def _facts(self) -> tuple[Fact, ...]:
        words = self.segment.fact.take(pa.array(self.segment.fact_rows[self.events]))
        refs, values, certainties = (words.column(name).to_pylist() for name in ("ref", "value", "certainty"))
        people = np.repeat(self.segment.people[self.numbers], np.diff(self.families.event_at)).tolist()
        concepts = self.snapshot.manifest.concepts
        events = zip(self.segment.families.events[self.events].tolist(), refs, people, certainties, values, strict=True)
        return tuple(
            Fact(
                event,
                ref,
                person,
                concepts[concept],
                on,
                None if until >= FOREVER else until,
                known,
                superseded,
                certainty,
                value,
                service,
            )
            for (event, concept, on, until, known, superseded, service, _), ref, person, certainty, value in events
        )

    def _addresses(self, humans: np.ndarray) -> tuple[Address, ...]:
        one = self.segment
        rows = one.rows_of(one.address_humans, one.address, humans)
        return tuple(Address(*row[:6]) for row in rows if row[5] <= self.as_of < row[6])

    def _couples(self, humans: np.ndarray) -> tuple[Couple, ...]:
        inside, one = set(humans.tolist()), self.segment
        rows = one.rows_of(one.couple_humans, one.couple, humans)
        return tuple(Couple(*row[:4]) for row in rows if row[4] <= self.as_of < row[5] and row[1] in inside)


def _scratch() -> np.ndarray:
    """Working memory of this thread."""
    found: np.ndarray | None = getattr(_own, "scratch", None)
    if found is None:
        found = _own.scratch = make_scratch()
    return found
