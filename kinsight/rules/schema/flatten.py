"""Turns an indicator's nested rule into flat ones: every group within it becomes an internal indicator of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kinsight.rules.schema import durations, roles
from kinsight.rules.schema.formats import (  # fmt: skip
    AllInput,
    AnyInput,
    AtLeastInput,
    ConceptInput,
    Indicator,
    OnsetInput,
    OverdueInput,
    SpellInput,
)

AnInput: TypeAlias = ConceptInput | SpellInput | OnsetInput | OverdueInput | AnyInput | AllInput | AtLeastInput
Group: TypeAlias = AnyInput | AllInput | AtLeastInput
Kind = Literal["concept", "spell", "onset", "overdue"]


@dataclass(frozen=True)
class FlatInput:
    """`source` is the concept, the indicator or the expectation; `about` is empty unless it is a concept."""

    kind: Kind
    source: str
    about: tuple[str, ...] = ()
    lasts: int = durations.OPEN


@dataclass(frozen=True)
class FlatIndicator:
    indicator: str
    need: int
    from_age: int
    until_age: int
    internal: bool
    inputs: tuple[FlatInput, ...]


def members(group: Group) -> tuple[int, list[AnInput]]:
    """How many of a group are needed, and its inputs."""
    if isinstance(group, AnyInput):
        return 1, list(group.any)
    if isinstance(group, AllInput):
        return len(group.all), list(group.all)
    return group.at_least, list(group.of)


def flatten(indicator: Indicator) -> list[FlatIndicator]:
    """The indicator first, then its internal ones, named `<id>/1`, `<id>/2`… in the order they are written."""
    return _Flattener(indicator).run()


class _Flattener:
    def __init__(self, indicator: Indicator) -> None:
        self.name, self.when, self.shown = indicator.indicator, indicator.when, indicator.shown
        self.ages = durations.days(self.when.from_age), durations.days(self.when.until_age)
        self.found: list[FlatIndicator] = []
        self.names = self._names()

    def _names(self) -> Iterator[str]:
        number = 0
        while True:
            number += 1
            yield f"{self.name}/{number}"

    def run(self) -> list[FlatIndicator]:
        inputs = tuple(self._one(part) for part in self.when.inputs)
        return [FlatIndicator(self.name, self.when.need, *self.ages, not self.shown, inputs), *self.found]

    def _one(self, part: AnInput) -> FlatInput:
        if isinstance(part, AnyInput | AllInput | AtLeastInput):
            return self._group(*members(part))
        return leaf(part)

    def _group(self, need: int, parts: list[AnInput]) -> FlatInput:
        name, place = next(self.names), len(self.found)
        inputs = tuple(self._once(part) if need > 1 else self._one(part) for part in parts)
        self.found.insert(place, FlatIndicator(name, need, *self.ages, True, inputs))
        return FlatInput("spell", name)

    def _once(self, part: AnInput) -> FlatInput:
        """An input that counts once however often it happened: where several of a group are needed,
        two facts of one kind are not two of its members. Spells never overlap, so they need no wrapping."""
        flat = self._one(part)
        return flat if flat.kind == "spell" else self._group(1, [part])


def leaf(part: ConceptInput | SpellInput | OnsetInput | OverdueInput) -> FlatInput:
    if isinstance(part, ConceptInput):
        return FlatInput("concept", part.concept, roles.expand(part.about), durations.lasts_days(part.lasts))
    if isinstance(part, OnsetInput):
        return FlatInput("onset", part.onset_of, lasts=durations.lasts_days(part.lasts))
    if isinstance(part, OverdueInput):
        return FlatInput("overdue", part.overdue)
    return FlatInput("spell", part.indicator)
