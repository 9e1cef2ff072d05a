"""Facts that last: when one ends, and which hold on a day. Knowledge says which concept closes which (`closed_by`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kinsight.rules.schema.knowledge import Knowledge

if TYPE_CHECKING:
    from kinsight.casework.records import FactShown, FamilyShown

#: Concept → the concepts of which a later fact about the same person ends it.
ClosedBy = Mapping[str, Sequence[str]]


def what_closes(knowledge: Knowledge) -> dict[str, list[str]]:
    """Of each concept that can end so, the concepts of which a later fact ends it."""
    return {name: concept.closed_by for name, concept in knowledge.concepts.items() if concept.closed_by}


def settled(family: FamilyShown, closed_by: ClosedBy, on: date) -> FamilyShown:
    """The family as pages show it on a day: each fact is about somebody, and an open one that a later fact closes has its end.

    What only follows from the record (somebody will be grown up one day) is no fact before its day.
    """
    events = [about_someone(e, family) for e in family["events"] if not follows_later(e, on)]
    return {**family, "events": [ended(event, events, closed_by) for event in events]}


def follows_later(event: FactShown, on: date) -> bool:
    """Whether a fact follows from the record itself, on a later day."""
    return event.get("service_kind") == "kinsight" and event["on"] > on.isoformat()


def about_someone(event: FactShown, family: FamilyShown) -> FactShown:
    """The fact with the child named, where it follows from the record about the child and names nobody."""
    unnamed = event.get("about_ref") is None and event.get("role") == "self"
    return {**event, "about_ref": family["child"]["ref"], "about": family["child"].get("name")} if unnamed else event


def ended(event: FactShown, events: list[FactShown], closed_by: ClosedBy) -> FactShown:
    """The fact, ended on the day of the first fact that closes it. An end that was recorded stays."""
    closers = closed_by.get(event["concept"] or "")
    if event.get("until") or not closers:
        return event
    ends = [
        e["on"]
        for e in events
        if e["concept"] in closers and e["about_ref"] == event["about_ref"] and e["on"] >= event["on"]
    ]
    return {**event, "until": min(ends)} if ends else event


def facts_on(family: FamilyShown, concepts: Collection[str], on: date) -> list[FactShown]:
    """Facts of any of the concepts that hold on a day."""
    return [e for e in family["events"] if e["concept"] in concepts and holds_on(e, on)]


def holds_on(event: FactShown, on: date) -> bool:
    """Whether a fact has begun by a day and has not ended by then."""
    until = event.get("until")
    return event["on"] <= on.isoformat() and not (until and until <= on.isoformat())
