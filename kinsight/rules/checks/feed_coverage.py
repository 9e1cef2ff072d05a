"""Says what a kind of feed can supply: which concepts, and so which shown patterns can hold and which expectations can be met."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypedDict

from kinsight.rules.read.knowledge_folder import SITE
from kinsight.rules.schema import roles
from kinsight.rules.schema.feed_kinds import FeedKind
from kinsight.rules.schema.flatten import FlatIndicator
from kinsight.rules.schema.formats import AgeTrigger, Expectation, IndicatorTrigger
from kinsight.rules.schema.grammar import FlatInput
from kinsight.rules.schema.knowledge import Knowledge

#: The concepts that are supplied, each with the roles of the people of whose records it can come.
Supplied = dict[str, set[str]]


class Share(TypedDict):
    """How many of how many, and those that are not: each with the concepts that it lacks."""

    can: int
    of: int
    cannot: dict[str, list[str]]


class FeedCoverage(TypedDict):
    feeds: list[str]
    concepts: Share
    patterns: Share
    expectations: Share


def coverage_by_feed(knowledge: Knowledge, names: Iterable[str]) -> FeedCoverage:
    """What these kinds of feed together can supply. Raises KeyError for a kind of feed that there is not."""
    feeds = [knowledge.feeds[name] for name in names]
    found = _Coverage(knowledge, supplied_by(knowledge, feeds))
    return {
        "feeds": [feed.feed for feed in feeds],
        "concepts": _share({name: [] for name in knowledge.concepts}, found.supplied.keys()),
        "patterns": found.patterns(),
        "expectations": found.expectations(),
    }


def supplied_by(knowledge: Knowledge, feeds: Iterable[FeedKind]) -> Supplied:
    """Concepts that a code of these feeds' systems means, that their elements state, or that follow from them."""
    found: Supplied = defaultdict(set)
    for feed in feeds:
        people, coded = set(roles.expand(feed.people)), _coded(knowledge, feed)
        for name in coded:
            found[name] |= people
        for fact in knowledge.uncoded.values():
            if fact.of in coded or (fact.from_ and set(fact.from_) <= set(feed.resources)):
                found[fact.concept] |= people & set(roles.expand(fact.about))
    return {name: whose for name, whose in found.items() if whose}


def _coded(knowledge: Knowledge, feed: FeedKind) -> set[str]:
    """A site's own codes count for every kind of feed: its list does not say who writes them."""
    found = {row.concept for row in knowledge.codelist if row.system in feed.systems or row.file.startswith(SITE)}
    concepts = knowledge.concepts
    return {name for name in found if name in concepts and (concepts[name].group in feed.groups or name in feed.also)}


def _share(every: dict[str, list[str]], can: Iterable[str]) -> Share:
    able = set(can) & every.keys()
    return {
        "can": len(able),
        "of": len(every),
        "cannot": {name: lacks for name, lacks in every.items() if name not in able},
    }


class _Coverage:
    """The algebra of the rules over what is supplied: can it ever hold, and not whether it does."""

    def __init__(self, knowledge: Knowledge, supplied: Supplied) -> None:
        self.knowledge, self.supplied = knowledge, supplied
        self.flat = {flat.indicator: flat for flat in knowledge.flat}
        self.known: dict[str, bool] = {}

    def patterns(self) -> Share:
        shown = {name: self.lacking(name) for name, one in self.knowledge.indicators.items() if one.shown}
        return _share(shown, (name for name in shown if self.can_hold(name)))

    def expectations(self) -> Share:
        owed = self.knowledge.expectations
        lacks = {name: sorted({one.concept for one in item.met_by}) for name, item in owed.items()}
        return _share(lacks, (name for name, item in owed.items() if self.can_be_met(item)))

    def can_hold(self, name: str) -> bool:
        if name not in self.known:
            self.known[name] = name in self.flat and self._enough(self.flat[name])
        return self.known[name]

    def _enough(self, flat: FlatIndicator) -> bool:
        """What happens counts each time, so one kind of it is enough for any need; a pattern counts once while it holds."""
        able = [one for one in flat.inputs if self._can_count(one)]
        return any(one.kind != "spell" for one in able) or len(able) >= flat.need

    def _can_count(self, one: FlatInput) -> bool:
        if one.kind == "concept":
            return self.supplies(one.source, one.about)
        if one.kind == "overdue":
            return self.can_be_owed(self.knowledge.expectations[one.source])
        return self.can_hold(one.source)

    def supplies(self, concept: str, about: Iterable[str]) -> bool:
        return bool(self.supplied.get(concept, set()) & set(about))

    def can_be_owed(self, item: Expectation) -> bool:
        after = item.after
        if isinstance(after, IndicatorTrigger):
            return self.can_hold(after.indicator)
        return isinstance(after, AgeTrigger) or self.supplies(after.concept, roles.expand(after.about))

    def can_be_met(self, item: Expectation) -> bool:
        return any(self.supplies(one.concept, roles.expand(one.about)) for one in item.met_by)

    def lacking(self, name: str) -> list[str]:
        """Every concept within the rule and its building blocks that is not supplied of the people whom it is about."""
        return sorted(set(self._lacking(name, set())))

    def _lacking(self, name: str, seen: set[str]) -> Iterator[str]:
        if name in seen or name not in self.flat:
            return
        seen.add(name)
        for one in self.flat[name].inputs:
            if one.kind != "concept":
                yield from self._lacking(one.source, seen)
            elif not self.supplies(one.source, one.about):
                yield one.source
