"""What is owed to a family, put together as people do it: by contact, each question once for each child."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kinsight.casework.models import Child
from kinsight.casework.worklist import Thing
from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.web.page_addresses import visit
from kinsight.web.presenters.work_rows import Contact, Family, Lines, OwedLine

#: How each kind of contact is called; what a site's own rule does not say is done in the record.
TITLES = {"visit": "When you next see them", "colleagues": "With other professionals", "record": "In the record"}
_UNSAID = "record"


def family(lines: Lines, children: Sequence[Child], things: Mapping[int, list[Thing]]) -> Family:
    """These children with all that is owed to them, the contact with the earliest due day first."""
    at: dict[str, list[tuple[Child, list[Thing]]]] = {}
    for child in children:
        for alike in by_question(things.get(child.pk, ()), lines.knowledge):
            at.setdefault(contact_of(alike[0], lines.knowledge), []).append((child, alike))
    ordered = sorted(at.items(), key=lambda one: min(things[0].debt.due for _, things in one[1]))
    several = len(children) > 1
    return Family(
        [lines.child(child) for child in children],
        [_contact(kind, [_line(lines, *one, several) for one in owed], children[0].slug) for kind, owed in ordered],
    )


def by_question(things: Iterable[Thing], knowledge: Knowledge) -> list[list[Thing]]:
    """Things that one answer meets stand together, each with the earliest due day first; what asks nothing stands alone."""
    alike: dict[str, list[Thing]] = {}
    for thing in things:
        item = knowledge.expectations.get(thing.debt.expectation)
        alike.setdefault((item.asks if item else None) or thing.debt.expectation, []).append(thing)
    return list(alike.values())


def contact_of(thing: Thing, knowledge: Knowledge) -> str:
    """The kind of contact at which it is done."""
    return contact(knowledge.expectations.get(thing.debt.expectation), knowledge)


def contact(item: Expectation | None, knowledge: Knowledge) -> str:
    """The kind of contact at which what it asks is answered."""
    question = knowledge.questions.get((item.asks if item else None) or "")
    return question.at if question else _UNSAID


def _line(lines: Lines, child: Child, alike: list[Thing], several: bool) -> OwedLine:
    """What is due first, and what else the same answer meets."""
    first = replace(lines.owed(alike[0], child.slug), who=lines.child(child).name if several else "")
    others = (lines.owed(thing, child.slug) for thing in alike[1:])
    return replace(first, also=tuple(f"{one.title}. {one.reason}".strip() for one in others))


def _contact(kind: str, owed: list[OwedLine], slug: str) -> Contact:
    """A form for all of it where it is a visit of more than one thing."""
    return Contact(TITLES[kind], owed, visit(slug) if kind == "visit" and len(owed) > 1 else "")
