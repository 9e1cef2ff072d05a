"""What is owed to a family, put together as people do it: by contact, each question once, at a visit for all the children together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kinsight.casework.matrix import allows
from kinsight.casework.models import Child
from kinsight.casework.worklist import Thing
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.questions import VISIT
from kinsight.web.page_addresses import visit
from kinsight.web.presenters.work_rows import Contact, Family, Lines, OwedLine
from kinsight.web.text.words import listed

#: How each kind of contact is called.
TITLES = {"visit": "When you next see them", "colleagues": "With other professionals", "record": "In the record"}
#: A child, and one thing owed to it.
Owing = tuple[Child, Thing]


def family(lines: Lines, children: Sequence[Child], things: Mapping[int, list[Thing]]) -> Family:
    """These children with all that is owed to them, the contact with the earliest due day first."""
    visits = allows("visit", lines.staff.role)  # the desk records each for itself
    at: dict[str, dict[str, list[Owing]]] = {}
    for child in children:
        for thing in things.get(child.pk, ()):
            kind, question = _asked(thing, lines.knowledge)
            one_answer = question if kind == VISIT and visits else f"{question} {child.pk}"
            at.setdefault(kind, {}).setdefault(one_answer, []).append((child, thing))
    contacts = [_contact(lines, kind, list(owed.values()), children, visits) for kind, owed in at.items()]
    return Family([lines.child(child) for child in children], sorted(contacts, key=lambda one: one.lines[0].due_day))


def _asked(thing: Thing, knowledge: Knowledge) -> tuple[str, str]:
    """The kind of contact, and the question; what asks nothing, or is no longer in the knowledge, is a question of its own."""
    item = knowledge.expectations.get(thing.debt.expectation)
    return (knowledge.contact_of(item), item.asks or item.expectation) if item else ("record", thing.debt.expectation)


def _contact(lines: Lines, kind: str, owed: list[list[Owing]], children: Sequence[Child], visits: bool) -> Contact:
    """The earliest due first; a form for all of it where it is a visit of more than one thing."""
    shown = sorted((_line(lines, one, len(children) > 1) for one in owed), key=lambda one: one.due_day)
    return Contact(TITLES[kind], shown, visit(children[0].slug) if visits and kind == VISIT and len(shown) > 1 else "")


def _line(lines: Lines, owing: list[Owing], several: bool) -> OwedLine:
    """What is due first, for whom, and what else the same answer meets."""
    (child, first), *others = sorted(owing, key=lambda one: one[1].debt.due)
    line, names = lines.owed(first, child.slug), dict.fromkeys(lines.child(one).name for one, _ in owing)
    rest = [lines.owed(thing, one.slug) for one, thing in others]
    also = dict.fromkeys(f"{one.title}. {one.reason}".strip() for one in rest if one.title != line.title)
    return replace(
        line,
        who=listed(list(names)) if several else "",
        also=tuple(also),
        link=visit(child.slug) if len(names) > 1 else line.link,
    )
