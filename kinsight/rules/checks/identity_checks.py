"""Says what is wrong with how people who may belong together are compared: a document that nobody knows, a place that is never filled."""

import re
from collections.abc import Callable, Iterator

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf

Found = Iterator[Problem]
#: The places of the evidence in words.
_FILLED = {"since", "others"}


def proposal_documents_unknown(shelf: Shelf) -> Found:
    for name, one in shelf.knowledge.identity.items():
        for place, cited in enumerate(one.sources):
            if cited.document not in shelf.knowledge.sources:
                what, at = f"unknown source document {cited.document!r}", ("sources", place, "document")
                yield shelf.problem("identity", name, what, "Add it to sources.yaml, or correct it", *at)


def proposal_places_unknown(shelf: Shelf) -> Found:
    """A place in braces that nothing fills would break the page."""
    for name, kind in shelf.knowledge.identity.items():
        for nth, one in enumerate(kind.comparisons):
            for place, level in enumerate(one.levels):
                if unknown := set(re.findall(r"\{(.*?)\}", level.says)) - _FILLED:
                    what, at = f"nothing fills {{{min(unknown)}}}", ("comparisons", nth, "levels", place, "says")
                    yield shelf.problem("identity", name, what, f"Use one of: {', '.join(sorted(_FILLED))}", *at)


EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (proposal_documents_unknown, proposal_places_unknown)
