"""Tell a batch of families: ordinary care first, then the story that some of them live."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from kinsight.synthetic import adults, arcs, family_plan, pregnancy, registration, routine, test_numbers
from kinsight.synthetic.life import Life


class Placed(Protocol):
    """A family's number and where its NHS numbers begin."""

    @property
    def number(self) -> int: ...
    @property
    def slot(self) -> int: ...


@dataclass
class FamilyFeed:
    """What a worker hands back: lines by resource type, and the truth about them."""

    lines: dict[str, list[bytes]] = field(default_factory=dict)
    arcs: list[dict[str, Any]] = field(default_factory=list)
    ordinary: list[str] = field(default_factory=list)
    children: int = 0
    families: int = 0
    people: int = 0
    #: What was drawn of ordinary families, by figure: how often it was so, and of how many. Only where a profile counts it.
    drawn: dict[str, tuple[float, float]] = field(default_factory=dict)

    def count(self, drawn: dict[str, tuple[float, float]]) -> None:
        for name, (cases, of) in drawn.items():
            had = self.drawn.get(name, (0.0, 0.0))
            self.drawn[name] = had[0] + cases, had[1] + of


def tell(seed: int, end: int, places: Iterable[Placed]) -> FamilyFeed:
    told = FamilyFeed()
    for place in places:
        _one(told, seed, end, place)
    return told


def _one(told: FamilyFeed, seed: int, end: int, place: Placed) -> None:
    arc = arcs.of(seed, place.number)
    cast = family_plan.draw(seed, place.number, end, arc.shape if arc else None)
    found, _ = test_numbers.take(place.slot, len(cast.people))
    for person, number in zip(cast.people, found, strict=True):
        person.nhs = number
    life = Life(cast, Random(f"{seed}/{place.number}/life"))
    ordinary_life(life)
    if arc:
        told.arcs += arcs.live(arc, life)
    gather(told, life, ordinary=arc is None)


def ordinary_life(life: Life) -> None:
    registration.register(life)
    for child in life.plan.children:
        if not child.twin:
            pregnancy.record_pregnancy(life, child)
        if child.born <= life.end:
            routine.record_childhood(life, child)
    if life.ordinary:
        adults.record_troubles(life)


def gather(told: FamilyFeed, life: Life, ordinary: bool) -> None:
    for kind, lines in life.lines.items():
        told.lines.setdefault(kind, []).extend(lines)
    told.children += life.plan.minors
    told.families += 1
    told.people += len(life.plan.people)
    if ordinary:
        # A child whose mother has not booked yet is in nobody's records.
        booked = [child for child in life.plan.children if child.booked <= life.end]
        told.ordinary += [c.ref if c.born <= life.end else c.expected_ref for c in booked]
