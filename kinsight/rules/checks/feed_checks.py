"""Says what is wrong with the shelf of feeds: a concept, group or document that does not exist would be counted as supplied."""

from collections.abc import Callable, Iterator

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf

Found = Iterator[Problem]


def feed_words_unknown(shelf: Shelf) -> Found:
    groups = {concept.group for concept in shelf.knowledge.concepts.values()}
    for name, feed in shelf.knowledge.feeds.items():
        known = {"groups": groups, "also": shelf.knowledge.concepts}
        for field, there in known.items():
            for place, word in enumerate(getattr(feed, field)):
                if word not in there:
                    yield shelf.problem("feeds", name, f"unknown {word!r}", "Correct it, or take it out", field, place)
        for place, cited in enumerate(feed.sources):
            if cited.document not in shelf.knowledge.sources:
                what = f"unknown source document {cited.document!r}"
                yield shelf.problem("feeds", name, what, "Add it to sources.yaml", "sources", place, "document")


def uncoded_words_unknown(shelf: Shelf) -> Found:
    for name, fact in shelf.knowledge.uncoded.items():
        for word in (fact.concept, fact.of):
            if word and word not in shelf.knowledge.concepts:
                yield shelf.problem("uncoded", name, f"unknown concept {word!r}", "Correct it, or take it out")
        if not fact.from_ and not fact.of:
            yield shelf.problem("uncoded", name, "says neither `from` nor `of`", "Say what it is read from")


EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (feed_words_unknown, uncoded_words_unknown)
