"""Says what is wrong with examples: a rule without both a case that fires and one that stays silent is unproven."""

from collections.abc import Callable, Iterator, Sequence

from kinsight.rules.compile.examples import NAMED
from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema.formats import Expectation, ExpectationExample, Indicator, IndicatorExample

Found = Iterator[Problem]
AnExample = IndicatorExample | ExpectationExample
ENOUGH = 3


def _items(shelf: Shelf) -> Iterator[tuple[str, str, Indicator | Expectation]]:
    yield from (("indicators", name, item) for name, item in shelf.knowledge.indicators.items())
    yield from (("expectations", name, item) for name, item in shelf.knowledge.expectations.items())


def _each(shelf: Shelf) -> Iterator[tuple[str, str, int, AnExample]]:
    for kind, name, item in _items(shelf):
        examples: Sequence[AnExample] = item.examples
        yield from ((kind, name, place, example) for place, example in enumerate(examples))


def fires(example: AnExample) -> bool:
    if isinstance(example, IndicatorExample):
        return any(example.holds.values())
    return any(state in ("open", "overdue") for state in example.states.values())


def silent(example: AnExample) -> bool:
    if isinstance(example, IndicatorExample):
        return not all(example.holds.values())
    return any(state in ("none", "met") for state in example.states.values())


def examples_few(shelf: Shelf) -> Found:
    for kind, name, item in _items(shelf):
        both = any(fires(one) for one in item.examples) and any(silent(one) for one in item.examples)
        if len(item.examples) < ENOUGH:
            what = f"has {len(item.examples)} of {ENOUGH} examples"
            do = "Add one that fires, one that stays silent and an edge"
            yield shelf.problem(kind, name, what, do, "examples", warning=both)
        elif not both:
            what = "its examples do not show it both firing and silent"
            yield shelf.problem(kind, name, what, "Add the kind that is missing", "examples")


def example_without_birth(shelf: Shelf) -> Found:
    for kind, name, place, example in _each(shelf):
        if example.born is None and example.expected is None:
            what = "the child has neither `born` nor `expected`"
            yield shelf.problem(kind, name, what, "Add one of them", "examples", place)


def example_concept_unknown(shelf: Shelf) -> Found:
    for kind, name, place, example in _each(shelf):
        for at, event in enumerate(example.events):
            if event.concept not in shelf.knowledge.concepts:
                path = ("examples", place, "events", at, "concept")
                yield shelf.problem(kind, name, f"unknown concept {event.concept!r}", "Add it to concepts.yaml", *path)


def example_stranger(shelf: Shelf) -> Found:
    for kind, name, place, example in _each(shelf):
        people = {*NAMED, *(bond.who for bond in example.bonds)}
        for at, event in enumerate(example.events):
            if event.who not in people:
                what = f"{event.who!r} has no bond to the child"
                do = f"Use one of {', '.join(NAMED)}, or add a bond"
                yield shelf.problem(kind, name, what, do, "examples", place, "events", at, "who")


def example_backwards(shelf: Shelf) -> Found:
    for kind, name, place, example in _each(shelf):
        for at, event in enumerate(example.events):
            if event.until is not None and event.until < event.on:
                path = ("examples", place, "events", at, "until")
                yield shelf.problem(kind, name, "ends before it begins", "Correct the dates", *path)


EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (
    examples_few,
    example_without_birth,
    example_concept_unknown,
    example_stranger,
    example_backwards,
)
