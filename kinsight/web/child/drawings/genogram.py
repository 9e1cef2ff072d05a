"""The family drawn as a genogram, pure, from the family of a picture. One symbol a person, never two on a spot.

Two rows: those who look after the child above, the child and other children below. In each row the people who live with
the child stand together, so that one dashed outline can hold them all. Sizes are units of the SVG's own view box.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kinsight.web.child.drawings.cards import LINE, NAME_SIZE, NOTE_SIZE, SYMBOL, Card, card
from kinsight.web.child.drawings.positions import MARGIN, Placed, rows
from kinsight.web.child.drawings.text import width
from kinsight.web.child.drawings.ties import Pair, depths, pairs, parents_of, ports
from kinsight.web.family.family_members import at_home, relatives, roles_of

if TYPE_CHECKING:
    from kinsight.casework.records import FamilyShown

FIRST_LANE, LANE = 20, 18


@dataclass(frozen=True)
class Symbol:
    """A person in place. `x`, `y` is the middle of the symbol; `text_y` the first line's baseline."""

    card: Card
    x: float
    y: float
    text_y: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """All ink of this person, label too: left, top, right, bottom."""
        half = max(SYMBOL, width(self.card.name, NAME_SIZE), width(self.card.note, NOTE_SIZE)) / 2
        top, bottom = self.y - SYMBOL / 2, self.y + SYMBOL / 2
        return (
            self.x - half,
            min(top, self.text_y - LINE + 4),
            self.x + half,
            max(bottom, self.text_y + self.card.tall - LINE + 4),
        )


@dataclass(frozen=True)
class Line:
    """A line between people. `kind`: couple, ended, parents, descent, sibling."""

    kind: str
    path: str
    slash: str = ""


@dataclass(frozen=True)
class Genogram:
    """All that is drawn, in the order to draw it."""

    width: float
    height: float
    symbols: list[Symbol]
    lines: list[Line]
    household: str
    title: str
    desc: str


@dataclass(frozen=True)
class Levels:
    """Heights of everything: the two rows' middles, the bar over the children, the whole."""

    upper: float
    bar: float
    lower: float
    height: float

    @staticmethod
    def of(cards: dict[str, Card], upper: Placed, lower: Placed, lanes: int) -> Levels:
        """The heights for these cards; `lanes`: how many lines of couples lie below one another."""
        top = MARGIN + 8
        if upper.x:
            first = top + max(cards[ref].tall for ref in upper.x) + 10 + SYMBOL / 2
            bar = first + SYMBOL / 2 + FIRST_LANE + lanes * LANE + 14
        else:
            first, bar = top, top
        middle = bar + 24 + SYMBOL / 2
        tall = max(cards[ref].tall for ref in lower.x)
        return Levels(first, bar, middle, middle + SYMBOL / 2 + tall + 14 + MARGIN)


def genogram(family: FamilyShown, on: date) -> Genogram:
    """The whole drawing of a family on a day."""
    home = at_home(family, on)
    cards = {p["ref"]: card(p, on, home) for p in relatives(family)}
    cards[family["child"]["ref"]] = card(family["child"], on, home, child=True)
    upper, lower = rows(family, cards, home, on)
    parents = parents_of(family, upper.x)
    joined = pairs(family, upper.x, parents, on)
    spots = ports(joined, upper.x)
    lanes = depths([(spots[(p.a, p.b)], spots[(p.b, p.a)]) for p in joined])
    levels = Levels.of(cards, upper, lower, max(lanes, default=-1) + 1)
    symbols = [
        *(above(cards[ref], x, levels) for ref, x in upper.x.items()),
        *(below(cards[ref], x, levels) for ref, x in lower.x.items()),
    ]
    lines = [
        *sibling_lines(family, lower, levels),
        *couple_lines(joined, spots, lanes, levels),
        *descent(family, upper, lower, parents, joined, spots, lanes, levels),
    ]
    wide = max(x + cards[ref].wide / 2 for row in (upper, lower) for ref, x in row.x.items()) + MARGIN
    return Genogram(
        wide, levels.height, symbols, lines, outline(upper, lower, levels, cards), title(family), described(symbols)
    )


def above(who: Card, x: float, levels: Levels) -> Symbol:
    """Words over the symbol, so that the couples' lines below stay free."""
    return Symbol(who, x, levels.upper, levels.upper - SYMBOL / 2 - 10 - who.tall + LINE)


def below(who: Card, x: float, levels: Levels) -> Symbol:
    """Words under the symbol."""
    return Symbol(who, x, levels.lower, levels.lower + SYMBOL / 2 + LINE + 2)


def couple_lines(
    joined: list[Pair], spots: dict[tuple[str, str], float], lanes: list[int], levels: Levels
) -> list[Line]:
    """A bracket under each couple; one that ended is struck through twice."""
    return [
        couple_line(pair, spots[(pair.a, pair.b)], spots[(pair.b, pair.a)], depth(lane, levels), levels)
        for pair, lane in zip(joined, lanes, strict=True)
    ]


def depth(lane: int, levels: Levels) -> float:
    """How far down the line of a couple in this lane is."""
    return levels.upper + SYMBOL / 2 + FIRST_LANE + lane * LANE


def couple_line(pair: Pair, start: float, end: float, y: float, levels: Levels) -> Line:
    """It starts in the middle of each symbol, which is painted over it, so that it meets round shapes too."""
    top, at = levels.upper, start + (end - start) * 0.3
    slash = f"M{at - 6:.1f} {y + 7:.1f} L{at:.1f} {y - 7:.1f} M{at + 1:.1f} {y + 7:.1f} L{at + 7:.1f} {y - 7:.1f}"
    return Line(
        pair.kind, f"M{start:.1f} {top:.1f} V{y:.1f} H{end:.1f} V{top:.1f}", slash if pair.kind == "ended" else ""
    )


def descent(
    family: FamilyShown,
    upper: Placed,
    lower: Placed,
    parents: list[str],
    joined: list[Pair],
    spots: dict[tuple[str, str], float],
    lanes: list[int],
    levels: Levels,
) -> list[Line]:
    """From the parents' line, or from the one parent known, to this child."""
    child = lower.x[family["child"]["ref"]]
    of_parents = [(pair, lane) for pair, lane in zip(joined, lanes, strict=True) if pair.parents]
    if of_parents:
        pair, lane = of_parents[0]
        start, y = spots[(pair.a, pair.b)], depth(lane, levels)
        x = min(max(child, start + 10), spots[(pair.b, pair.a)] - 10)
    elif parents:
        x, y = free_port(parents[0], upper.x[parents[0]], spots), levels.upper
    else:
        return []
    return [Line("descent", f"M{x:.1f} {y:.1f} V{levels.bar:.1f} H{child:.1f} V{levels.lower - SYMBOL / 2:.1f}")]


def free_port(ref: str, middle: float, spots: dict[tuple[str, str], float]) -> float:
    """Where a lone parent's line to the child leaves the symbol: the middle, or beside the couples' lines there."""
    taken = [x for (who, _), x in spots.items() if who == ref]
    return next((middle + by for by in (0, -18, 18) if all(abs(middle + by - x) > 6 for x in taken)), middle)


def sibling_lines(family: FamilyShown, lower: Placed, levels: Levels) -> list[Line]:
    """Dashed from each brother or sister to this child: which parents they share is not recorded."""
    siblings = [
        lower.x[p["ref"]]
        for p in relatives(family)
        if p["ref"] in lower.x and any(s["role"] == "sibling" for s in roles_of(p))
    ]
    if not siblings:
        return []
    everyone = [*siblings, lower.x[family["child"]["ref"]]]
    bar = f"M{min(everyone):.1f} {levels.bar:.1f} H{max(everyone):.1f}"
    drops = [f"M{x:.1f} {levels.bar:.1f} V{levels.lower:.1f}" for x in everyone]
    return [Line("sibling", " ".join([bar, *drops]))]


def outline(upper: Placed, lower: Placed, levels: Levels, cards: dict[str, Card]) -> str:
    """The dashed edge round all who live with the child; nothing when nobody is recorded as doing so."""
    if not any(cards[ref].home and not cards[ref].child for ref in (*upper.x, *lower.x)):
        return ""
    (left, right), top = (upper.home, MARGIN / 2) if upper.home[0] < upper.home[1] else (lower.home, levels.bar + 6)
    return f"M{left + 2:.1f} {top:.1f} H{right - 2:.1f} V{levels.height - MARGIN / 2:.1f} H{left + 2:.1f} Z"


def title(family: FamilyShown) -> str:
    """`Family of Alfie Marsh`."""
    return f"Family of {family['child'].get('name') or 'this child'}"


def described(symbols: list[Symbol]) -> str:
    """The drawing in words, for those who hear it; the table says the rest."""
    home = [s.card.title for s in symbols if s.card.home and not s.card.child]
    away = [s.card.title for s in symbols if not s.card.home]
    return " ".join(
        filter(
            None,
            [
                f"Recorded as living with the child: {'; '.join(home)}."
                if home
                else "Nobody is recorded as living with the child.",
                f"Others: {'; '.join(away)}." if away else "",
                "The table below says the same and more.",
            ],
        )
    )
