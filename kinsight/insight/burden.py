"""How much work a district makes for whom: lines of work by role and caseload. Numbers in, numbers out; nothing is read or printed here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kinsight.rules.schema.owner_roles import OwnerRole
from kinsight.rules.schema.owners import Owners

#: What a line of work is: what *My work* shows as one.
LINE = "one family and one owner, however many things are owed"
#: A new line counts as one of a week where it began within so many days, and a quarter of them is a week's.
RECENT, WEEKS = 28, 4
YEAR, FIVE_YEARS = 365, 1826


@dataclass(frozen=True)
class Person:
    """A child as a caseload counts it: the family's number, and the age in days, negative before birth; None where nobody knows it."""

    child: str
    family: int
    age: int | None


@dataclass(frozen=True)
class Debt:
    """One thing owed to a child; `next_visit`: as the expectation has it; `at`: the contact at which it is done (`Question.at`). Days are
    days since 1970-01-01. `owned`: whether a service
    of the child does it, or a role of the area whose it is by the rule."""

    child: str
    expectation: str
    owner: str
    trigger: int
    due: int
    met_on: int | None = None
    owned: bool = True
    next_visit: bool = False
    at: str = ""

    def stands(self, as_of: int) -> bool:
        """Whether it waits to be done on the day."""
        return self.trigger <= as_of and self.met_on is None


@dataclass(frozen=True)
class RoleBurden:
    """What one role has to do. `lines` in this district; `per_caseload` for `caseload` of `of_whom`; `new_a_week` for such a caseload
    too, `next_visit` those of it in which nothing stands but what every family is asked at the next visit.
    `overdue_share` is of lines; `overdue_over_a_year` and `unowned` count single things owed. `oldest_days`: since the earliest day
    due. `by_contact`: of the lines for a caseload, in how many something stands that is done at this contact: a line may be in several.
    `by_expectation`: in how many of the lines each thing owed stands."""

    role: str
    caseload: int
    of_whom: str
    people: int
    lines: int
    per_caseload: float
    new_a_week: float
    overdue_share: float
    overdue_over_a_year: int
    oldest_days: int
    unowned: int
    next_visit: float = 0.0
    by_contact: dict[str, float] = field(default_factory=dict)
    by_expectation: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FamilyShares:
    """Of so many families, the share with anything overdue, with a pattern louder than an offer or a question, and with something overdue
    beside the questions for the next visit (`overdue_beside`)."""

    families: int
    any_overdue: float
    any_louder: float
    overdue_beside: float = 0.0


@dataclass(frozen=True)
class Burden:
    """The work in a district on a day; `ordinary` where it is known which families are ordinary."""

    children: int
    line: str
    roles: tuple[RoleBurden, ...]
    all_families: FamilyShares
    ordinary: FamilyShares | None


def burden(
    people: Sequence[Person],
    debts: Sequence[Debt],
    louder: set[str],
    as_of: int,
    owners: Owners,
    ordinary: set[str] | None = None,
) -> Burden:
    """Count the work on a day. `louder`: children with a pattern shown that is louder than an offer or a question; `owners` say for how
    many of whom the work of each role is counted."""
    families = {person.child: person.family for person in people}
    of_role: dict[str, list[Debt]] = defaultdict(list)
    for debt in debts:
        if debt.child in families:
            of_role[debt.owner].append(debt)
    late = [debt for debt in debts if debt.stands(as_of) and debt.due <= as_of]
    overdue, beside = {debt.child for debt in late}, {debt.child for debt in late if not debt.next_visit}
    return Burden(
        sum(_is_born(person) for person in people),
        LINE,
        tuple(_role(owners[role], of_role[role], people, families, as_of) for role in sorted(of_role)),
        _shares(families, overdue, louder, beside),
        None
        if ordinary is None
        else _shares({c: f for c, f in families.items() if c in ordinary}, overdue, louder, beside),
    )


def _is_born(person: Person) -> bool:
    return person.age is None or person.age >= 0


def _role(
    one: OwnerRole, debts: list[Debt], people: Sequence[Person], families: dict[str, int], as_of: int
) -> RoleBurden:
    role, size, of_whom = one.owner, one.caseload, one.of
    standing = [debt for debt in debts if debt.stands(as_of)]
    lines = {families[debt.child] for debt in standing}
    late = [debt for debt in standing if debt.due <= as_of]
    count = _people(of_whom, people)
    per = size / count if count else 0.0
    return RoleBurden(
        role,
        size,
        of_whom,
        count,
        len(lines),
        round(len(lines) * per, 1),
        round(len(_new(debts, families, as_of)) / WEEKS * per, 2),
        _share({families[debt.child] for debt in late}, lines),
        sum(as_of - debt.due > YEAR for debt in late),
        max((as_of - debt.due for debt in late), default=0),
        sum(not debt.owned for debt in standing),
        round(len(lines - {families[debt.child] for debt in standing if not debt.next_visit}) * per, 1),
        {at: round(lines * per, 1) for at, lines in _by_contact(standing, families).items()},
        _by_expectation(standing, families),
    )


def _people(of_whom: str, people: Sequence[Person]) -> int:
    counted = {
        "children": sum(_is_born(one) for one in people),
        "children under five": sum(one.age is not None and 0 <= one.age < FIVE_YEARS for one in people),
        "children of five and over": sum(one.age is not None and one.age >= FIVE_YEARS for one in people),
        "pregnancies": len({one.family for one in people if one.age is not None and one.age < 0}),
    }
    return counted[of_whom]


def _new(debts: Iterable[Debt], families: dict[str, int], as_of: int) -> set[tuple[int, int]]:
    """Family and day of each line that began lately and was not answered by the same contact."""
    return {
        (families[debt.child], debt.trigger)
        for debt in debts
        if as_of - RECENT < debt.trigger <= as_of and (debt.met_on is None or debt.met_on > debt.trigger)
    }


def _by_contact(debts: Iterable[Debt], families: dict[str, int]) -> dict[str, int]:
    return dict(Counter(sorted(at for at, _ in {(debt.at, families[debt.child]) for debt in debts})).most_common())


def _by_expectation(debts: Iterable[Debt], families: dict[str, int]) -> dict[str, int]:
    pairs = {(debt.expectation, families[debt.child]) for debt in debts}
    return dict(Counter(sorted(name for name, _ in pairs)).most_common())


def _shares(families: dict[str, int], overdue: set[str], louder: set[str], beside: set[str]) -> FamilyShares:
    every = set(families.values())
    late, loud, more = ({families[child] for child in some if child in families} for some in (overdue, louder, beside))
    return FamilyShares(len(every), _share(late, every), _share(loud, every), _share(more, every))


def _share(some: set[int], every: set[int]) -> float:
    return round(len(some & every) / len(every), 4) if every else 0.0
