"""What the desk may know of a child, out of the family's facts: arrangements only."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kinsight.web.family.concept_fields import Concepts, of_banner
from kinsight.web.family.family_members import dead
from kinsight.web.text import words

Fact = Any
_CLOSE = {"self", "mother", "father", "carer", "guardian"}


@dataclass(frozen=True)
class Desk:
    """`interpreter` tells not asked from not needed."""

    priority: str
    interpreter: str
    adjustments: list[str]


def desk(family: Any, as_of: date, concepts: Concepts) -> Desk:
    facts = [fact for fact in family["events"] if fact.get("role") in _CLOSE and holds_on(fact, as_of)]
    gone = dead(family, as_of)
    needed = [fact for fact in shown_as(facts, "interpreter", concepts) if fact["about_ref"] not in gone]
    offered = shown_as(facts, "help-to-attend", concepts)
    return Desk(
        priority=latest(shown_as(facts, "priority", concepts)),
        interpreter=interpreter(family["child"].get("interpreter"), needed),
        adjustments=[f"Offered {words.said(fact['on'])}" for fact in offered],
    )


def shown_as(facts: list[Fact], banner: str, concepts: Concepts) -> list[Fact]:
    """Those of the concepts that knowledge has shown as this."""
    among = of_banner(concepts, banner)
    return [fact for fact in facts if fact["concept"] in among]


def holds_on(fact: Fact, as_of: date) -> bool:
    day = as_of.isoformat()
    return fact["on"] <= day and not (fact.get("until") and fact["until"] <= day)


def latest(facts: list[Fact]) -> str:
    """Since when it holds, or nothing."""
    return words.said(max(fact["on"] for fact in facts)) if facts else ""


def interpreter(recorded: bool | None, needed: list[Fact]) -> str:
    if needed or recorded:
        who = sorted({fact["role"].replace("self", "the child") for fact in needed})
        return f"Needed{f' by {words.listed(who)}' if who else ''}: book one before the appointment"
    return "Not needed" if recorded is False else "Not asked. Please ask when they next book"
