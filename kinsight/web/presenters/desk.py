"""What the desk may know of a child, out of the family's facts: arrangements only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kinsight.web.family.concept_fields import Concepts, of_banner
from kinsight.web.family.family_members import dead
from kinsight.web.family.lasting_facts import ClosedBy, holds_on, settled
from kinsight.web.text import words

if TYPE_CHECKING:
    from datetime import date

    from kinsight.casework.records import FactShown, FamilyShown

_CLOSE = {"self", "mother", "father", "carer", "guardian"}


@dataclass(frozen=True)
class Desk:
    """`interpreter` tells not asked from not needed."""

    priority: str
    interpreter: str
    adjustments: list[str]


def desk(family: FamilyShown, as_of: date, concepts: Concepts, closed_by: ClosedBy) -> Desk:
    """The arrangements that hold on the day; an open one that a later fact closes is over. `closed_by`: as `lasting_facts` has it."""
    lasting = settled(family, closed_by, as_of)
    facts = [fact for fact in lasting["events"] if fact["role"] in _CLOSE and holds_on(fact, as_of)]
    gone = dead(family, as_of)
    alive = [fact for fact in facts if fact["about_ref"] not in gone]
    offered = shown_as(facts, "help-to-attend", concepts)
    refused = family["child"]["interpreter"] is False or bool(shown_as(alive, "no-interpreter", concepts))
    return Desk(
        priority=latest(shown_as(facts, "priority", concepts)),
        interpreter=interpreter(
            family["child"]["interpreter"] is True, refused, shown_as(alive, "interpreter", concepts)
        ),
        adjustments=[f"Offered {words.said(fact['on'])}" for fact in offered],
    )


def shown_as(facts: list[FactShown], banner: str, concepts: Concepts) -> list[FactShown]:
    """Those of the concepts that knowledge has shown as this."""
    among = of_banner(concepts, banner)
    return [fact for fact in facts if fact["concept"] in among]


def latest(facts: list[FactShown]) -> str:
    """Since when it holds, or nothing."""
    return words.said(max(fact["on"] for fact in facts)) if facts else ""


def interpreter(recorded: bool, refused: bool, needed: list[FactShown]) -> str:
    """Needed, by whom; not needed, where that was said; or not asked, which is never a no."""
    if needed or recorded:
        who = sorted({fact["role"].replace("self", "the child") for fact in needed})
        return f"Needed{f' by {words.listed(who)}' if who else ''}: book one before the appointment"
    return "Not needed" if refused else "Not asked. Please ask when they next book"
