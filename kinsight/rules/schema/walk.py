"""Walks the parts of indicators and expectations together with their path in the file, for checks and for words."""

from collections.abc import Iterable, Iterator

from kinsight.rules.schema import roles
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.formats import Expectation, Indicator
from kinsight.rules.schema.grammar import AnInput, ConceptInput, ConceptTrigger, Group, IndicatorTrigger, Leaf

Path = tuple[str | int, ...]


def levels_of(indicator: Indicator) -> Iterator[tuple[Path, int, bool, list[AnInput]]]:
    """Every level of the rule: its path, how many it needs, whether it is a group, and its inputs."""
    yield ("when", "inputs"), indicator.when.need, False, list(indicator.when.inputs)
    yield from _groups(("when", "inputs"), list(indicator.when.inputs))


def _groups(path: Path, parts: list[AnInput]) -> Iterator[tuple[Path, int, bool, list[AnInput]]]:
    for place, part in enumerate(parts):
        if isinstance(part, Group):
            need, word, inner = part.needed()
            here = (*path, place, word)
            yield here, need, True, inner
            yield from _groups(here, inner)


def leaves(indicator: Indicator) -> Iterator[tuple[Path, Leaf]]:
    """Every input that is not a group, with its path."""
    for path, _, _, parts in levels_of(indicator):
        for place, part in enumerate(parts):
            if isinstance(part, Leaf):
                yield (*path, place), part


def concepts_of(item: Indicator | Expectation | Derivation) -> Iterator[tuple[Path, str]]:
    """Every concept that the rule itself names, with its path."""
    if isinstance(item, Derivation):
        yield ("makes",), item.makes
        return
    if isinstance(item, Indicator):
        yield from (((*path, "concept"), leaf.concept) for path, leaf in leaves(item) if isinstance(leaf, ConceptInput))
        return
    if isinstance(item.after, ConceptTrigger):
        yield ("after", "concept"), item.after.concept
    yield from ((("met_by", place, "concept"), one.concept) for place, one in enumerate(item.met_by))


def references_of(item: Indicator | Expectation | Derivation) -> Iterator[tuple[Path, str, str]]:
    """Every other rule that this one takes: path, `indicators` or `expectations`, name."""
    if isinstance(item, Derivation):
        return
    if isinstance(item, Expectation):
        if isinstance(item.after, IndicatorTrigger):
            yield ("after", "indicator"), "indicators", item.after.indicator
        return
    for path, leaf in leaves(item):
        if taken := leaf.takes():
            word, shelf, name = taken
            yield (*path, word), shelf, name


def met_about(expectations: Iterable[Expectation]) -> dict[str, set[str]]:
    """About whom each concept counts as a response, in roles, over all expectations."""
    found: dict[str, set[str]] = {}
    for one in expectations:
        for response in one.met_by:
            found.setdefault(response.concept, set()).update(roles.expand(response.about))
    return found
