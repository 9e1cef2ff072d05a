"""What was recorded on the site, in words: what, about whom, when, and what has become of it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.utils import timezone

from kinsight.casework.models import RecordedFact, Staff
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.recording import kinds
from kinsight.web.presenters import child_links
from kinsight.web.presenters.recording_choices import about, title
from kinsight.web.text import words

if TYPE_CHECKING:
    from kinsight.casework.records import FamilyShown


@dataclass(frozen=True)
class RecordedLine:
    """One recorded fact. `child` has no name when the reader may not open the record; `withdraw` is empty once withdrawn."""

    what: str
    child: str
    child_link: str
    about: str
    day: str
    at: str
    who: str
    state: str
    refused: str
    withdrawn: str
    why: str
    withdraw: str
    waits_for: str


def line(
    fact: RecordedFact, knowledge: Knowledge, staff: Staff, named: Container[int], families: Mapping[int, FamilyShown]
) -> RecordedLine:
    """One recorded fact in words, for one reader.

    `named`: ids of the children whose names the reader may see; `families`: by such an id, where a relative is to be named.
    """
    by_name = fact.child_id in named
    return RecordedLine(
        what=what(knowledge, fact.concept) if fact.by_id == staff.user_id else title(knowledge, fact.concept),
        child=(fact.child.name or "Name not recorded") if by_name else "A child who is not on your caseload now",
        child_link=child_links.child(fact.child.slug, staff) if by_name else "",
        about=whom(fact, families.get(fact.child_id) if by_name else None),
        day=words.said(fact.on),
        at=moment(fact.recorded_at),
        who=name(fact.by),
        state=state(fact),
        refused="" if fact.in_error_at or fact.delivered_at else fact.refused,
        withdrawn=withdrawn(fact),
        why=fact.in_error_why,
        withdraw="" if fact.in_error_at else child_links.in_error(fact),
        waits_for=state(fact) if fact.in_error_at or fact.refused else "",
    )


def whom(fact: RecordedFact, family: FamilyShown | None) -> str:
    """As the forms name them: `Mia Example (mother)`; no name of a family that the reader may not open."""
    if fact.person_ref == fact.child.ref:
        return "The child"
    return about(fact.person_ref, family) if family else "A relative"


def what(knowledge: Knowledge, concept: str) -> str:
    """In the words by which its author recorded it, such as *Told me of …*: to others a fact has its title."""
    _, kind = kinds(knowledge.recording).get(concept, (None, None))
    return kind.words if kind and kind.words else title(knowledge, concept)


def state(fact: RecordedFact) -> str:
    """Withdrawn, refused, in the records, or on its way there."""
    if fact.in_error_at:
        return "Withdrawn" if fact.shown_at or fact.refused else "Withdrawn. The picture follows shortly"
    if fact.delivered_at:
        return "In the records"
    return "Not taken by the records" if fact.refused else "Safe, and on its way to the records"


def withdrawn(fact: RecordedFact) -> str:
    """By whom and when; empty while it stands."""
    by, at = fact.in_error_by, fact.in_error_at
    return f"By {name(by)}, {moment(at)}" if by and at else ""


def moment(at: datetime) -> str:
    """`3 May 2026, 14:05`, as the clock of the site shows it."""
    here = timezone.localtime(at)
    return f"{words.short(here.date())}, {here:%H:%M}"


def name(user: User) -> str:
    """Somebody's name, else their user name."""
    return str(user.get_full_name() or user.get_username())
