"""Where each person of the genogram stands: two rows, and in each the people who live with the child side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kinsight.web.child.drawings.cards import GAP, Card, grown
from kinsight.web.family.family_members import main_role, relatives, roles_of

if TYPE_CHECKING:
    from kinsight.casework.records import ChildShown, FamilyShown, PersonShown
    from kinsight.web.family.family_members import Member

    #: Left of the home, in it, right of it.
    Blocks = tuple[Sequence[Member], Sequence[Member], Sequence[Member]]

MARGIN = 16


@dataclass(frozen=True)
class Placed:
    """Where one row ended up: middles by ref and the edges of its home part."""

    x: dict[str, float]
    home: tuple[float, float]

    def moved(self, by: float) -> Placed:
        """The same row, further to the right."""
        return Placed({ref: x + by for ref, x in self.x.items()}, (self.home[0] + by, self.home[1] + by))

    @property
    def middle(self) -> float:
        """Of the home part; of the whole row when nobody of it is at home."""
        if self.home[0] < self.home[1]:
            return sum(self.home) / 2
        return sum(self.x.values()) / len(self.x) if self.x else 0.0


def upper_order(people: Sequence[PersonShown], at_home: frozenset[str], on: date) -> Blocks:
    """The father stands left of the mother; partners who do not live there go right, newest first."""
    rank = {"father": 0, "mother": 1, "guardian": 2, "partner": 3, "carer": 4}
    ordered = sorted(people, key=lambda p: (rank.get(main_role(p, on), 5), p.get("born") or "", p["ref"]))
    home = [p for p in ordered if p["ref"] in at_home]
    away = [p for p in ordered if p["ref"] not in at_home]
    left = [p for p in away if main_role(p, on) in ("father", "mother")]
    right = sorted((p for p in away if p not in left), key=lambda p: (latest_end(p), p["ref"]), reverse=True)
    return left, home, right


def latest_end(person: PersonShown) -> str:
    """The day on which the last of somebody's roles ended; `9999` while one holds."""
    return max((span.get("until") or "9999" for span in roles_of(person)), default="9999")


def lower_order(people: Sequence[PersonShown], child: ChildShown, at_home: frozenset[str]) -> Blocks:
    """Children by age, eldest left; those who live elsewhere stand left of the home."""

    def by_age(person: Member) -> tuple[str, str]:
        return person.get("born") or str(person.get("expected") or "9999"), person["ref"]

    home = [p for p in people if p["ref"] in at_home]
    return sorted((p for p in people if p not in home), key=by_age), sorted([*home, child], key=by_age), []


def placed(row: Blocks, cards: dict[str, Card], home: float) -> Placed:
    """Everyone from left to right; the home's part, when anyone is in it, made `home` wide."""
    x, edges = 0.0, (0.0, 0.0)
    middles: dict[str, float] = {}
    for at, block in enumerate(row):
        x += GAP if block and middles else 0
        slack = (home - room(block, cards)) / 2 if at == 1 and block else 0
        start, x = x, x + slack
        for person in block:
            wide = cards[person["ref"]].wide
            middles[person["ref"]], x = x + wide / 2, x + wide
        x += slack
        edges = (start, x) if at == 1 and block else edges
    return Placed(middles, edges)


def room(people: Sequence[Member], cards: dict[str, Card]) -> float:
    """How wide some people are, side by side."""
    return sum(cards[person["ref"]].wide for person in people)


def rows(family: FamilyShown, cards: dict[str, Card], home: frozenset[str], on: date) -> tuple[Placed, Placed]:
    """Both rows, the homes one above the other, pushed right until everything is inside the margin."""
    people, child = relatives(family), family["child"]
    coupled = {ref for couple in family["couples"] for ref in (couple["a"], couple["b"])}
    adults = [p for p in people if grown(p, on, coupled)]
    children = [p for p in people if p not in adults]
    over, under = upper_order(adults, home, on), lower_order(children, child, home)
    wide = max(room(over[1], cards), room(under[1], cards))
    upper, lower = placed(over, cards, wide), placed(under, cards, wide)
    lower = lower.moved(upper.middle - lower.middle)
    left = min(x - cards[ref].wide / 2 for row in (upper, lower) for ref, x in row.x.items())
    return upper.moved(MARGIN - left), lower.moved(MARGIN - left)
