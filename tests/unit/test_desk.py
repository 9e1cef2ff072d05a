"""What the desk is told: arrangements that hold, and no interpreter for who has died."""

from datetime import date, timedelta
from typing import Any

from kinsight.rules.loading import load
from kinsight.web.family.concept_fields import concept_fields
from kinsight.web.family.lasting_facts import what_closes
from kinsight.web.presenters.desk import Desk, desk

DAY = date(2026, 11, 1)
CONCEPTS, CLOSED_BY = concept_fields(load()), what_closes(load())


def fact(concept: str, role: str = "mother", **more: Any) -> dict[str, Any]:
    return {"concept": concept, "role": role, "about_ref": f"Patient/{role}", "on": "2026-10-01", **more}


def told(*facts: dict[str, Any], died: date | None = None, recorded: bool | None = None) -> Desk:
    mother = {"ref": "Patient/mother", "roles": [{"role": "mother"}], "died": died.isoformat() if died else None}
    child = {"ref": "Patient/self", "interpreter": recorded}
    return desk({"child": child, "people": [mother], "events": list(facts)}, DAY, CONCEPTS, CLOSED_BY)


def test_what_is_arranged() -> None:
    shown = told(fact("priority-appointments", "self"), fact("adjustment-offered"), fact("interpreter-needed"))
    assert (shown.priority, shown.adjustments) == ("1 October 2026", ["Offered 1 October 2026"])
    assert shown.interpreter == "Needed by mother: book one before the appointment"


def test_nobody_interprets_for_a_dead_mother() -> None:
    assert told(fact("interpreter-needed"), died=DAY).interpreter == "Not asked. Please ask when they next book"
    assert told(fact("interpreter-needed"), fact("interpreter-needed", "self"), died=DAY).interpreter == (
        "Needed by the child: book one before the appointment"
    )
    assert told(fact("interpreter-needed"), died=DAY, recorded=False).interpreter == "Not needed"


def test_who_dies_later_needs_one_until_then() -> None:
    assert told(fact("interpreter-needed"), died=DAY + timedelta(days=1)).interpreter.startswith("Needed by mother")


def test_not_asked_is_not_a_no() -> None:
    assert told().interpreter == "Not asked. Please ask when they next book"
    assert told(recorded=False).interpreter == "Not needed"


def test_priority_appointments_that_ended_are_not_offered() -> None:
    agreed = fact("priority-appointments", "self")
    assert told(agreed, fact("priority-appointments-ended", "self", on="2026-10-20")).priority == ""
    assert told(agreed, fact("priority-appointments-ended", "self", on="2026-09-20")).priority == "1 October 2026"


def test_who_was_asked_and_needs_no_interpreter_is_not_asked_again() -> None:
    assert told(fact("interpreter-not-needed")).interpreter == "Not needed"
    assert told(fact("interpreter-needed"), fact("interpreter-not-needed", on="2026-10-20")).interpreter == "Not needed"
