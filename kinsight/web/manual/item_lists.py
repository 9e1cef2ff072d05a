"""Lists of the manual: every rule by group, by the role that owes it, by the page it comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar, get_args

from kinsight.rules.checks.coverage import coverage, file_of
from kinsight.rules.schema import durations
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.formats import OWNERS, CatalogueItem, Expectation, Indicator
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.lineage import Rule
from kinsight.rules.schema.owners import owners_of
from kinsight.rules.schema.rule_review import is_reviewed
from kinsight.web.manual.word_search import matches
from kinsight.web.text import labels

Item = Rule
AnItem = TypeVar("AnItem", bound=Item)


@dataclass(frozen=True)
class Line:
    """One item of a list."""

    kind: str
    name: str
    title: str
    says: str
    tag: str
    colour: str


@dataclass(frozen=True)
class Group:
    """Items under one heading; `key` is the name of their group."""

    title: str
    key: str
    lines: list[Line]


@dataclass(frozen=True)
class Finding:
    """One entry of the catalogue: `lines` are the rules that cover it, `others` other files, `planned` the room that will."""

    id: str
    says: str
    page: str
    lines: list[Line]
    others: list[str]
    planned: str


@dataclass(frozen=True)
class Page:
    """One page of the full report: what it says, and which rules rest on it."""

    title: str
    key: str
    findings: list[Finding]
    lines: list[Line]


def all_items(knowledge: Knowledge) -> list[Item]:
    """Indicators, then expectations, then what follows from the record, each by title."""
    shelves: tuple[Mapping[str, Item], ...] = (knowledge.indicators, knowledge.expectations, knowledge.derivations)
    return [item for shelf in shelves for item in by_title(shelf.values())]


def by_title(items: Iterable[AnItem]) -> list[AnItem]:
    """In the order of their titles."""
    return sorted(items, key=lambda item: item.title)


def line(item: Item) -> Line:
    """An indicator or expectation as a row of a list."""
    if isinstance(item, Indicator):
        stance = labels.stance(item.stance)
        return Line("indicator", item.indicator, item.title, item.says, stance.tag, stance.colour)
    if isinstance(item, Derivation):
        return Line("derivation", item.derivation, item.title, item.says, "Follows from the record", "white")
    return Line("expectation", item.expectation, item.title, item.says, f"Owed by: {owed_by(item)}", "white")


def owed_by(item: Expectation) -> str:
    """Health visitor, then School nurse: as the child grows."""
    return ", then ".join(labels.owner(owner) for owner in owners_of(item))


def shelf(knowledge: Knowledge, asked: str) -> list[Group]:
    """Everything that has these words, in the order of `labels.GROUPS`."""
    return _grouped(item for item in all_items(knowledge) if matches(knowledge, item, asked))


def unreviewed(knowledge: Knowledge) -> list[Group]:
    """What no named doctor or nurse has reviewed as it stands."""
    return _grouped(item for item in all_items(knowledge) if not is_reviewed(item))


def _grouped(items: Iterable[Item]) -> list[Group]:
    items = list(items)
    groups = [
        Group(title, key, [line(item) for item in items if item.group == key]) for key, title in labels.GROUPS.items()
    ]
    return [group for group in groups if group.lines]


def owners(knowledge: Knowledge) -> list[tuple[str, str, int]]:
    """(role, its name, how many responses it owes), every role of the format that owes any."""
    counts = {role: len(list(_owing(knowledge, role))) for role in get_args(OWNERS)}
    return [(role, labels.owner(role), count) for role, count in counts.items() if count]


def owed(knowledge: Knowledge, role: str) -> list[Group]:
    """What one role owes, by group, each with its time."""
    return [
        Group(group.title, group.key, [_timed(knowledge, one) for one in group.lines])
        for group in _grouped(_owing(knowledge, role))
    ]


def _owing(knowledge: Knowledge, role: str) -> Iterable[Expectation]:
    return (one for one in by_title(knowledge.expectations.values()) if role in owners_of(one))


def _timed(knowledge: Knowledge, one: Line) -> Line:
    due = knowledge.expectations[one.name].due
    tag = f"Within {durations.in_words(due)}" if durations.days(due) else "The same day"
    return Line(one.kind, one.name, one.title, one.says, tag, "white")


def catalogue(knowledge: Knowledge) -> list[tuple[str, list[Finding]]]:
    """Every finding of the catalogue under its group, with what covers it."""
    covered = coverage(knowledge)["covered"]
    rules = {file_of(f"{(one := line(item)).kind}s", one.name, item): one for item in all_items(knowledge)}
    rules |= {
        f"pathways/{p.pathway}.yaml": Line("pathway", p.pathway, p.title, p.says, "Pathway", "white")
        for p in knowledge.pathways.values()
    }
    rules |= {
        f"assessments/{a.assessment}.yaml": Line("assessment", a.assessment, a.title, a.says, "Assessment", "white")
        for a in knowledge.assessments.values()
    }
    groups: dict[str, list[Finding]] = {}
    for item in knowledge.catalogue.values():
        groups.setdefault(item.group, []).append(_finding(item, covered.get(item.id, []), rules))
    return [(labels.GROUPS.get(key, key.replace("-", " ").capitalize()), findings) for key, findings in groups.items()]


def _finding(item: CatalogueItem, files: list[str], rules: dict[str, Line]) -> Finding:
    return Finding(
        item.id,
        item.says,
        page_said(item.page),
        [rules[file] for file in files if file in rules],
        [file for file in files if file not in rules],
        "" if files else item.planned or "",
    )


def page_said(printed: str) -> str:
    """`page 77` from `p77`; nothing where none is printed."""
    return "" if printed == "-" else f"{'pages' if '-' in printed or ',' in printed else 'page'} {printed.lstrip('p')}"


def pages(knowledge: Knowledge, document: str) -> list[Page]:
    """The pages of a document that anything cites, in order, with the findings printed there and the rules that rest on them."""
    findings = [one for _, of_group in catalogue(knowledge) for one in of_group]
    cited: dict[str, list[Line]] = {}
    for item in all_items(knowledge):
        for source in item.sources:
            if source.document == document and source.page != "-":
                cited.setdefault(page_said(source.page), []).append(line(item))
    printed = {*cited, *(one.page for one in findings if one.page)}
    return [
        Page(
            said.capitalize(),
            said.replace(" ", "-").replace(",", ""),
            [one for one in findings if one.page == said],
            cited.get(said, []),
        )
        for said in sorted(printed, key=_place)
    ]


def _place(said: str) -> tuple[int, str]:
    digits = "".join(c if c.isdigit() else " " for c in said).split()
    return (int(digits[0]) if digits else 0, said)
