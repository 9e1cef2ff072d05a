"""Facts that last: when one ends, and which hold on a day. Knowledge says what closes what."""

from datetime import date
from typing import Any

Row = dict[str, Any]


def settled(family: Row, closed_by: dict[str, list[str]], on: date) -> Row:
    """The family with an end for every open fact that a later one closes, and each fact about somebody.

    What only follows from the record (somebody will be grown up one day) is no fact before its day.
    """
    events = [about_someone(e, family) for e in family["events"] if not follows_later(e, on)]
    return {**family, "events": [ended(event, events, closed_by) for event in events]}


def follows_later(event: Row, on: date) -> bool:
    return event.get("service_kind") == "kinsight" and event["on"] > on.isoformat()


def about_someone(event: Row, family: Row) -> Row:
    """Facts derived about the child carry its key only; here they name the child."""
    unnamed = event.get("about_ref") is None and event.get("role") == "self"
    return {**event, "about_ref": family["child"]["ref"], "about": family["child"].get("name")} if unnamed else event


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


def facts_on(family: Row, concept: str, on: date) -> list[Row]:
    """Facts of a concept that hold on a day."""
    day = on.isoformat()
    return [
        e
        for e in family["events"]
        if e["concept"] == concept and e["on"] <= day and not (e.get("until") and e["until"] <= day)
    ]
