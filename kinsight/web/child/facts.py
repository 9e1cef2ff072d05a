"""Facts that last: when one ends, and which hold on a day. Knowledge says what closes what."""

from datetime import date
from typing import Any

Row = dict[str, Any]


def closed(family: Row, closed_by: dict[str, list[str]]) -> Row:
    """The family with an end for every open fact that a later one closes: the same person, a concept that closes it."""
    return {**family, "events": [ended(event, family["events"], closed_by) for event in family["events"]]}


def ended(event: Row, events: list[Row], closed_by: dict[str, list[str]]) -> Row:
    """A day of its own end stays as recorded."""
    closers = closed_by.get(event["concept"] or "")
    if event.get("until") or not closers:
        return event
    ends = [
        e["on"]
        for e in events
        if e["concept"] in closers and e["about_ref"] == event["about_ref"] and e["on"] >= event["on"]
    ]
    return {**event, "until": min(ends)} if ends else event


def holding(family: Row, concept: str, on: date) -> list[Row]:
    """Facts of a concept that hold on a day."""
    day = on.isoformat()
    return [
        e
        for e in family["events"]
        if e["concept"] == concept and e["on"] <= day and not (e.get("until") and e["until"] <= day)
    ]
