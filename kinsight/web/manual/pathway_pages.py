"""Pathways, assessments and wording as the manual tells them: who does what by when, what is asked, which words to use."""

from collections.abc import Iterator
from dataclasses import dataclass

from kinsight.rules.schema import durations, roles
from kinsight.rules.schema.assessment import Assessment
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.pathway import Pathway, Step
from kinsight.rules.schema.questionnaire import CONCEPT, Item
from kinsight.rules.schema.wording import WordingRule
from kinsight.web.manual.item import Source, source
from kinsight.web.manual.item_lists import Line, line
from kinsight.web.text import labels, words


@dataclass(frozen=True)
class Stage:
    """One step of a pathway. `owed` is the response that Kinsight follows for it, `asked` the assessment it uses."""

    title: str
    says: str
    roles: str
    within: str
    owed: Line | None
    asked: Line | None


@dataclass(frozen=True)
class Question:
    """One question or heading; `depth` says below what. `states`: the fact that a yes states; `options`: (answer, its fact)."""

    text: str
    depth: int
    heading: bool
    required: bool
    states: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class Shelved:
    """A pathway or an assessment whole: one of `stages` and `questions` is empty. `facts`: (what, said) beside it."""

    title: str
    says: str
    why: str
    misleads: str
    facts: list[tuple[str, str]]
    stages: list[Stage]
    questions: list[Question]
    sources: list[Source]
    catalogue: list[str]


def pathways(knowledge: Knowledge) -> list[Line]:
    """Every pathway as a row of a list."""
    return [_listed("pathway", one.pathway, one) for one in sorted(knowledge.pathways.values(), key=lambda p: p.title)]


def assessments(knowledge: Knowledge) -> list[Line]:
    """Every assessment as a row of a list."""
    assessments = sorted(knowledge.assessments.values(), key=lambda a: a.title)
    return [_listed("assessment", one.assessment, one) for one in assessments]


def _listed(kind: str, name: str, one: Pathway | Assessment) -> Line:
    return Line(kind, name, one.title, one.says, kind.capitalize(), "white")


def page_of(knowledge: Knowledge, kind: str, name: str) -> Shelved | None:
    """A pathway or an assessment by name; None when there is none."""
    if kind == "pathway" and name in knowledge.pathways:
        return _pathway(knowledge, knowledge.pathways[name])
    if kind == "assessment" and name in knowledge.assessments:
        return _assessment(knowledge, knowledge.assessments[name])
    return None


def _pathway(knowledge: Knowledge, one: Pathway) -> Shelved:
    review = f"{words.said(one.review_due)}; at once when: {'; '.join(one.review_when)}"
    facts = [
        ("For whom", one.whom),
        ("Starts", one.starts),
        ("Ends", one.ends),
        ("Kept by", labels.owner(one.owner)),
        ("Version", f"{one.version}, reviewed {words.said(one.reviewed)}"),
        ("Review due", review),
    ]
    return Shelved(
        one.title,
        one.says,
        "",
        one.misleads,
        facts,
        [_stage(knowledge, step) for step in one.steps],
        [],
        [source(knowledge, cited) for cited in one.sources],
        list(one.catalogue),
    )


def _stage(knowledge: Knowledge, step: Step) -> Stage:
    soon = f"Within {durations.in_words(step.within)}" if durations.days(step.within) else "The same day"
    owed = knowledge.expectations.get(step.expectation or "")
    asked = knowledge.assessments.get(step.assessment or "")
    return Stage(
        step.title,
        step.says,
        words.listed([labels.owner(role) for role in step.roles]),
        soon,
        line(owed) if owed else None,
        _listed("assessment", asked.assessment, asked) if asked else None,
    )


def _assessment(knowledge: Knowledge, one: Assessment) -> Shelved:
    facts = [
        ("Asked by", words.listed([labels.owner(role) for role in one.by])),
        ("Written in the record of", roles.in_words(one.about)),
    ]
    asked = [q for item in knowledge.questionnaires[one.assessment].item for q in _questions(knowledge, item, 0)]
    return Shelved(
        one.title,
        one.says,
        one.why,
        one.misleads,
        facts,
        [],
        asked,
        [source(knowledge, cited) for cited in one.sources],
        list(one.catalogue),
    )


def _questions(knowledge: Knowledge, item: Item, depth: int) -> Iterator[Question]:
    options = [
        (o.coding.display, _fact(knowledge, o.coding.code if o.coding.system == CONCEPT else None))
        for o in item.options
    ]
    yield Question(
        item.text,
        depth,
        not item.is_question,
        item.required and item.is_question,
        _fact(knowledge, item.concept),
        options,
    )
    for inner in item.item:
        yield from _questions(knowledge, inner, depth + 1)


def _fact(knowledge: Knowledge, concept: str | None) -> str:
    return knowledge.concepts[concept].title if concept in knowledge.concepts else ""


def wording(knowledge: Knowledge) -> list[WordingRule]:
    """Every rule of wording."""
    return sorted(knowledge.wording.values(), key=lambda rule: rule.avoid.casefold())
