"""What the desk may know of a child, out of the family's facts: arrangements only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kinsight.web.text import words

Fact = Mapping[str, Any]
PRIORITY, ADJUSTMENT, INTERPRETER = "priority-appointments", "adjustment-offered", "interpreter-needed"
_CLOSE = {"self", "mother", "father", "carer", "guardian"}


@dataclass(frozen=True)
class Desk:
    """`interpreter` tells not asked from not needed."""

    priority: str
    interpreter: str
    adjustments: list[str]


def desk(family: Mapping[str, Any], as_of: date) -> Desk:
    facts = [fact for fact in family["events"] if fact.get("role") in _CLOSE and holds_on(fact, as_of)]
    return Desk(
        priority=latest(facts, PRIORITY),
        interpreter=interpreter(family["child"].get("interpreter"), [f for f in facts if f["concept"] == INTERPRETER]),
        adjustments=[f"Offered {words.said(fact['on'])}" for fact in facts if fact["concept"] == ADJUSTMENT],
    )


def holds_on(fact: Fact, as_of: date) -> bool:
    day = as_of.isoformat()
    return fact["on"] <= day and not (fact.get("until") and fact["until"] <= day)


def latest(facts: list[Fact], concept: str) -> str:
    """Since when it holds, or nothing."""
    days = [fact["on"] for fact in facts if fact["concept"] == concept]
    return words.said(max(days)) if days else ""


def interpreter(recorded: bool | None, needed: list[Fact]) -> str:
    if needed or recorded:
        who = sorted({fact["role"].replace("self", "the child") for fact in needed})
        return f"Needed{f' by {words.listed(who)}' if who else ''}: book one before the appointment"
    return "Not needed" if recorded is False else "Not asked. Please ask when they next book"
