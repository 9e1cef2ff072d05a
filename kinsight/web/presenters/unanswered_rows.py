"""The numbers of what was never answered in words. Where small numbers are hidden, no total gives them away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kinsight.casework.unanswered import Unanswered
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.web.presenters import rule_titles

#: A number below this could point to a child.
SMALL = 5


@dataclass(frozen=True)
class NumbersRow:
    """One expectation: its title, its numbers by month, and their total."""

    title: str
    by_month: tuple[str, ...]
    total: str


def rows(counts: Iterable[Unanswered], knowledge: Knowledge, hides_small: bool) -> list[NumbersRow]:
    """In the order of the titles: never by how much there is of it."""
    said = (
        NumbersRow(
            rule_titles.of_expectation(one.expectation, knowledge),
            tuple(number(month, hides_small) for month in one.by_month),
            total(one.by_month, hides_small),
        )
        for one in counts
    )
    return sorted(said, key=lambda row: row.title)


def number(count: int, hides_small: bool) -> str:
    """A number; of a small one only that it is small."""
    return f"fewer than {SMALL}" if hides_small and 0 < count < SMALL else str(count)


def total(by_month: tuple[int, ...], hides_small: bool) -> str:
    """The total; where a month is hidden, only what follows from what is shown, each hidden number counted as one."""
    hidden = [count for count in by_month if hides_small and 0 < count < SMALL]
    return f"at least {sum(by_month) - sum(hidden) + len(hidden)}" if hidden else str(sum(by_month))


def month(first: date) -> str:
    """`Nov 2026`."""
    return f"{first:%b %Y}"
