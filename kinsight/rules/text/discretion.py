"""Which rules touch abuse, and so stay off paper and away from whom it is about; and which titles may be printed. The one home of this."""

from functools import cache

from kinsight.rules.schema.formats import ABOUT_ABUSE
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.lineage import Rule
from kinsight.rules.schema.walk import concepts_of, references_of


class Discretion:
    """`touches(name)`: whether the rule, or any rule it rests on, is about abuse or names a sensitive concept."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.touches = cache(self._touches)

    def off_paper(self) -> frozenset[str]:
        """The names of all rules that touch abuse."""
        rules = (*self.knowledge.indicators, *self.knowledge.expectations)
        return frozenset(name for name in rules if self.touches(name))

    def printed_title(self, name: str) -> str:
        """The title of an expectation that may be printed; empty for every other, and for one that is not known."""
        item = self.knowledge.expectations.get(name)
        return item.title if item and item.prints and not self.touches(name) else ""

    def _touches(self, name: str) -> bool:
        known = self.knowledge
        item = known.indicators.get(name) or known.expectations.get(name) or known.derivations.get(name)
        if item is None:
            return False
        return (
            item.group in ABOUT_ABUSE
            or self._names_one(item)
            or any(self.touches(n) for _, _, n in references_of(item))
        )

    def _names_one(self, item: Rule) -> bool:
        concepts = self.knowledge.concepts
        return any(word in concepts and concepts[word].sensitive for _, word in concepts_of(item))
