"""A plain Python loop for one day: each child's family in dictionaries, each rule asked in turn; a sample of the children."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import duckdb

from bench.peers import share
from bench.peers.share import Held
from kinsight.rules.schema import durations
from kinsight.rules.schema.formats import Indicator
from kinsight.rules.schema.grammar import AnInput, ConceptInput, SpellInput
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.keys import small_key

#: Facts of one person by concept, as (event, on, until).
Facts = dict[int, list[tuple[int, int, int]]]
NEVER = 2_000_000_000


@dataclass
class Family:
    """A child's age on the day, who its people are that day, their facts, and the rules that hold so far."""

    age: int
    people: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    facts: dict[int, Facts] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)


#: How many contributions one input has of a family.
Count = Callable[[Family], int]


@dataclass(frozen=True)
class Rules:
    """Each rule as a function, made once: names, ages and lengths are looked up before any child is."""

    known: Knowledge
    day: int

    def all(self) -> list[tuple[str, Callable[[Family], bool]]]:
        force = {name: self.known.in_force(rule) for name, rule in self.known.indicators.items()}
        return [
            (name, self._holds(rule))
            for name, rule in self.known.indicators.items()
            if force[name][0] <= self.day < force[name][1]
        ]

    def _holds(self, rule: Indicator) -> Callable[[Family], bool]:
        low, high = durations.days(rule.when.from_age), durations.days(rule.when.until_age)
        need, counts = rule.when.need, [self._count(part) for part in rule.when.inputs]
        return lambda family: low <= family.age < high and sum(count(family) for count in counts) >= need

    def _count(self, part: AnInput) -> Count:
        if isinstance(part, ConceptInput):
            return self._facts(part)
        if isinstance(part, SpellInput):
            name = part.indicator
            return lambda family: int(name in family.held)
        need, _, inside = part.needed()
        counts = [self._count(one) for one in inside]
        return lambda family: int(sum(count(family) > 0 for count in counts) >= need)

    def _facts(self, part: ConceptInput) -> Count:
        about, key, lasts = share.about(self.known, part), small_key(part.concept), self._lasts(part)

        def count(family: Family) -> int:
            people = {person for role in about for person in family.people.get(role, ())}
            return sum(
                lasts(fact, family.facts[person]) for person in people for fact in family.facts[person].get(key, ())
            )

        return count

    def _lasts(self, part: ConceptInput) -> Callable[[tuple[int, int, int], Facts], bool]:
        if part.lasts == durations.EVER:
            return lambda fact, facts: True
        if part.lasts != durations.WHILE_OPEN:
            first = self.day - durations.days(part.lasts)
            return lambda fact, facts: fact[1] > first
        closers, day = [small_key(word) for word in self.known.concepts[part.concept].closed_by], self.day
        return lambda fact, facts: day < fact[2] and (fact[2] < NEVER or not _closed(fact[1], facts, closers))


def _closed(on: int, facts: Facts, closers: list[int]) -> bool:
    return any(later >= on for closer in closers for _, later, _ in facts.get(closer, ()))


class Loop:
    """Events by person and bonds by child of a sample of children, read once; not part of what is timed."""

    def __init__(self, con: duckdb.DuckDBPyConnection, known: Knowledge, day: int, sample: int) -> None:
        self.day, self.rules = day, Rules(known, day).all()
        con.execute(f"CREATE OR REPLACE TEMP TABLE sampled AS SELECT * FROM child ORDER BY hash(child) LIMIT {sample}")
        self.children = con.execute("SELECT child, born, left_on FROM sampled").fetchall()
        self.bonds, self.events = _by_first(con, _BONDS), _by_first(con, _EVENTS)

    def run(self) -> Held:
        return {
            (child, name)
            for child, born, left_on in self.children
            if self.day < left_on
            for name in self._judge_rules(self._family(child, self.day - born))
        }

    def asked(self) -> set[int]:
        return {child for child, _, _ in self.children}

    def _family(self, child: int, age: int) -> Family:
        family, day = Family(age), self.day
        for _, person, role, since, until, known, superseded in self.bonds[child]:
            if known <= day < superseded and since <= day < until:
                family.people[role].add(person)
        for person in {one for people in family.people.values() for one in people}:
            family.facts[person] = self._believed(person)
        return family

    def _believed(self, person: int) -> Facts:
        found: Facts = {}
        for _, event, concept, on, until, known, superseded in self.events[person]:
            if on <= self.day and known <= self.day < superseded:
                found.setdefault(concept, []).append((event, on, until))
        return found

    def _judge_rules(self, family: Family) -> set[str]:
        for name, holds in self.rules:
            if holds(family):
                family.held.add(name)
        return family.held


def _by_first(con: duckdb.DuckDBPyConnection, sql: str) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in con.execute(sql).fetchall():
        found[row[0]].append(row)
    return found


_BONDS = """
SELECT child, person, role, "from", "until", known, superseded FROM bond WHERE child IN (SELECT child FROM sampled)"""
_EVENTS = """
SELECT DISTINCT person, event, concept_key, "on", "until", known, superseded FROM event
WHERE person IN (SELECT person FROM bond WHERE child IN (SELECT child FROM sampled))"""
