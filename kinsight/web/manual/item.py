"""One rule whole, as the manual tells it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kinsight.rules.schema import lineage
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.formats import Citation, CodeRow, Expectation, Indicator
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.lineage import name_of
from kinsight.rules.schema.rule_review import is_reviewed
from kinsight.rules.schema.walk import concepts_of, references_of
from kinsight.rules.text import derivation_words
from kinsight.rules.text import rule_words as rules
from kinsight.web.manual.example import Example, example
from kinsight.web.manual.item_lists import Item, Line, all_items, line, owed_by, page_said
from kinsight.web.text import labels, words


@dataclass(frozen=True)
class Source:
    """A document that a rule cites, the page, and its licence; each may be empty."""

    document: str
    page: str
    licence: str


@dataclass(frozen=True)
class Code:
    """A code that becomes one of the rule's concepts. `when`: on what condition; `seen`: where it was read."""

    system: str
    code: str
    term: str
    when: str
    seen: str


@dataclass(frozen=True)
class Word:
    """A concept that the rule speaks of, with the codes that become it; every one is also a code of our own system."""

    title: str
    concept: str
    says: str
    codes: list[Code]


@dataclass(frozen=True)
class ItemPage:
    """One item, whole."""

    title: str
    says: str
    tag: str
    colour: str
    stance: str
    owner: str
    do: str
    local: bool
    shown: bool
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
    words: list[Word]
    examples: list[Example]
    review: str


def item_page(knowledge: Knowledge, item: Item) -> ItemPage:
    """One indicator or expectation with all that its page says."""
    head, rule = rule_of(knowledge, item)
    shown, owed = line(item), item if isinstance(item, Expectation) else None
    return ItemPage(
        title=item.title,
        says=item.says,
        tag=shown.tag,
        colour=shown.colour,
        stance=labels.stance(item.stance).means if isinstance(item, Indicator) else "",
        owner=owed_by(owed) if owed else "",
        do=owed.do if owed else "",
        local=owed is not None and owed.basis == "local-default",
        shown=item.shown if isinstance(item, Indicator) else True,
        head=head,
        rule=rule,
        why=item.why,
        misleads=item.misleads,
        sources=[source(knowledge, one) for one in item.sources],
        catalogue=list(item.catalogue),
        since=words.said(item.since, ""),
        in_force=in_force(knowledge, item),
        versions=versions(knowledge, item),
        related=related(knowledge, item),
        words=spoken_of(knowledge, item),
        examples=[example(knowledge, item, one) for one in item.examples],
        review=review(item),
    )


def review(item: Item) -> str:
    """By whom it was reviewed and when; or that nobody has, or that it changed since."""
    if is_reviewed(item):
        return f"Reviewed by {item.reviewed_by} on {words.said(item.reviewed_on)}."
    changed = " It was reviewed before, and has changed since." if item.status == "reviewed" else ""
    return f"A draft: no named doctor or nurse has reviewed it.{changed}"


def rule_of(knowledge: Knowledge, item: Item) -> tuple[str, list[str]]:
    """What must hold in sentences: a line that leads in, and the rows."""
    if isinstance(item, Indicator):
        return rules.rule_lines(knowledge, item)
    if isinstance(item, Derivation):
        return "", [derivation_words.derivation(knowledge, item)]
    return "", [rules.owed(knowledge, item)]


def in_force(knowledge: Knowledge, item: Item) -> str:
    """An indicator's list of inputs has no room for it; an expectation's sentences say it already."""
    return rules.in_force(knowledge, item) if isinstance(item, Indicator) else ""


def versions(knowledge: Knowledge, item: Item) -> list[tuple[str, Line]]:
    """The rules that this one took over from, and those that took over from it."""
    before = [("Took over from", line(other)) for other in lineage.earlier(knowledge, item)]
    return before + [("Replaced by", line(other)) for other in lineage.later(knowledge, item)]


def source(knowledge: Knowledge, cited: Citation) -> Source:
    """What a rule cites in words."""
    document = knowledge.sources.get(cited.document)
    return Source(
        document.title if document else cited.document,
        page_said(cited.page),
        licence(document.licence) if document else "",
    )


def licence(said: str) -> str:
    """A licence still to be confirmed is our own note, not a reader's matter."""
    return "" if said.startswith("unknown") else said


def related(knowledge: Knowledge, item: Item) -> list[Line]:
    """Rules that this one rests on, and those that rest on it."""
    others = (other for other in all_items(knowledge) if name_of(other) != name_of(item))
    return [line(other) for other in others if rests_on(item, other) or rests_on(other, item)]


def rests_on(item: Item, other: Item) -> bool:
    """Whether one rule names the other, or the fact that the other has follow from the record."""
    if isinstance(other, Derivation):
        return not isinstance(item, Derivation) and other.makes in {concept for _, concept in concepts_of(item)}
    return name_of(other) in {name for _, _, name in references_of(item)}


def spoken_of(knowledge: Knowledge, item: Item) -> list[Word]:
    """The concepts that a rule names itself, by title."""
    names = {name for _, name in concepts_of(item)}
    return sorted((word(knowledge, name) for name in names), key=lambda one: one.title)


def word(knowledge: Knowledge, name: str) -> Word:
    """A concept with its codes."""
    known = knowledge.concepts[name]
    return Word(known.title, name, known.says, [code(row) for row in knowledge.codelist if row.concept == name])


def code(row: CodeRow) -> Code:
    """A code of a codelist in words."""
    return Code(
        labels.system(row.system),
        row.code,
        row.term,
        ", ".join(conditions(row)),
        " ".join(filter(None, [row.document, row.seen])),
    )


def conditions(row: CodeRow) -> Iterator[str]:
    """On what else it depends that a code means the concept."""
    if row.status:
        yield f"status {row.status}"
    if row.low is not None:
        yield f"at least {row.low:g} {row.unit}".strip()
    if row.high is not None:
        yield f"below {row.high:g} {row.unit}".strip()
