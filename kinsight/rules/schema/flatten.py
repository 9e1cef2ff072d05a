"""Turns an indicator's nested rule into flat ones: every group within it becomes an internal indicator of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from kinsight.rules.schema import durations
from kinsight.rules.schema.formats import Indicator
from kinsight.rules.schema.grammar import AnInput, FlatInput, Group


@dataclass(frozen=True)
class FlatIndicator:
    indicator: str
    need: int
    from_age: int
    until_age: int
    internal: bool
    inputs: tuple[FlatInput, ...]


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
        if isinstance(part, Group):
            need, _, parts = part.needed()
            return self._group(need, parts)
        return part.flat()

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
