"""Lanes of the timeline: each fact a mark on its person's or service's lane, none lying on another."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kinsight.web.child.chronology import Entry
from kinsight.web.child.drawings.text import broken
from kinsight.web.text import words

WIDTH, GUTTER, RIGHT = 1040.0, 176.0, 30.0
LONG_BEFORE, AHEAD = timedelta(days=2 * 365), timedelta(days=365)


@dataclass(frozen=True)
class Scale:
    """Days to x. Days before `start` belong to the column of earlier facts."""

    start: date
    end: date
    left: float

    def x(self, day: date) -> float:
        """Where a day stands."""
        share = (day - self.start).days / max(1, (self.end - self.start).days)
        return self.left + share * (WIDTH - RIGHT - self.left)


@dataclass(frozen=True)
class FactSymbol:
    """One fact in place. `kind`: fact, done, missed; `hollow` = alleged; `until_x` = a bar; `known_x` = known later."""

    number: int
    kind: str
    x: float
    y: float
    until_x: float | None
    known_x: float | None
    hollow: bool
    title: str


@dataclass(frozen=True)
class Lane:
    """One person or one service."""

    name: list[str]
    y: float
    height: float
    marks: list[FactSymbol]


@dataclass(frozen=True)
class Shown:
    """How facts are drawn: `lasting` ones stay open until they are said to end; smaller where too many to number.

    `size` is half a mark's height, `track` the room it takes, `abreast` how many earlier ones stand in a row.
    """

    lasting: frozenset[str]
    as_of: date
    size: float = 10.0
    track: float = 23.0
    abreast: int = 3


def happened(entry: Entry) -> date:
    """The day of a fact."""
    return date.fromisoformat(entry.event["on"][:10])


def first_drawn(days: list[date], born: date | None, as_of: date) -> date:
    """Two years before the child, when what is older would press the rest together; else the first day."""
    first = min(days, default=as_of - timedelta(days=365))
    cut = (born or as_of) - LONG_BEFORE
    crowded = first < cut and (cut - first) > (as_of - cut) / 4
    return max(first, cut) if crowded else min(first, as_of - timedelta(days=30))


def scale(days: list[date], born: date | None, shown: Shown) -> Scale:
    """The axis: a little before the first day drawn, to the day looked from or what is already known to come."""
    start = first_drawn(days, born, shown.as_of)
    end = max([shown.as_of, *(day for day in days if day <= shown.as_of + AHEAD)])
    earlier = 26 + shown.abreast * shown.track if any(day < start for day in days) else 16.0
    return Scale(start - timedelta(days=max(2, (end - start).days // 40)), end, GUTTER + earlier)


@dataclass(frozen=True)
class Spot:
    """Room an entry takes on its lane: its mark, how long it lasts, when it came to be known."""

    x: float
    until_x: float | None
    known_x: float | None

    @property
    def end(self) -> float:
        """The right edge of the room."""
        return max(self.x, self.until_x or 0, self.known_x or 0)


def spots(entries: list[Entry], at: Scale, shown: Shown) -> list[Spot]:
    """A spot for each entry, in their order; the earlier ones side by side in their column."""
    earlier = {e.number: n for n, e in enumerate(e for e in entries if happened(e) < at.start)}
    return [spot(e, middle(e, earlier.get(e.number), at, shown), at, shown) for e in entries]


def middle(entry: Entry, earlier: int | None, at: Scale, shown: Shown) -> float:
    """Where the mark stands: by its day, or by its place among the earlier ones."""
    if earlier is None:
        return at.x(min(happened(entry), at.end))
    return GUTTER + 18 + (earlier % shown.abreast) * shown.track


def spot(entry: Entry, x: float, at: Scale, shown: Shown) -> Spot:
    """Bars and lines too short to see beside the mark are left out."""
    ends, knows = until(entry, at, shown), known(entry, at)
    return Spot(
        x, ends if ends and ends - x > shown.size + 2 else None, knows if knows and knows - x > 2 * shown.size else None
    )


def until(entry: Entry, at: Scale, shown: Shown) -> float | None:
    """Where the bar of a fact that lasts ends; None for one of a single day."""
    ended = words.parsed(entry.event.get("until"))
    if ended:
        return at.x(min(ended, at.end)) if ended >= at.start else None
    lasts = entry.event.get("concept") in shown.lasting and happened(entry) <= shown.as_of
    return at.x(shown.as_of) if lasts else None


def known(entry: Entry, at: Scale) -> float | None:
    """Where the day stands on which a fact came to be known, if that is on the axis."""
    day = words.parsed(entry.event.get("known"))
    return at.x(min(day, at.end)) if day and day >= at.start else None


def tracks(taken: list[Spot], room: float) -> list[int]:
    """The first free track for each, from left to right, so that no two marks of a lane touch."""
    ends: list[float] = []
    rows = [0] * len(taken)
    for at in sorted(range(len(taken)), key=lambda n: taken[n].x):
        row = next((n for n, end in enumerate(ends) if end + room <= taken[at].x), len(ends))
        ends[row : row + 1] = [taken[at].end]
        rows[at] = row
    return rows


def fact_symbol(entry: Entry, place: Spot, y: float, shown: Shown) -> FactSymbol:
    """A fact in its place, with the words that say it."""
    alleged = f", {entry.alleged.lower()}" if entry.alleged else ""
    return FactSymbol(
        number=entry.number,
        kind=entry.kind,
        x=place.x,
        y=y,
        until_x=place.until_x,
        known_x=place.known_x,
        hollow=bool(entry.alleged),
        title=f"{entry.number}. {entry.what}, {entry.on}{alleged}. {entry.about}; {entry.service}.",
    )


def lane(name: str, entries: list[Entry], y: float, at: Scale, shown: Shown) -> Lane:
    """One lane, as tall as its fullest day."""
    places = spots(entries, at, shown)
    rows = tracks(places, shown.track)
    height = max(46.0, (max(rows, default=0) + 1) * shown.track + 12)
    marks = [
        fact_symbol(entry, place, y + 6 + shown.track / 2 + row * shown.track, shown)
        for entry, place, row in zip(entries, places, rows, strict=True)
    ]
    return Lane(broken(name, 21)[:2], y, height, marks)


#: Which lane an entry belongs to: its place among the lanes, and the words beside it.
By = Callable[[Entry], tuple[int, str]]


def lanes(entries: list[Entry], by: By, top: float, at: Scale, shown: Shown) -> list[Lane]:
    """Lanes in the order of the family."""
    groups: dict[tuple[int, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: e.number):
        groups.setdefault(by(entry), []).append(entry)
    drawn: list[Lane] = []
    for (_, name), of_lane in sorted(groups.items(), key=lambda pair: pair[0]):
        drawn.append(lane(name, of_lane, drawn[-1].y + drawn[-1].height if drawn else top, at, shown))
    return drawn
