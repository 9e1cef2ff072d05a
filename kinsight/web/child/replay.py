"""The date control: which day the page looks from, read from GET, never in the future and never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kinsight.web import page_addresses
from kinsight.web.text import words

if TYPE_CHECKING:
    from kinsight.casework.records import ChildPicture

FIELDS = ("as_of-day", "as_of-month", "as_of-year")
#: Day, month and year as they stand in the three boxes.
Boxes = tuple[str, str, str]
NOTHING: Boxes = ("", "", "")


@dataclass(frozen=True)
class Replay:
    """The day looked from, what was typed, and what was wrong with it."""

    as_of: date
    today: date
    day: str
    month: str
    year: str
    error: str = ""

    @property
    def past(self) -> bool:
        """Whether the page looks from a day before today."""
        return self.as_of < self.today

    @property
    def iso(self) -> str:
        """For links: empty when the page shows today, so that a link that is kept stays today's."""
        return self.as_of.isoformat() if self.past else ""


@dataclass(frozen=True)
class Step:
    """A day on which the picture changed, as a link."""

    text: str
    href: str
    here: bool


def read(query: Mapping[str, str], today: date) -> Replay:
    """From `as_of=YYYY-MM-DD`, or from the three boxes of the form. A wrong date keeps today and says why."""
    day, month, year = (query.get(name, "").strip() for name in FIELDS)
    iso = query.get("as_of", "").strip()
    if day or month or year:
        return checked("-".join([year, month.zfill(2), day.zfill(2)]), today, (day, month, year))
    return checked(iso, today, NOTHING) if iso else at(today, today)


def checked(iso: str, today: date, typed: Boxes) -> Replay:
    """A real day up to today, else today with what to mend."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return wrong(today, typed, "Enter a real date, for example 3 6 2024")
    if day > today:
        return wrong(today, typed if any(typed) else boxes(day), "The date must be today or in the past")
    return at(day, today)


def boxes(day: date) -> Boxes:
    """A day as the three boxes show it."""
    return str(day.day), str(day.month), str(day.year)


def at(day: date, today: date) -> Replay:
    """The page of a day; of today the boxes are empty."""
    return Replay(day, today, *(boxes(day) if day != today else NOTHING))


def wrong(today: date, typed: Boxes, error: str) -> Replay:
    """The page of today, with what was typed and what was wrong with it."""
    return Replay(today, today, *typed, error)


def turning_days(picture: ChildPicture, replay: Replay, slug: str) -> list[Step]:
    """The days on which a pattern that holds now began, newest first, and the day before the first of them."""
    days = sorted({day for p in picture["patterns"] if (day := words.parsed(p.get("since")))}, reverse=True)
    return [
        Step(words.said(d), page_addresses.child(slug, as_of=d.isoformat()), d == replay.as_of)
        for d in days
        if d <= replay.today
    ][:6]
