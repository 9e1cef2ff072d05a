"""Something happened: what a role may record, and what follows from it for the one who recorded it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kinsight.casework.models import HowKnown, Owed, RecordedFact
from kinsight.casework.records import Duty, consequences
from kinsight.rules.schema import roles
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.recording import RecordedKind, RecordingGroup, kinds
from kinsight.store.days import to_date
from kinsight.web.forms.recording_fields import Choice
from kinsight.web.presenters import child_links
from kinsight.web.presenters.recording_choices import about
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import FamilyShown


def most(knowledge: Knowledge, role: str) -> list[Choice]:
    """What this role meets most, in the order of the knowledge."""
    offered, item = kinds(knowledge.recording), knowledge.recording_by_role.get(role)
    return [_choice(knowledge, *offered[word]) for word in item.most] if item else []


def everything(knowledge: Knowledge, role: str) -> list[Choice]:
    """All else that this role may record, by the words of the one who records it."""
    item = knowledge.recording_by_role.get(role)
    if item is None or item.only:
        return []
    choices = [_choice(knowledge, *pair) for pair in kinds(knowledge.recording).values()]
    return sorted(choices, key=lambda choice: choice.title)


def _choice(knowledge: Knowledge, group: RecordingGroup, kind: RecordedKind) -> Choice:
    title = knowledge.concepts[kind.concept].title
    return Choice(kind.concept, kind.words or title, frozenset(roles.expand(kind.about)), f"{title} {group.title}")


@dataclass(frozen=True)
class DutyLine:
    """A response owed: what, by whom, by when, and the button that records it."""

    title: str
    says: str
    owner: str
    mine: bool
    due: str
    due_on: str
    button: str
    link: str


@dataclass(frozen=True)
class Answer:
    """What the one who recorded it reads: what to do at once, what is owed from today, and what was owed before.

    `unread`: the records did not answer, so nothing can be said of what is owed.
    """

    what: str
    about: str
    when: str
    how: str
    first_steps: Sequence[str]
    pathway: str
    pathway_title: str
    duties: list[DutyLine]
    standing: list[DutyLine]
    waits: bool
    unread: bool


def answer(
    fact: RecordedFact,
    family: FamilyShown,
    owed: Iterable[Owed],
    knowledge: Knowledge,
    role: str,
    as_of: date,
    unread: bool = False,
) -> Answer:
    """What follows from a fact, for a reader of this role.

    `owed`: what the child is owed and has not had; a duty that stood before this fact is listed as one that stands.
    `unread`: the records did not answer, and `family` is the child alone.
    """
    group, kind = kinds(knowledge.recording).get(fact.concept, (None, None))
    new = [] if unread else consequences(fact, family, knowledge)
    alone = {duty.expectation for duty in consequences(fact, {**family, "events": []}, knowledge)}
    before = {debt.expectation: debt for debt in owed if debt.expectation in alone - {duty.expectation for duty in new}}
    lines = _Lines(knowledge, role, fact.child.slug, as_of)
    title = kind.words if kind and kind.words else knowledge.concepts[fact.concept].title
    pathway = knowledge.pathways.get(group.pathway or "") if group else None
    return Answer(
        what=title,
        about=about(fact.person_ref, family),
        when=words.said(fact.on),
        how=HowKnown(fact.how_known).label if fact.how_known else "",
        first_steps=group.first_steps if group else [],
        pathway=pathway.pathway if pathway else "",
        pathway_title=pathway.title if pathway else "",
        duties=[lines.duty(duty) for duty in new],
        standing=[lines.debt(debt) for debt in before.values()],
        waits=fact.shown_at is None,
        unread=unread,
    )


class _Lines:
    """Duties in words for one reader."""

    def __init__(self, knowledge: Knowledge, role: str, slug: str, as_of: date) -> None:
        self.knowledge, self.role, self.slug, self.as_of = knowledge, role, slug, as_of

    def duty(self, duty: Duty) -> DutyLine:
        return self._line(duty.expectation, duty.owner, to_date(duty.due))

    def debt(self, debt: Owed) -> DutyLine:
        return self._line(debt.expectation, debt.owner, debt.due)

    def _line(self, expectation: str, owner: str, due: date) -> DutyLine:
        item = self.knowledge.expectations[expectation]
        return DutyLine(
            title=item.title,
            says=item.says,
            owner=labels.owner(owner),
            mine=owner == self.role,
            due=words.overdue_by((self.as_of - due).days),
            due_on=words.short(due),
            button=item.do,
            link=child_links.record(self.slug, expectation),
        )
