"""Whom to judge: decided from what the results rest on and what is asked for now, and from nothing else."""

from dataclasses import dataclass

from kinsight.engine.families.inputs import horizon
from kinsight.store import days

#: Why everyone is judged where a user wants it.
ASKED = "it was asked for"


@dataclass(frozen=True)
class Basis:
    """What results rest on: `program` and `knowledge` as their versions, the day, and the newest load."""

    program: str
    knowledge: str
    as_of: int
    load: int


@dataclass(frozen=True)
class Whole:
    """Judge everyone; `reason` in plain words."""

    reason: str


@dataclass(frozen=True)
class Changes:
    """Judge whom loads after `since_load` concern, and whom the days after `since_day` do."""

    since_load: int
    since_day: int


@dataclass(frozen=True)
class Nothing:
    """The results are the very answer."""


Plan = Whole | Changes | Nothing


def plan(last: Basis, now: Basis) -> Plan:
    """The least that, built on results that rest on `last`, gives what judging everyone would give now."""
    if reason := _outdated(last, now):
        return Whole(reason)
    return Nothing() if last == now else Changes(last.load, last.as_of)


def _outdated(last: Basis, now: Basis) -> str | None:
    """Why results cannot be brought up to what is asked for now; None where they can."""
    if last.program != now.program:
        return "Kinsight itself changed"
    if last.knowledge != now.knowledge:
        return f"the knowledge changed: version {now.knowledge}, before it {last.knowledge}"
    if now.load < last.load:
        return f"the records went back: their newest load is {now.load}, and {last.load} was swept"
    if now.as_of < last.as_of:
        return f"an earlier day was asked for: {days.iso(now.as_of)}, and the last one was {days.iso(last.as_of)}"
    if horizon(now.as_of) != horizon(last.as_of):
        return "what is owed again and again was worked out up to a day that is too near by now"
    return None
