"""What practice knowledge says beside a picture, as plain data; the questions as they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from kinsight.rules.schema.formats import Expectation, Indicator
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.questions import Question
from kinsight.rules.text.discretion import Discretion
from kinsight.web.family.concept_fields import ConceptFields, concept_fields
from kinsight.web.family.lasting_facts import what_closes

if TYPE_CHECKING:
    from kinsight.casework.records import ChildPicture, FamilyShown, Fragments


class RuleWords(TypedDict):
    """What an indicator and an expectation have in common."""

    says: str
    why: str
    misleads: str
    group: str


class DutyWords(RuleWords):
    """An expectation: whose the deadline is (`basis`), and the title of the pattern that asks for it, empty where a fact or an age does."""

    basis: str
    because: str


class DocumentWords(TypedDict):
    """A document that rules cite."""

    title: str
    edition: str | None


class PageKnowledge(TypedDict):
    """The words of rules by their names, of documents by their keys, and how concepts behave in time.

    `closed_by`: concept → those that end it. `off_paper`: names of the rules that touch abuse.
    """

    indicators: dict[str, RuleWords]
    expectations: dict[str, DutyWords]
    sources: dict[str, DocumentWords]
    closed_by: dict[str, list[str]]
    concepts: dict[str, ConceptFields]
    questions: list[Question]
    off_paper: list[str]


class PageSources(TypedDict):
    """All that a child's page is made of: the picture, who sees what of it, the family, and what knowledge says beside them."""

    picture: ChildPicture
    fragments: Fragments
    family: FamilyShown
    knowledge: PageKnowledge


def knowledge_context(knowledge: Knowledge) -> PageKnowledge:
    """The words of every indicator, expectation and document, and the fields of every concept."""
    return {
        "indicators": {name: words(item) for name, item in knowledge.indicators.items()},
        "expectations": {
            name: {**words(item), "basis": item.basis, "because": because(item, knowledge)}
            for name, item in knowledge.expectations.items()
        },
        "sources": {
            name: {"title": source.title, "edition": source.edition} for name, source in knowledge.sources.items()
        },
        "closed_by": what_closes(knowledge),
        "concepts": concept_fields(knowledge),
        "questions": list(knowledge.questions.values()),
        "off_paper": sorted(Discretion(knowledge).off_paper()),
    }


def because(item: Expectation, knowledge: Knowledge) -> str:
    """The title of the pattern that asks for it; nothing when a fact or an age does."""
    asked_by = getattr(item.after, "indicator", None)
    return knowledge.indicators[asked_by].title if asked_by else ""


def words(item: Indicator | Expectation) -> RuleWords:
    """What an indicator and an expectation have in common."""
    return {"says": item.says, "why": item.why, "misleads": item.misleads, "group": item.group}
