"""What practice knowledge says beside a picture, as plain dicts: the presenters never see a knowledge object."""

from typing import Any

from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.text.discretion import Discretion
from kinsight.web.family.concept_fields import concept_fields

Row = dict[str, Any]


def knowledge_context(knowledge: Knowledge) -> Row:
    """Words of every indicator, expectation and source, and how concepts behave in time."""
    return {
        "indicators": {name: words(item) for name, item in knowledge.indicators.items()},
        "expectations": {
            name: words(item) | {"basis": item.basis, "because": because(item, knowledge)}
            for name, item in knowledge.expectations.items()
        },
        "sources": {
            name: {"title": source.title, "edition": source.edition} for name, source in knowledge.sources.items()
        },
        "closed_by": {name: concept.closed_by for name, concept in knowledge.concepts.items() if concept.closed_by},
        "concepts": concept_fields(knowledge),
        "off_paper": sorted(Discretion(knowledge).off_paper()),
    }


def because(item: Expectation, knowledge: Knowledge) -> str:
    """The title of the pattern that asks for it; nothing when a fact or an age does."""
    asked_by = getattr(item.after, "indicator", None)
    return knowledge.indicators[asked_by].title if asked_by else ""


def words(item: Any) -> Row:
    """What an indicator and an expectation have in common."""
    return {"says": item.says, "why": item.why, "misleads": item.misleads, "group": item.group}
