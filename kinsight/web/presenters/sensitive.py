"""Which indicators and expectations touch abuse, and so stay off paper."""

from functools import cache

from kinsight.practice.formats import Expectation, Indicator
from kinsight.practice.knowledge import Knowledge
from kinsight.practice.walk import concepts_of, references_of


class Discretion:
    """`touches(name)`: whether the rule, or any rule it rests on, names a sensitive concept."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.touches = cache(self._touches)

    def _touches(self, name: str) -> bool:
        item = self.knowledge.indicators.get(name) or self.knowledge.expectations.get(name)
        return item is not None and (self._names_one(item) or any(self.touches(n) for _, _, n in references_of(item)))

    def _names_one(self, item: Indicator | Expectation) -> bool:
        concepts = self.knowledge.concepts
        return any(word in concepts and concepts[word].sensitive for _, word in concepts_of(item))
