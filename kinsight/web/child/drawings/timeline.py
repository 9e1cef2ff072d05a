"""The timeline drawn: a lane per person or per service, marks in time, patterns above as bars. Pure layout to shapes.

Marks never lie on each other: within a lane each takes the first free track. Facts from long before are gathered in a
column at the left, so that they neither vanish nor press the rest together. Sizes are units of the SVG's view box.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kinsight.web.child import words
from kinsight.web.child.chronology import Entry
from kinsight.web.child.drawings.text import broken

WIDTH, GUTTER, RIGHT = 1040.0, 176.0, 30.0
TRACK, MARK, NUMBERED, BAR = 22.0, 10.0, 99, 22.0
LONG_BEFORE = timedelta(days=2 * 365)


@dataclass(frozen=True)
class Scale:
    """Days to x. Days before `start` belong to the column of earlier facts."""

    start: date
    end: date
    left: float

    def x(self, day: date) -> float:
        share = (day - self.start).days / max(1, (self.end - self.start).days)
        return self.left + share * (WIDTH - RIGHT - self.left)


@dataclass(frozen=True)
class Mark:
    """One fact in place. `kind`: fact, done, missed; `hollow` = alleged; `until_x` = a bar; `known_x` = known later."""

    number: int
    kind: str
    x: float
    y: float
    until_x: float | None
    known_x: float | None
    hollow: bool
    sensitive: bool
    title: str


@dataclass(frozen=True)
class Lane:
    """One person or one service."""

    name: list[str]
    y: float
    height: float
    marks: list[Mark]
    sensitive: bool


@dataclass(frozen=True)
class Bar:
    """A pattern that holds, from its start to the day looked from."""

    title: str
    x: float
    y: float
    width: float
    sensitive: bool


@dataclass(frozen=True)
class Tick:
    """A day of the axis."""

    x: float
    text: str


@dataclass(frozen=True)
class Timeline:
    """All that is drawn. `numbered`: marks carry the number of their row in the table."""

    width: float
    height: float
    axis_y: float
    bars: list[Bar]
    lanes: list[Lane]
    ticks: list[Tick]
    as_of: Tick
    born: Tick | None
    earlier: Tick | None
    numbered: bool
    title: str
    desc: str


@dataclass(frozen=True)
class Shown:
    """What the caller knows of an entry beyond its words: `lasting` facts stay open until they are said to end."""

    lasting: frozenset[str]
    done: frozenset[str]
    missed: frozenset[str]

    def kind(self, entry: Entry) -> str:
        concept = entry.event.get("concept")
        return "missed" if concept in self.missed else "done" if concept in self.done else "fact"


MISSED = frozenset({"was-not-brought", "carer-cancelled", "carer-rescheduled", "did-not-attend", "no-access-visit",
                    "antenatal-appointment-missed", "domestic-abuse-enquiry-unsafe", "immunisation-overdue"})


def happened(entry: Entry) -> date:
    return date.fromisoformat(entry.event["on"][:10])


def scale(days: list[date], born: date | None, as_of: date) -> Scale:
    """From two years before the child, when more than that would press the rest together; else from the first day."""
    first = min(days, default=as_of - timedelta(days=365))
    cut = (born or as_of) - LONG_BEFORE
    crowded = first < cut and (cut - first) > (as_of - cut) / 4
    start = max(first, cut) if crowded else min(first, as_of - timedelta(days=30))
    return Scale(start - timedelta(days=max(2, (as_of - start).days // 40)), as_of, GUTTER + (96.0 if crowded else 16.0))


def spans(entries: list[Entry], at: Scale, shown: Shown) -> list[tuple[float, float]]:
    """Room each entry takes on its lane, left to right; the earlier ones three abreast in their column."""
    found, before = [], 0
    for entry in entries:
        day = happened(entry)
        if day < at.start:
            x = GUTTER + 18 + (before % 3) * TRACK
            before += 1
            found.append((x, x))
        else:
            x = at.x(min(day, at.end))
            found.append((x, max(x, until(entry, at, shown) or x)))
    return found


def until(entry: Entry, at: Scale, shown: Shown) -> float | None:
    """Where the bar of a fact that lasts ends; None for one of a single day."""
    ended = words.parsed(entry.event.get("until"))
    if ended:
        return at.x(max(min(ended, at.end), at.start))
    return at.x(at.end) if entry.event.get("concept") in shown.lasting else None


def tracks(taken: list[tuple[float, float]]) -> list[int]:
    """The first free track for each, so that no two marks of a lane touch."""
    rows: list[list[tuple[float, float]]] = []
    found = []
    for start, end in taken:
        row = next((n for n, spots in enumerate(rows)
                    if all(end + TRACK <= a or b + TRACK <= start for a, b in spots)), len(rows))
        rows[row : row + 1] = [[*(rows[row] if row < len(rows) else []), (start, end)]]
        found.append(row)
    return found


def mark(entry: Entry, spot: tuple[float, float], y: float, at: Scale, shown: Shown) -> Mark:
    known = words.parsed(entry.event.get("known"))
    known_x = at.x(min(known, at.end)) if known and known >= at.start else None
    return Mark(
        number=entry.number, kind=shown.kind(entry), x=spot[0], y=y, until_x=spot[1] if spot[1] - spot[0] > 2 * MARK else None,
        known_x=known_x if known_x and happened(entry) >= at.start and known_x - spot[0] > 2 * MARK else None,
        hollow=bool(entry.alleged), sensitive=entry.sensitive,
        title=f"{entry.number}. {entry.what}, {entry.on}{', ' + entry.alleged.lower() if entry.alleged else ''}. "
              f"{entry.about}; {entry.service}.",
    )


def lane(name: str, entries: list[Entry], y: float, at: Scale, shown: Shown) -> Lane:
    """One lane, as tall as its fullest day."""
    spots = spans(entries, at, shown)
    rows = tracks(spots)
    height = max(46.0, (max(rows, default=0) + 1) * TRACK + 12)
    marks = [mark(entry, spot, y + 6 + TRACK / 2 + row * TRACK, at, shown)
             for entry, spot, row in zip(entries, spots, rows, strict=True)]
    return Lane(broken(name, 21)[:2], y, height, marks, all(e.sensitive for e in entries))


def lanes(entries: list[Entry], by: Callable[[Entry], str], top: float, at: Scale, shown: Shown) -> list[Lane]:
    """Lanes in the order in which their people or services first appear; those kept off paper last."""
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: e.number):
        groups.setdefault(by(entry), []).append(entry)
    drawn: list[Lane] = []
    for name, kept in sorted(groups.items(), key=lambda pair: all(e.sensitive for e in pair[1])):
        drawn.append(lane(name, kept, drawn[-1].y + drawn[-1].height if drawn else top, at, shown))
    return drawn


def ticks(at: Scale) -> list[Tick]:
    """First days of months, quarters or years, whichever leaves the words room."""
    months = max(1, words.whole_months(at.start, at.end))
    every = next(step for step in (1, 3, 6, 12, 24, 60, 240) if months / step <= 12)
    first = at.start.year * 12 + at.start.month
    found = [date((n // 12), n % 12 + 1, 1) for n in range(first, first + months + 2) if n % every == 0]
    return [Tick(at.x(day), f"{day:%Y}" if every >= 12 else f"{day:%b %Y}") for day in found
            if at.start <= day and at.x(day) < WIDTH - RIGHT - 20]


def pattern_bars(patterns: list[tuple[str, date | None, bool]], at: Scale) -> list[Bar]:
    """A bar a pattern, those kept off paper last so that paper shows no gap."""
    return [Bar(title, at.x(max(since or at.start, at.start)), 30 + n * BAR,
                max(4.0, at.x(at.end) - at.x(max(since or at.start, at.start))), hidden)
            for n, (title, since, hidden) in enumerate(sorted(patterns, key=lambda p: (p[2], str(p[1]))))]


def timeline(entries: list[Entry], by: Callable[[Entry], str], patterns: list[tuple[str, date | None, bool]],
             born: date | None, as_of: date, shown: Shown, lane_word: str) -> Timeline:
    """The whole drawing. `by` names an entry's lane; `patterns` are (title, since, sensitive)."""
    days = [happened(e) for e in entries]
    at = scale(days + [since for _, since, _ in patterns if since], born, as_of)
    bars = pattern_bars(patterns, at)
    top = 30 + len(bars) * BAR + (12 if bars else 0)
    drawn = lanes(entries, by, top, at, shown)
    bottom = drawn[-1].y + drawn[-1].height if drawn else top
    earlier = any(day < at.start for day in days)
    return Timeline(
        WIDTH, bottom + 34, bottom, bars, drawn, ticks(at), Tick(at.x(as_of), words.short(as_of)),
        Tick(at.x(born), "born") if born and at.start <= born <= as_of else None,
        Tick(at.left - 4, "earlier") if earlier else None, len(entries) <= NUMBERED,
        f"Timeline with a lane per {lane_word}", described(entries, drawn, as_of),
    )


def described(entries: list[Entry], drawn: list[Lane], as_of: date) -> str:
    """The drawing in words; the table says each fact."""
    said = "; ".join(f"{' '.join(one.name)} {words.plural(len(one.marks), 'fact')}" for one in drawn)
    return f"{words.plural(len(entries), 'fact')} up to {words.said(as_of)}. {said}. The table below lists each one."
