"""What a kind of ordinary family is: as the district draws it, or with something to carry and services that carry it too."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random

import orjson

from kinsight.synthetic import habits, registration
from kinsight.synthetic.family_plan import Child, Person, Plan, Shape, Stay
from kinsight.synthetic.life import Life


@dataclass
class FamilyBook:
    """One family of a kind being told. Days are counted back from the feed's end: `ago`."""

    life: Life

    def __post_init__(self) -> None:
        self.plan = self.life.plan
        self.mother, self.child = self.plan.mother, self.plan.index

    @property
    def father(self) -> Person:
        return self.plan.couples[0].partner

    def day(self, ago: int) -> int:
        return self.plan.end - ago

    @property
    def age(self) -> int:
        """The child's, in days; negative before birth."""
        return self.plan.end - self.child.born

    def fact(self, who: Person, concept: str, ago: int, by: str, until: int | None = None) -> None:
        """Recorded the day it was so; `until` is days before the end."""
        on = self.day(ago)
        self.life.record(who, concept, on, by, known=on, until=None if until is None else self.day(until))

    def done(self, who: Person, ago: int, by: str, *concepts: str) -> None:
        """Several things that a service did on one day."""
        for concept in concepts:
            self.fact(who, concept, ago, by)

    def came(self, who: Person, agos: range, by: str, what: str) -> None:
        """Kept appointments."""
        for ago in agos:
            self.life.booked(who, self.day(ago), by, what)

    def thought_of(self, who: Person, ago: int, by: str) -> None:
        """What a good service does when an adult has a trouble: the children are thought of the same day."""
        habits.think_of_children(self.life, who, self.day(ago), by)

    def emergencies(self) -> list[int]:
        """Days before the end on which the child came to an emergency department."""
        seen = [orjson.loads(line) for line in self.life.lines.get("Encounter", [])]
        mine = (self.child.ref, self.child.hospital_ref)
        days = [
            one["period"]["start"]
            for one in seen
            if one["class"]["code"] == "EMER" and one["subject"]["reference"] in mine
        ]
        return [self.plan.end - (date.fromisoformat(day) - date(1970, 1, 1)).days for day in days]

    def carer(self, role: str, ago: int) -> Person:
        """The adult that `with_carer` added, as carer of the child since then."""
        carer = self.plan.carers[0]
        on = self.day(ago)
        registration.related(self.life, self.child, carer, role, on, None, on)
        return carer


#: A mother's age in years where the kind does not say.
_GROWN = (26, 38)


def nothing(telling: FamilyBook) -> None:
    """The district's ordinary care says it all."""


def anyone(plan: Plan) -> bool:
    return True


def nobody_more(plan: Plan, rng: Random) -> None:
    """The family is as it was drawn."""


@dataclass(frozen=True)
class Kind:
    """`shape`: made to measure; without one the family is drawn as the district draws it until one `fits`.

    `cast` may add people before they get their numbers, and `live` tells what their services did.
    """

    name: str
    live: Callable[[FamilyBook], None] = nothing
    shape: Shape | None = None
    fits: Callable[[Plan], bool] = anyone
    cast: Callable[[Plan, Random], None] = nobody_more

    @property
    def made(self) -> Shape | None:
        """The shape, with parents who are not young unless that is what the kind is about."""
        if self.shape is None or self.shape.mother_age is not None:
            return self.shape
        return replace(self.shape, mother_age=_GROWN)


def with_carer(plan: Plan, rng: Random) -> None:
    """An adult who is neither parent nor partner looks after the child at an address of their own."""
    born = plan.mother.born - rng.randint(6000, 10500)
    given, family = rng.choice(("Maureen", "Yvonne", "Ngozi", "Parveen")), plan.mother.family
    carer = Person(f"Patient/{plan.number:06d}-{len(plan.people) + 20}", "female", given, family, born)
    carer.stays = [Stay(_CARERS_HOME, None, None)]
    plan.carers.append(carer)


#: The slot of a carer's address (see `places`).
_CARERS_HOME = 9


def early(child: Child) -> int:
    """By how many days a child was born early."""
    return child.due - child.born
