"""The timeline drawn: a lane per person or per service, marks in time, patterns above as bars. Pure layout to shapes.

Facts from long before are gathered in a column at the left, so that they neither vanish nor press the rest together.
Sizes are units of the SVG's view box.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from kinsight.web.child.chronology import Entry
from kinsight.web.child.drawings.lanes import RIGHT, WIDTH, By, Lane, Scale, Shown, first_drawn, happened, lanes, scale
from kinsight.web.text import words

NUMBERED, BAR, TOP = 99, 22.0, 30.0


@dataclass(frozen=True)
class Bar:
    """A pattern that holds, from its start to the day looked from."""

    title: str
    x: float
    y: float
    width: float
    words_inside: bool


@dataclass(frozen=True)
class Tick:
    """A day of the axis."""

    x: float
    text: str


@dataclass(frozen=True)
class Timeline:
    """All that is drawn. `numbered`: marks carry the number of their row in the table; `scale`: where its days lie."""

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
    size: float
    title: str
    desc: str
    scale: Scale


def ticks(at: Scale) -> list[Tick]:
    """First days of months, quarters or years, whichever leaves the words room, also that of the last day."""
    months = max(1, words.whole_months(at.start, at.end))
    every = next((step for step in (1, 3, 6, 12, 24, 60) if months / step <= 10), 240)
    first = at.start.year * 12 + at.start.month
    firsts = [date(n // 12, n % 12 + 1, 1) for n in range(first, first + months + 2) if n % every == 0]
    return [
        Tick(at.x(day), f"{day:%Y}" if every >= 12 else f"{day:%b %Y}")
        for day in firsts
        if at.start <= day and at.x(day) < WIDTH - RIGHT - 90
    ]


#: A pattern as the drawing takes it: title and since.
Held = tuple[str, date | None]


def pattern_bars(patterns: list[Held], at: Scale, as_of: date) -> list[Bar]:
    """A bar a pattern, oldest first."""
    ordered = sorted(patterns, key=lambda p: (str(p[1]), p[0]))
    return [bar(title, since, TOP + n * BAR, at, as_of) for n, (title, since) in enumerate(ordered)]


def bar(title: str, since: date | None, y: float, at: Scale, as_of: date) -> Bar:
    """Its words stand before it, or, when it fills the axis, upon it."""
    end = at.x(as_of)
    x = min(at.x(max(since or at.start, at.start)), end - 4)
    return Bar(title, x, y, end - x, x - 6 < len(title) * 7.5 + 8)


def fitted(entries: list[Entry], by: By, before: date, shown: Shown) -> Shown:
    """Small marks when there are too many to number; a broad column of earlier ones when a lane has many."""
    per_lane = Counter(by(entry) for entry in entries if happened(entry) < before)
    most = max(per_lane.values(), default=0)
    sized = shown if len(entries) <= NUMBERED else replace(shown, size=6.0, track=14.0)
    return replace(sized, abreast=min(max(3, ceil(most / 8)), 12 if len(entries) > NUMBERED else 5))


def timeline(
    entries: list[Entry], by: By, patterns: list[Held], born: date | None, shown: Shown, lane_word: str
) -> Timeline:
    """The whole drawing. `by` names an entry's lane."""
    as_of = shown.as_of
    days = [happened(e) for e in entries] + [since for _, since in patterns if since]
    shown = fitted(entries, by, first_drawn(days, born, as_of), shown)
    at = scale(days, born, shown)
    bars = pattern_bars(patterns, at, as_of)
    drawn = lanes(entries, by, TOP + len(bars) * BAR + (12 if bars else 0), at, shown)
    bottom = drawn[-1].y + drawn[-1].height if drawn else TOP + len(bars) * BAR
    return Timeline(
        WIDTH,
        bottom + 34,
        bottom,
        bars,
        drawn,
        ticks(at),
        Tick(at.x(as_of), words.short(as_of)),
        Tick(at.x(born), "born") if born and at.start <= born <= as_of else None,
        Tick(at.left - 4, "earlier") if any(happened(e) < at.start for e in entries) else None,
        len(entries) <= NUMBERED,
        shown.size,
        f"Timeline with a lane per {lane_word}",
        described(entries, drawn, as_of),
        at,
    )


def described(entries: list[Entry], drawn: list[Lane], as_of: date) -> str:
    """The drawing in words; the table says each fact."""
    said = "; ".join(f"{' '.join(one.name)} {words.plural(len(one.marks), 'fact')}" for one in drawn)
    return f"{words.plural(len(entries), 'fact')} up to {words.said(as_of)}. {said}. The table below lists each one."
