"""Follows a rule through its versions: what it took over from, and what took over from it."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias, cast

from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.formats import Expectation, Indicator
from kinsight.rules.schema.knowledge import Knowledge

Rule: TypeAlias = Indicator | Expectation | Derivation


def name_of(rule: Rule) -> str:
    return str(getattr(rule, kind_of(rule)))


def kind_of(rule: Rule) -> str:
    """`indicator`, `expectation` or `derivation`: the field that names it."""
    return type(rule).__name__.lower()


def earlier(knowledge: Knowledge, rule: Rule) -> Iterator[Rule]:
    """Each rule before it, the nearest first. The checks see to it that this ends."""
    before = peers(knowledge, rule).get(rule.replaces or "")
    while before is not None:
        yield before
        before = peers(knowledge, rule).get(before.replaces or "")


def later(knowledge: Knowledge, rule: Rule) -> Iterator[Rule]:
    """Each rule after it, the nearest first; several may share what one was."""
    for other in peers(knowledge, rule).values():
        if other.replaces == name_of(rule):
            yield other
            yield from later(knowledge, other)


def peers(knowledge: Knowledge, rule: Rule) -> Mapping[str, Rule]:
    """All rules of its kind."""
    return cast(Mapping[str, Rule], getattr(knowledge, f"{kind_of(rule)}s"))
