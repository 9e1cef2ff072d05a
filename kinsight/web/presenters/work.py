"""The rows and sections of My work in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page

from kinsight.casework.models import Child, Pattern, Staff
from kinsight.practice.knowledge import Knowledge
from kinsight.web import words
from kinsight.web.child import labels
from kinsight.web.presenters import links
from kinsight.web.presenters.children import ChildLine, child_line
from kinsight.web.presenters.sensitive import Discretion

Row = Mapping[str, Any]


@dataclass(frozen=True)
class OwedLine:
    """One thing owed to one child. `late` says only that its date has come."""

    child: ChildLine
    title: str
    owner: str
    reason: str
    times: str
    due: str
    due_on: str
    late: bool
    button: str
    link: str
    sensitive: bool


@dataclass(frozen=True)
class PatternLine:
    """One pattern that is new to the reader."""

    child: ChildLine
    title: str
    stance: str
    colour: str
    since: str
    arrived: str
    sensitive: bool


@dataclass(frozen=True)
class Section:
    """A part of the work: its rows on this page, and always how many there are in all."""

    key: str
    title: str
    rows: list[Any]
    total: int
    first: int
    last: int
    previous: str
    following: str
    empty: str


class Lines:
    """Turns rows into lines for one reader on one day."""

    def __init__(self, knowledge: Knowledge, staff: Staff, as_of: date) -> None:
        self.knowledge, self.staff, self.as_of = knowledge, staff, as_of
        self.discretion = Discretion(knowledge)

    def owed(self, row: Row, child: Child, reason: str) -> OwedLine:
        """`reason` is left out for those who must not see patterns."""
        name = row["expectation"]
        item = self.knowledge.expectations.get(name)
        return OwedLine(
            child=child_line(child, self.as_of, self.staff), title=item.title if item else words.plain(name),
            owner=labels.owner(row["owner"]), reason=reason, times=more(row["times"]),
            due=words.overdue_by((self.as_of - row["due"]).days), due_on=words.short(row["due"]),
            late=row["due"] <= self.as_of, button=item.do if item else "Record what was done",
            link=links.record(child.slug, name), sensitive=self.discretion.touches(name),
        )  # fmt: skip

    def pattern(self, row: Pattern) -> PatternLine:
        item = self.knowledge.indicators.get(row.indicator)
        stance = labels.stance(item.stance if item else "")
        return PatternLine(
            child=child_line(row.child, self.as_of, self.staff), title=item.title if item else words.plain(row.indicator),
            stance=stance.tag, colour=stance.colour, since=words.short(row.since),
            arrived=words.short(row.published) if row.published > row.since else "",
            sensitive=self.discretion.touches(row.indicator),
        )  # fmt: skip


def more(times: int) -> str:
    return f"and {words.plural(times - 1, 'more time')}" if times > 1 else ""


def section(key: str, title: str, empty: str, page: Page, rows: Iterable[Any], query: Mapping[str, str]) -> Section:
    """`query` holds the filters and the other sections' pages, so that turning one page keeps the rest."""
    number = page.number
    return Section(
        key=key, title=title, rows=list(rows), total=page.paginator.count, first=page.start_index(),
        last=page.end_index(), empty=empty,
        previous=turn(key, number - 1, query) if page.has_previous() else "",
        following=turn(key, number + 1, query) if page.has_next() else "",
    )  # fmt: skip


def turn(key: str, number: int, query: Mapping[str, str]) -> str:
    return links.with_query("/", **{**query, f"{key}-page": str(number)}) + f"#{key}"
