"""The rows and sections of My work in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.core.paginator import Page

from kinsight.casework import access
from kinsight.casework.models import Child, LastLooked, Pattern, Staff
from kinsight.casework.worklist import ChildRow, FamilyRow, Thing
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.web.presenters import child_links, rule_titles
from kinsight.web.presenters.child_lists import ChildLine, child_line
from kinsight.web.text import labels, words

#: A row of a page of children, or of families.
Row = TypeVar("Row", ChildRow, FamilyRow)


@dataclass(frozen=True)
class OwedLine:
    """One thing owed. `late` says only that its date has come; `instead`: where it is said why it is not done; `who`: the child's name,
    where a list is of families; `also`: what else the same answer meets, each with its reason."""

    title: str
    owner: str
    reason: str
    times: str
    due: str
    due_day: date
    due_on: str
    late: bool
    button: str
    link: str
    instead: str = ""
    who: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class PatternLine:
    """One pattern that is new to the reader."""

    title: str
    stance: str
    colour: str
    since: str
    arrived: str


@dataclass(frozen=True)
class Person:
    """A child with what there is to say about it in a section."""

    child: ChildLine
    lines: Sequence[OwedLine] | Sequence[PatternLine]


@dataclass(frozen=True)
class Contact:
    """What is owed to a family and can be done at one contact, the earliest due first; `link`: where it is recorded together, if there is
    such a form."""

    title: str
    lines: list[OwedLine]
    link: str = ""


@dataclass(frozen=True)
class Family:
    """Brothers and sisters with what is owed to them, by contact."""

    children: list[ChildLine]
    contacts: list[Contact]


@dataclass(frozen=True)
class Section:
    """A part of the work: the children or families on this page, and always how much there is in all."""

    key: str
    title: str
    rows: Sequence[Person] | Sequence[Family]
    total: int
    count: int
    children: int
    of_families: bool
    first: int
    last: int
    previous: str
    following: str
    empty: str


class Lines:
    """Turns rows into lines for one reader on one day."""

    def __init__(self, knowledge: Knowledge, staff: Staff, as_of: date, looked: LastLooked | None = None) -> None:
        self.knowledge, self.staff, self.as_of, self.looked = knowledge, staff, as_of, looked
        self.tells_why = access.may_see_patterns(staff)

    def child(self, child: Child) -> ChildLine:
        """Who the child is, and where the name leads."""
        return child_line(child, self.as_of, self.staff)

    def owed(self, thing: Thing, slug: str) -> OwedLine:
        """One thing owed to the child of this slug; its reason is left out for those who must not see patterns."""
        debt = thing.debt
        item = self.knowledge.expectations.get(debt.expectation)
        return OwedLine(
            title=rule_titles.of_expectation(debt.expectation, self.knowledge),
            owner=labels.owner(debt.owner),
            reason=debt.reason if self.tells_why else "",
            times=more(thing.times),
            due=words.overdue_by((self.as_of - debt.due).days),
            due_day=debt.due,
            due_on=words.short(debt.due),
            late=debt.due <= self.as_of,
            button=item.do if item else "Record what was done",
            link=child_links.record(slug, debt.expectation),
        )

    def pattern(self, row: Pattern) -> PatternLine:
        """One pattern; `arrived` is said of one that began before the reader last looked and came afterwards."""
        item = self.knowledge.indicators.get(row.indicator)
        stance = labels.stance(item.stance if item else "")
        late = self.looked is not None and row.since <= self.looked.on
        return PatternLine(
            title=rule_titles.of_indicator(row.indicator, self.knowledge),
            stance=stance.tag,
            colour=stance.colour,
            since=words.short(row.since),
            arrived=words.short(row.first.as_of) if late else "",
        )


def more(times: int) -> str:
    """`and 2 more times`; nothing for once."""
    return f"and {words.plural(times - 1, 'more time')}" if times > 1 else ""


def section(
    key: str,
    title: str,
    empty: str,
    page: Page[Row],
    rows: Sequence[Person] | Sequence[Family],
    total: int,
    query: Mapping[str, str],
    place: str = "/",
    children: int | None = None,
) -> Section:
    """`query` holds the filters and the other sections' pages, so that turning one page keeps the rest; `place`: the page's address;
    `children`: how many there are in all, where the rows are families."""
    number = page.number
    return Section(
        key=key,
        title=title,
        rows=rows,
        total=total,
        count=page.paginator.count,
        children=page.paginator.count if children is None else children,
        of_families=children is not None,
        first=page.start_index(),
        last=page.end_index(),
        empty=empty,
        previous=turn(key, number - 1, query, place) if page.has_previous() else "",
        following=turn(key, number + 1, query, place) if page.has_next() else "",
    )


def turn(key: str, number: int, query: Mapping[str, str], place: str) -> str:
    """The address of another page of a section."""
    return child_links.with_query(place, **{**query, f"{key}-page": str(number)}) + f"#{key}"
