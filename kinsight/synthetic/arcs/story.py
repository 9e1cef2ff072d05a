"""What a story arc is, and how one is told: facts dated by days before the feed's end, each kept as evidence or not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kinsight.synthetic import resources
from kinsight.synthetic.family_plan import Person, Shape
from kinsight.synthetic.life import Life


@dataclass(frozen=True)
class Arc:
    """A story the catalogue describes. `live` adds it to an ordinary life of the family that `shape` asks for."""

    name: str
    catalogue: tuple[str, ...]
    shape: Shape
    live: "Callable[[Tale], None]"


@dataclass
class Tale:
    """A story being told of one family. Days are counted back from the feed's end: `ago`."""

    life: Life
    name: str
    evidence: list[str] = field(default_factory=list)
    #: Entries of expected.yaml that hold for this telling.
    chapters: list[str] = field(default_factory=list)
    #: First day on which everything expected could be known; at least the last day some evidence was recorded.
    first_day: int = 0
    #: What else the truth says: of another child, or of this one under another name (reference, chapter).
    also: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chapters.append(self.name)
        self.plan = self.life.plan
        self.mother, self.child = self.plan.mother, self.plan.index

    def fact(
        self,
        who: Person,
        concept: str,
        ago: int,
        by: str,
        *,
        late: int = 0,
        until: int | None = None,
        value: str | None = None,
        alleged: bool = False,
    ) -> str:
        """A fact the story turns on: evidence, known `late` days after it was so. `until` is days before the end."""
        on = self.day(ago)
        ref = self.life.record(
            who,
            concept,
            on,
            by,
            known=on + late,
            until=None if until is None else self.day(until),
            value=value,
            alleged=alleged,
        )
        return self.keep(ref, on + late)

    def background(self, who: Person, concept: str, ago: int, by: str, *, late: int = 0) -> str:
        """A fact that belongs to the story but that no pattern needs: a response, or background."""
        on = self.day(ago)
        return self.life.record(who, concept, on, by, known=on + late)

    def missed(self, who: Person, ago: int, by: str, what: str, by_carer: bool = False) -> str:
        """Not brought, or cancelled by the carer, with nobody asking what it means."""
        status, reason = ("cancelled", resources.BY_PATIENT) if by_carer else ("noshow", None)
        on = self.day(ago)
        return self.keep(self.life.booked(who, on, by, what, status, reason, known=on), on)

    def hurt(self, ago: int) -> str:
        """The child told of comes to the emergency department with an injury; known within five days."""
        on = self.day(ago)
        return self.keep(
            self.life.visit(self.child, ("emergency-attendance-injury", "seen"), on, "emergency", "EMER"), on + 5
        )

    def keep(self, ref: str, known: int) -> str:
        self.evidence.append(ref)
        self.first_day = max(self.first_day, known)
        return ref

    def day(self, ago: int) -> int:
        return self.plan.end - ago

    @property
    def partner(self) -> Person:
        """The mother's partner of today, or else the last one."""
        return self.plan.partner_on(self.plan.end) or self.plan.couples[-1].partner

    @property
    def father(self) -> Person:
        return self.plan.couples[0].partner

    def truths(self, catalogue: tuple[str, ...]) -> list[dict[str, Any]]:
        """A row of the truth for each child the story is about."""
        here = self.child.ref if self.child.born <= self.plan.end else self.child.expected_ref
        return [
            self._truth(catalogue, here, self.chapters),
            *(self._truth(catalogue, ref, [chapter]) for ref, chapter in self.also),
        ]

    def _truth(self, catalogue: tuple[str, ...], child: str, chapters: list[str]) -> dict[str, Any]:
        known = [expected().get(chapter, {}) for chapter in chapters]
        born = self.child.born <= self.plan.end
        # Nothing can be found about an unborn child before its mother has booked.
        first = self.first_day if born else max(self.first_day, self.child.booked)
        return {
            "arc": self.name,
            "catalogue": list(catalogue),
            "child": child,
            "indicators": _merged(known, "indicators"),
            "first_day": resources.iso(first),
            "evidence": self.evidence,
            "expectations": [
                {"expectation": e, "state": s} for k in known for e, s in k.get("expectations", {}).items()
            ],
            "not_indicators": _merged(known, "not_indicators"),
        }


def _merged(known: list[dict[str, Any]], name: str) -> list[str]:
    return sorted({item for one in known for item in one.get(name, [])})


@cache
def expected() -> dict[str, dict[str, Any]]:
    """What the knowledge should find in each story: read by the truth, never by the stories."""
    return yaml.safe_load(files("kinsight.synthetic.arcs").joinpath("expected.yaml").read_text()) or {}
