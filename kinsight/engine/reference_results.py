"""What the reference says of one case: runs, spells, triggers and what is owed, in days."""

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """One contribution: days [start, finish); `taken_back` when it ended because it was no longer believed."""

    who: Hashable
    start: int
    finish: int
    taken_back: bool = False

    def on(self, day: int) -> bool:
        return self.start <= day < self.finish


@dataclass(frozen=True)
class Spell:
    since: int
    until: int
    count: int
    taken_back: bool


@dataclass(frozen=True)
class Trigger:
    """`anchor` is the event, the spell's first day, or 0 for an age; it stands on days [day, ends)."""

    anchor: Hashable
    day: int
    ends: int
    taken_back: bool


@dataclass(frozen=True)
class Owed:
    expectation: str
    anchor: Hashable
    trigger: int
    due: int
    met_on: int | None
    lapses: int
