"""Indicators and expectations as pages tell them, with examples as tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kinsight.practice import lineage
from kinsight.practice import words as rules
from kinsight.practice.formats import Citation, Expectation, ExpectationExample, Indicator, IndicatorExample
from kinsight.practice.knowledge import Knowledge
from kinsight.practice.owners import owners_of
from kinsight.practice.walk import references_of
from kinsight.web import words
from kinsight.web.child import labels

Item = Indicator | Expectation
_STATES = {"none": "Nothing owed", "open": "Owed", "overdue": "Overdue", "met": "Done"}
_WHO = {"child": "Child", "self": "Child"}


@dataclass(frozen=True)
class Line:
    """One item of the list."""

    kind: str
    name: str
    title: str
    says: str
    tag: str
    colour: str


@dataclass(frozen=True)
class Group:
    title: str
    key: str
    lines: list[Line]


@dataclass(frozen=True)
class Source:
    document: str
    page: str
    licence: str


@dataclass(frozen=True)
class Example:
    """`facts`: (who, what, when, known later); `answers`: (day, what Kinsight says)."""

    title: str
    child: str
    facts: list[tuple[str, str, str, str]]
    answers: list[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """One item, whole."""

    title: str
    says: str
    tag: str
    colour: str
    stance: str
    owner: str
    do: str
    local: bool
    head: str
    rule: list[str]
    why: str
    misleads: str
    sources: list[Source]
    catalogue: list[str]
    since: str
    in_force: str
    versions: list[tuple[str, Line]]
    related: list[Line]
    examples: list[Example]


def shelf(knowledge: Knowledge, asked: str) -> list[Group]:
    """Groups in the order of `labels.GROUPS`; indicators before expectations, each by title."""
    items = [item for item in all_items(knowledge) if matches(item, asked)]
    found = [
        Group(title, key, [line(item) for item in items if item.group == key]) for key, title in labels.GROUPS.items()
    ]
    return [group for group in found if group.lines]


def all_items(knowledge: Knowledge) -> list[Item]:
    return [*by_title(knowledge.indicators.values()), *by_title(knowledge.expectations.values())]


def by_title(items: Iterable[Any]) -> list[Any]:
    return sorted(items, key=lambda item: item.title)


def matches(item: Item, asked: str) -> bool:
    text = f"{item.title} {item.says} {item.why}".casefold()
    return all(word in text for word in asked.casefold().split())


def name_of(item: Item) -> str:
    return item.indicator if isinstance(item, Indicator) else item.expectation


def line(item: Item) -> Line:
    if isinstance(item, Indicator):
        stance = labels.stance(item.stance)
        return Line("indicator", item.indicator, item.title, item.says, stance.tag, stance.colour)
    return Line("expectation", item.expectation, item.title, item.says, f"Owed by: {owed_by(item)}", "white")


def owed_by(item: Expectation) -> str:
    """Health visitor, then School nurse: as the child grows."""
    return ", then ".join(labels.owner(owner) for owner in owners_of(item))


def told(knowledge: Knowledge, item: Item) -> Told:
    head, rule = rule_of(knowledge, item)
    shown, owed = line(item), isinstance(item, Expectation)
    return Told(
        title=item.title, says=item.says, tag=shown.tag, colour=shown.colour,
        stance="" if owed else labels.stance(item.stance).means, owner=owed_by(item) if owed else "",
        do=item.do if owed else "", local=owed and item.basis == "local-default", head=head, rule=rule, why=item.why,
        misleads=item.misleads, sources=[source(knowledge, one) for one in item.sources], catalogue=list(item.catalogue),
        since=words.said(item.since, ""), in_force=in_force(knowledge, item), versions=versions(knowledge, item),
        related=related(knowledge, item),
        examples=[example(knowledge, one) for one in item.examples],
    )  # fmt: skip


def rule_of(knowledge: Knowledge, item: Item) -> tuple[str, list[str]]:
    if isinstance(item, Indicator):
        return rules.rule_lines(knowledge, item)
    return "", [rules.owed(knowledge, item)]


def in_force(knowledge: Knowledge, item: Item) -> str:
    """An indicator's list of inputs has no room for it; an expectation's sentences say it already."""
    return rules.in_force(knowledge, item) if isinstance(item, Indicator) else ""


def versions(knowledge: Knowledge, item: Item) -> list[tuple[str, Line]]:
    """The rules that this one took over from, and those that took over from it."""
    before = [("Took over from", line(other)) for other in lineage.earlier(knowledge, item)]
    return before + [("Replaced by", line(other)) for other in lineage.later(knowledge, item)]


def source(knowledge: Knowledge, cited: Citation) -> Source:
    document = knowledge.sources.get(cited.document)
    page = "" if cited.page == "-" else f"page {cited.page.lstrip('p')}"
    return Source(document.title if document else cited.document, page, licence(document.licence) if document else "")


def licence(said: str) -> str:
    """A licence still to be confirmed is our own note, not a reader's matter."""
    return "" if said.startswith("unknown") else said


def related(knowledge: Knowledge, item: Item) -> list[Line]:
    """Rules that this one rests on, and those that rest on it."""
    below = {name for _, _, name in references_of(item)}
    above = {name_of(o) for o in all_items(knowledge) if name_of(item) in {n for _, _, n in references_of(o)}}
    return [line(other) for other in all_items(knowledge) if name_of(other) in (below | above) - {name_of(item)}]


def example(knowledge: Knowledge, one: IndicatorExample | ExpectationExample) -> Example:
    return Example(
        title=one.title,
        child=f"Child born {words.said(one.born)}" if one.born else f"Child expected {words.said(one.expected)}",
        facts=[fact(knowledge, event) for event in one.events],
        answers=answers(one),
    )


def fact(knowledge: Knowledge, event: Any) -> tuple[str, str, str, str]:
    known = knowledge.concepts.get(event.concept)
    when = words.said(event.on) + (f" to {words.said(event.until)}" if event.until else "")
    late = words.said(event.known) if event.known and event.known != event.on else "the same day"
    return _WHO.get(event.who, labels.role(event.who)), labels.concept(event.concept, known and known.title), when, late


def answers(one: IndicatorExample | ExpectationExample) -> list[tuple[str, str]]:
    if isinstance(one, IndicatorExample):
        return [(words.said(day), "Holds" if holds else "Does not hold") for day, holds in sorted(one.holds.items())]
    return [(words.said(day), _STATES[state]) for day, state in sorted(one.states.items())]
