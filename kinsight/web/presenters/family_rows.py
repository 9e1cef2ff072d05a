"""What is owed to a family, put together as people do it: by contact, each question once for each child."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kinsight.casework.models import Child
from kinsight.casework.worklist import Thing
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.web.page_addresses import visit
from kinsight.web.presenters.work_rows import Contact, Family, Lines, OwedLine
from kinsight.web.text.words import listed

#: How each kind of contact is called.
TITLES = {"visit": "When you next see them", "colleagues": "With other professionals", "record": "In the record"}
RECORD, VISIT = "record", "visit"
#: A child, and things owed to it that one answer meets.
Owing = tuple[Child, list[Thing]]


def family(lines: Lines, children: Sequence[Child], things: Mapping[int, list[Thing]]) -> Family:
    """These children with all that is owed to them, the contact with the earliest due day first."""
    at: dict[str, dict[str, list[Owing]]] = {}
    for child in children:
        for alike in by_question(things.get(child.pk, ()), lines.knowledge):
            kind, asked = contact_of(alike[0], lines.knowledge), _asked(alike[0], lines.knowledge)
            together = (
                asked if kind == VISIT else f"{asked} {child.pk}"
            )  # nothing but a visit is recorded for several at once
            at.setdefault(kind, {}).setdefault(together, []).append((child, alike))
    contacts = [
        _contact(kind, [_line(lines, one, children) for one in owed.values()], children) for kind, owed in at.items()
    ]
    return Family([lines.child(child) for child in children], sorted(contacts, key=lambda one: one.first))


def by_question(things: Iterable[Thing], knowledge: Knowledge) -> list[list[Thing]]:
    """Things that one answer meets stand together, each with the earliest due day first; what asks nothing stands alone."""
    alike: dict[str, list[Thing]] = {}
    for thing in things:
        alike.setdefault(_asked(thing, knowledge), []).append(thing)
    return list(alike.values())


def _asked(thing: Thing, knowledge: Knowledge) -> str:
    item = knowledge.expectations.get(thing.debt.expectation)
    return (item.asks if item else None) or thing.debt.expectation


def contact_of(thing: Thing, knowledge: Knowledge) -> str:
    """The kind of contact at which it is done; what knowledge no longer has is in the record alone."""
    item = knowledge.expectations.get(thing.debt.expectation)
    return knowledge.contact_of(item) if item else RECORD


def _line(lines: Lines, owing: list[Owing], children: Sequence[Child]) -> OwedLine:
    """What is due first, for whom, and what else the same answer meets."""
    named = listed([lines.child(child).name for child, _ in owing]) if len(children) > 1 else ""
    child, things = min(owing, key=lambda one: one[1][0].debt.due)
    first = replace(lines.owed(things[0], child.slug), who=named)
    also = tuple(
        f"{one.title}. {one.reason}".strip() for one in (lines.owed(thing, child.slug) for thing in things[1:])
    )
    return replace(first, also=also, link=visit(child.slug) if len(owing) > 1 else first.link)


def _contact(kind: str, owed: list[OwedLine], children: Sequence[Child]) -> Contact:
    """The earliest due first; a form for all of it where it is a visit of more than one thing."""
    lines = sorted(owed, key=lambda one: one.due_day)
    return Contact(
        TITLES[kind], lines, lines[0].due_day, visit(children[0].slug) if kind == VISIT and len(lines) > 1 else ""
    )
