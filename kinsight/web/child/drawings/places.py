"""Where each person of the genogram stands: two rows, and in each the people who live with the child side by side."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kinsight.web.child.drawings.cards import GAP, Card, grown
from kinsight.web.child.people import in_household, main_role, relatives

Row = dict[str, Any]
MARGIN = 16


@dataclass(frozen=True)
class Placed:
    """Where one row ended up: middles by ref and the edges of its home part."""

    x: dict[str, float]
    home: tuple[float, float]

    def moved(self, by: float) -> "Placed":
        return Placed({ref: x + by for ref, x in self.x.items()}, (self.home[0] + by, self.home[1] + by))

    @property
    def middle(self) -> float:
        """Of the home part; of the whole row when nobody of it is at home."""
        if self.home[0] < self.home[1]:
            return sum(self.home) / 2
        return sum(self.x.values()) / len(self.x) if self.x else 0.0


def upper_order(people: list[Row], on: date) -> tuple[list[Row], list[Row], list[Row]]:
    """Left of the home, in it, right of it. The father stands left of the mother; past partners go right, newest first."""
    rank = {"father": 0, "mother": 1, "guardian": 2, "partner": 3, "carer": 4}
    ordered = sorted(people, key=lambda p: (rank.get(main_role(p, on), 5), p.get("born") or "", p["ref"]))
    home = [p for p in ordered if in_household(p, on)]
    away = [p for p in ordered if not in_household(p, on)]
    left = [p for p in away if main_role(p, on) in ("father", "mother")]
    right = sorted((p for p in away if p not in left), key=lambda p: (latest_end(p), p["ref"]), reverse=True)
    return left, home, right


def latest_end(person: Row) -> str:
    return max((span.get("until") or "9999" for span in person.get("roles") or []), default="9999")


def lower_order(people: list[Row], child: Row, on: date) -> tuple[list[Row], list[Row], list[Row]]:
    """Children by age, eldest left; those who live elsewhere to the left of the home, so they are not taken for part of it."""
    def by_age(person: Row) -> tuple[str, str]:
        return person.get("born") or person.get("expected") or "9999", person["ref"]

    home = [p for p in people if in_household(p, on)]
    return sorted((p for p in people if p not in home), key=by_age), sorted([*home, child], key=by_age), []


def placed(row: tuple[list[Row], list[Row], list[Row]], cards: dict[str, Card]) -> tuple[dict[str, float], tuple[float, float]]:
    """Middle x of each person, laid left to right, and where the home's part begins and ends."""
    x, middles, edges = 0.0, {}, [0.0, 0.0]
    for at, block in enumerate(row):
        x += GAP if at and block and middles else 0
        start = x
        for person in block:
            wide = cards[person["ref"]].wide
            middles[person["ref"]], x = x + wide / 2, x + wide
        if at == 1:
            edges = [start, x]
    return middles, (edges[0], edges[1])


def rows(family: Row, cards: dict[str, Card], on: date) -> tuple[Placed, Placed]:
    """Both rows, the homes one above the other, pushed right until everything is inside the margin."""
    people, child = relatives(family), family["child"]
    coupled = {ref for couple in family["couples"] for ref in (couple["a"], couple["b"])}
    adults = [p for p in people if grown(p, on, coupled)]
    children = [p for p in people if p not in adults]
    upper = Placed(*placed(upper_order(adults, on), cards))
    lower = Placed(*placed(lower_order(children, child, on), cards))
    lower = lower.moved(upper.middle - lower.middle)
    left = min(x - cards[ref].wide / 2 for row in (upper, lower) for ref, x in row.x.items())
    return upper.moved(MARGIN - left), lower.moved(MARGIN - left)
