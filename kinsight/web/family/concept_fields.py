"""What knowledge says of concepts, as the pages need it: how a fact is drawn, how it is said, and what it says of being asked."""

from collections.abc import Mapping
from typing import TypedDict

from kinsight.rules.schema.knowledge import Knowledge


class ConceptFields(TypedDict):
    """As `Concept` has them; `kind` is `done` for every response."""

    kind: str
    clause: str
    enquiry: str
    banner: str


Concepts = Mapping[str, ConceptFields]
#: What being asked about domestic abuse can have come to; `accused` is no answer, and says whom not to ask.
ANSWERS = ("asked", "unsafe", "denied", "disclosed")


def concept_fields(knowledge: Knowledge) -> dict[str, ConceptFields]:
    return {
        name: {
            "kind": "done" if one.response and one.kind == "fact" else one.kind,
            "clause": one.clause,
            "enquiry": one.enquiry,
            "banner": one.banner,
        }
        for name, one in knowledge.concepts.items()
    }


def enquiries(concepts: Concepts, *kinds: str) -> frozenset[str]:
    """The concepts by which somebody was asked, could not be, or answered: these kinds of `enquiry`, else every answer."""
    return frozenset(name for name, one in concepts.items() if one["enquiry"] in (kinds or ANSWERS))


def of_banner(concepts: Concepts, shown: str) -> frozenset[str]:
    """The concepts that the top of the page and the desk show as this."""
    return frozenset(name for name, one in concepts.items() if one["banner"] == shown)
