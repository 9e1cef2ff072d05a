"""Who belongs to a family and when: drawn from the seed and the family's number, whatever the district's size."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from kinsight.synthetic.names import BOYS, FAMILIES, GIRLS, LANGUAGES

YEAR = 365.25
ADULT = 6574  # days to the eighteenth birthday
GESTATION = 280
#: A pregnancy enters the district once booked: no due day is later than this after the feed's end.
LATEST_DUE = 200
#: Address slots (see `places`): the mother's homes from 0; a father who left; partners' own homes.
LEFT_HOME, OTHER_HOME = 7, 8


@dataclass(slots=True)
class Stay:
    slot: int
    start: int | None
    until: int | None


@dataclass(slots=True)
class Person:
    ref: str
    sex: str
    given: str
    family: str
    born: int
    stays: list[Stay] = field(default_factory=list)
    nhs: str = ""
    #: A hospital that keeps a Patient record of its own for this person.
    hospital_ref: str = ""
    died: int | None = None


@dataclass(slots=True)
class Child(Person):
    due: int = 0
    father: Person | None = None
    #: Reference of the pregnancy's first expected-date Observation, once told.
    expected_ref: str = ""
    #: Day of the antenatal booking.
    booked: int = 0
    #: Born together with the child before: the same pregnancy.
    twin: bool = False

    @property
    def conceived(self) -> int:
        return self.due - GESTATION


@dataclass(slots=True)
class Couple:
    """The mother and a partner, from one day until another (None: still)."""

    partner: Person
    start: int
    until: int | None


@dataclass(frozen=True)
class Shape:
    """What a story asks of a family's make-up; the defaults are an ordinary family. Days are before the feed's end."""

    #: Age range of the child told of, in days; negative: unborn, due in so many days.
    child_age: tuple[int, int] | None = None
    #: Mother's age in years at that child's birth.
    mother_age: tuple[int, int] | None = None
    older: tuple[int, int] = (0, 2)
    #: Father left so many days before the end; 0: at home; None: never recorded.
    father_left: tuple[int, int] | None = (0, 0)
    #: Later partners: (came, went or None), days before the end.
    partners: tuple[tuple[int, int | None], ...] = ()
    #: Days before the end on which the household moved.
    moves: tuple[int, ...] = ()
    interpreter: bool = False
    #: Gestation at booking in weeks.
    booking: tuple[int, int] = (7, 10)
    #: For so many days before the end no routine contact saw the child told of.
    unseen: int = 0
    #: Parts of routine care that this family did not get.
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Demography:
    """What a district draws its families from, where a profile may differ; the defaults are our own assumptions."""

    #: Share of families that need an interpreter.
    interpreter: float = 0.05
    #: Share of births that are early, and by how many days.
    early: float = 0.07
    early_days: tuple[int, int] = (25, 70)
    #: Share of births that are of twins.
    twins: float = 0.015


@dataclass(slots=True)
class Plan:
    number: int
    end: int
    shape: Shape
    locality: int
    practice: int
    mother: Person
    children: list[Child]
    couples: list[Couple]
    elders: list[Person]
    interpreter: bool
    language: str | None
    #: The child a story is told of.
    index: Child
    #: Adults who look after a child and are neither parent nor partner: relatives, foster carers.
    carers: list[Person] = field(default_factory=list)

    @property
    def people(self) -> list[Person]:
        """Everyone who needs an NHS number; the unborn have none yet."""
        return [*self.adults, *(c for c in self.children if c.born <= self.end)]

    @property
    def adults(self) -> list[Person]:
        return [self.mother, *(c.partner for c in self.couples), *self.elders, *self.carers]

    @property
    def minors(self) -> int:
        """Children as the district counts them: born and unborn, and parents who are not yet 18 themselves."""
        return len(self.children) + sum(p.born + ADULT > self.end for p in self.adults)

    def partner_on(self, day: int) -> Person | None:
        """The mother's partner on a day."""
        for couple in self.couples:
            if couple.start <= day and (couple.until is None or day < couple.until):
                return couple.partner
        return None


def draw(
    seed: int, number: int, end: date | int, shape: Shape | None = None, demography: Demography | None = None
) -> Plan:
    """The family of this number. Cheap: the writer draws each twice, once only to count."""
    last = end if isinstance(end, int) else (end - date(1970, 1, 1)).days
    rng = Random(f"{seed}/{number}/cast")
    return _Cast(rng, number, last, shape or Shape(), demography or Demography()).plan()


class _Cast:
    def __init__(self, rng: Random, number: int, end: int, shape: Shape, demography: Demography) -> None:
        self.rng, self.number, self.end, self.shape, self.demography = rng, number, end, shape, demography
        self.people = 0

    def plan(self) -> Plan:
        rng, shape = self.rng, self.shape
        dues = self._ordinary_dues() if shape.child_age is None else self._due_days()
        told = dues[-1]
        at_first = self._mothers_age(dues, told)
        mother = self._person("female", dues[0] - round(at_first * YEAR))
        couples = self._couples(mother, dues)
        children = self._children(mother, couples, dues)
        self._house(mother, couples, children)
        elders = self._elders(mother, children[0].born)
        needs = shape.interpreter or (shape.child_age is None and rng.random() < self.demography.interpreter)
        language = rng.choice(LANGUAGES) if needs else None
        index = next((c for c in children if c.due == told), children[-1])
        return Plan(
            self.number,
            self.end,
            shape,
            rng.randrange(4),
            rng.randrange(4),
            mother,
            children,
            couples,
            elders,
            needs,
            language,
            index,
        )

    def _person(self, sex: str, born: int, family: str | None = None) -> Person:
        given = self.rng.choice(GIRLS if sex == "female" else BOYS)
        return Person(self._ref(), sex, given, family or self.rng.choice(FAMILIES), born)

    def _ref(self) -> str:
        self.people += 1
        return f"Patient/{self.number:06d}-{self.people}"

    def _ordinary_dues(self) -> list[int]:
        rng = self.rng
        first = rng.randint(self.end - ADULT + 45, self.end + LATEST_DUE - 10)
        size = rng.choices((1, 2, 3, 4, 5), (28, 45, 18, 7, 2))[0]
        return [first, *(d for d in self._later(first, size - 1) if d < self.end + LATEST_DUE)]

    def _later(self, first: int, count: int) -> list[int]:
        """Due days of later children: spacings of about 33 months, a quarter below 24."""
        dues, due = [], first
        for _ in range(count):
            due += round(min(max(self.rng.lognormvariate(6.88, 0.38), 420), 3000))
            dues.append(due)
        return dues

    def _due_days(self) -> list[int]:
        assert self.shape.child_age is not None
        low, high = self.shape.child_age
        due = self.end - self.rng.randint(low, high)
        dues = [due]
        for _ in range(self.rng.randint(*self.shape.older)):
            earlier = dues[0] - round(min(max(self.rng.lognormvariate(6.7, 0.3), 420), 1800))
            if earlier > self.end - ADULT + 45:
                dues.insert(0, earlier)
        return dues

    def _mothers_age(self, dues: list[int], told: int) -> float:
        """In years, at the first birth."""
        if self.shape.mother_age is None:
            # Ordinary parents are of age by the feed's end: a parent under 18 is a child with a story.
            of_age = (ADULT + 30 - (self.end - dues[0])) / YEAR
            return min(max(self.rng.gauss(29.4, 5.6), 16.5, of_age), 41.0)
        return self.rng.uniform(*self.shape.mother_age) - (told - dues[0]) / YEAR

    def _couples(self, mother: Person, dues: list[int]) -> list[Couple]:
        couples = self._father(mother, dues)
        ordinary = self.shape.child_age is None
        for came, went in self._ordinary_partners(couples) if ordinary else self.shape.partners:
            partner = self._partner(mother)
            couples.append(Couple(partner, self.end - came, None if went is None else self.end - went))
        return couples

    def _partner(self, mother: Person) -> Person:
        sex = "female" if self.rng.random() < 0.03 else "male"
        return self._person(sex, self._partners_birth(mother))

    def _partners_birth(self, mother: Person) -> int:
        older = min(max(self.rng.gauss(2.4, 4.0), -4.0), 12.0)
        return min(mother.born - round(older * YEAR), self.end - ADULT - 30)

    def _father(self, mother: Person, dues: list[int]) -> list[Couple]:
        rng, shape = self.rng, self.shape
        if shape.father_left is None or (shape.child_age is None and rng.random() < 0.05):
            return []
        together = dues[0] - GESTATION - rng.randint(200, 1800)
        together = max(together, mother.born + 5500)
        father = self._person("male", self._partners_birth(mother))
        if shape.child_age is None:
            apart = dues[0] + round(rng.expovariate(1 / (32 * YEAR)))
            return [Couple(father, together, apart if apart < self.end - 60 else None)]
        left = rng.randint(*shape.father_left)
        return [Couple(father, together, self.end - left if left else None)]

    def _ordinary_partners(self, couples: list[Couple]) -> list[tuple[int, int | None]]:
        """After a separation some have one new partner, who stays."""
        if not couples or couples[0].until is None or self.rng.random() > 0.4:
            return []
        came = self.end - couples[0].until - self.rng.randint(250, 1600)
        return [(came, None)] if came > 90 else []

    def _children(self, mother: Person, couples: list[Couple], dues: list[int]) -> list[Child]:
        made = []
        for due in dues:
            father = next((c.partner for c in couples if _together(c, due - GESTATION)), None)
            if father is None and couples and self.shape.child_age is None:
                continue  # nobody to have a child with at that time
            if father is not None and father.sex == "female":
                father = None
            made.append(self._child(mother, father, due))
            if self.shape.child_age is None and made[-1].born <= self.end and self.rng.random() < self.demography.twins:
                made.append(self._twin(made[-1]))
        return made or [self._child(mother, couples[0].partner if couples else None, dues[0])]

    def _child(self, mother: Person, father: Person | None, due: int) -> Child:
        rng = self.rng
        is_early, early = rng.random() < self.demography.early, self.demography.early_days
        early_by = rng.randint(*early) if is_early else round(min(max(rng.gauss(2, 8), -12), 20))
        sex = "male" if rng.random() < 0.512 else "female"
        born = min(due - early_by, self.end - 3) if 0 < self.end - due < 30 else due - early_by
        if due > self.end:
            born = max(born, self.end + 1)
        surname = father.family if father is not None and rng.random() < 0.6 else mother.family
        person = self._person(sex, born, surname)
        return Child(person.ref, sex, person.given, surname, born, due=due, father=father)

    def _twin(self, first: Child) -> Child:
        other = self._person(self.rng.choice(("female", "male")), first.born, first.family)
        return Child(
            other.ref, other.sex, other.given, other.family, first.born, due=first.due, father=first.father, twin=True
        )

    def _house(self, mother: Person, couples: list[Couple], children: list[Child]) -> None:
        mother.stays = self._homes(children[0].due)
        for child in children:
            child.stays = _from(mother.stays, child.born)
        for nth, couple in enumerate(couples):
            couple.partner.stays = self._partners_stays(mother, couple, nth)

    def _homes(self, first_due: int) -> list[Stay]:
        moves = [self.end - m for m in self.shape.moves] if self.shape.child_age is not None else self._moves(first_due)
        starts: list[int | None] = [None, *moves]
        ends: list[int | None] = [*moves, None]
        return [Stay(slot, s, u) for slot, (s, u) in enumerate(zip(starts, ends, strict=True))]

    def _moves(self, first_due: int) -> list[int]:
        """Ordinary families move about every twelve years, and not again within two."""
        moves: list[int] = []
        day = first_due - 400 + round(self.rng.expovariate(1 / (12 * YEAR)))
        while day < self.end - 40 and len(moves) < 4:
            moves.append(day)
            day += 760 + round(self.rng.expovariate(1 / (12 * YEAR)))
        return moves

    def _partners_stays(self, mother: Person, couple: Couple, nth: int) -> list[Stay]:
        moved_in = couple.start + 120 if nth == 0 else couple.start + 20
        if couple.until is not None:
            moved_in = min(moved_in, couple.until - 1)
        own = OTHER_HOME if nth else LEFT_HOME
        shared = [s for s in _from(mother.stays, moved_in) if couple.until is None or (s.start or 0) < couple.until]
        stays = [Stay(own, None, moved_in), *shared]
        if couple.until is not None:
            stays[-1].until = couple.until
            stays.append(Stay(own, couple.until, None))
        return stays

    def _elders(self, mother: Person, since: int) -> list[Person]:
        if self.rng.random() > 0.06:
            return []
        elder = self._person("female", mother.born - self.rng.randint(8000, 13000), mother.family)
        if self.rng.random() < 0.2:
            died = self.end - self.rng.randint(30, 2500)
            elder.died = died if died > since else None
        elder.stays = [Stay(s.slot, s.start, s.until) for s in mother.stays]
        return [elder]


def _together(couple: Couple, day: int) -> bool:
    return couple.start <= day and (couple.until is None or day < couple.until)


def _from(stays: list[Stay], day: int) -> list[Stay]:
    """Stays of someone who joins a household on a day."""
    kept = [Stay(s.slot, s.start, s.until) for s in stays if s.until is None or s.until > day]
    kept[0].start = max(day, kept[0].start or day)
    return kept
