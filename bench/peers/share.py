"""The share of the indicators that a query about one day can say, and what our program finds of it on that day.

A day's query can count facts and patterns that hold today: k facts within a time, while open or ever, about these roles, and
any, all or some of them at once. What rests on when a pattern began (`onset-of`) or on a response that has not come (`overdue`)
needs the history of a pattern or of what is owed, and is left out, with everything that rests on it.
"""

from collections.abc import Iterator
from dataclasses import replace
from graphlib import TopologicalSorter

import duckdb

from kinsight.engine.rules import Rules
from kinsight.rules.schema import roles, walk
from kinsight.rules.schema.formats import Indicator
from kinsight.rules.schema.grammar import ConceptInput, OnsetInput, OverdueInput, SpellInput
from kinsight.rules.schema.knowledge import Knowledge

#: Child and indicator that holds for it.
Held = set[tuple[int, str]]


def restricted(known: Knowledge) -> Knowledge:
    """The same knowledge with these indicators alone, each after those that it rests on, and without expectations."""
    rests = {name: set(rests_on(one)) for name, one in known.indicators.items() if _for_one_day(one)}
    order = TopologicalSorter(rests).static_order()
    kept: dict[str, Indicator] = {}
    for name in order:
        if name in rests and rests[name] <= kept.keys():
            kept[name] = known.indicators[name]
    return replace(known, indicators=kept, expectations={})


def about(known: Knowledge, part: ConceptInput) -> tuple[str, ...]:
    """Roles whose facts count: of someone at the child's address alone, too, where those of the household do, unless they are sensitive."""
    found = roles.expand(part.about)
    beside = "household" in found and not known.concepts[part.concept].sensitive
    return (*found, roles.SAME_ADDRESS) if beside else found


def _for_one_day(one: Indicator) -> bool:
    return not any(isinstance(leaf, OnsetInput | OverdueInput) for _, leaf in walk.leaves(one))


def rests_on(one: Indicator) -> Iterator[str]:
    """The patterns that this one takes."""
    return (leaf.indicator for _, leaf in walk.leaves(one) if isinstance(leaf, SpellInput))


def ours(con: duckdb.DuckDBPyConnection, known: Knowledge, day: int) -> Held:
    """Of the spells that the program has left in `spell`: who holds what on this day, on the joined record."""
    names = {number: name for number, name in Rules(known).names.items() if name in known.indicators}
    rows = con.execute(
        'SELECT DISTINCT child, target_id FROM spell WHERE view = 0 AND since <= ? AND ? < "until"', [day, day]
    ).fetchall()
    return {(child, names[number]) for child, number in rows if number in names}


class Disagreement(Exception):
    """A peer that answers otherwise is not doing the same work: its time means nothing."""


def agree(who: str, theirs: Held, expected: Held) -> int:
    """How many answers are the same; raises Disagreement, with a few rules and no child, when one is not."""
    differ = theirs ^ expected
    if differ:
        rules = sorted({rule for _, rule in differ})
        raise Disagreement(
            f"{who} differs from the program in {len(differ)} of {len(expected)} answers: {', '.join(rules[:5])}"
        )
    if not expected:
        raise Disagreement(f"{who}: nothing holds on that day, so nothing was compared")
    return len(expected)
