"""Which rules of the manual speak of some words: bruising finds a bruise, and coercive control what rests on such behaviour."""

import re
from collections.abc import Iterator

from kinsight.rules.schema.formats import Indicator
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.lineage import Rule
from kinsight.rules.schema.walk import concepts_of, references_of

#: Endings that say nothing of what a word means, and how much of a word must be left.
_ENDING, _LEAST = re.compile(r"(ings?|ed|es|ly|s|e)$"), 4


def matches(knowledge: Knowledge, item: Rule, asked: str) -> bool:
    """Whether an item, or one concept it rests on, has every word that was asked for."""
    wanted = [stem(word) for word in asked.casefold().split()]
    texts = [f"{item.title} {item.says} {item.why}", *_concepts(knowledge, item, set())]
    return any(all(word in text.casefold() for word in wanted) for text in texts)


def stem(word: str) -> str:
    """A word without its ending, where enough is left: bruis of bruising."""
    short = _ENDING.sub("", word)
    return short if len(short) >= _LEAST else word


def _concepts(knowledge: Knowledge, item: Rule, passed: set[str]) -> Iterator[str]:
    """What the concepts of a rule say, and of the building blocks it takes."""
    for _, concept in concepts_of(item):
        known = knowledge.concepts[concept]
        yield f"{known.title} {known.says}"
    for _, kind, name in references_of(item):
        taken: Rule | None = getattr(knowledge, kind).get(name)
        if isinstance(taken, Indicator) and not taken.shown and name not in passed:
            passed.add(name)
            yield from _concepts(knowledge, taken, passed)
