"""What the judge gives of one child, row by row: of each row the values that a picture needs, by their names in `engine.judge.layout`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from kinsight.engine.judge import Results


class Spell(NamedTuple):
    """Days on which an indicator holds for a viewer."""

    viewer: int
    target: int
    since: int
    until: int


class OwedRow(NamedTuple):
    """A response owed. `anchor`: the fact, or the first day of the spell, that set it off. Unmet, it is never answered from `lapses` on."""

    expectation: int
    anchor: int
    trigger: int
    due: int
    met_on: int
    met_known: int
    lapses: int


class Contribution(NamedTuple):
    """What took part in a spell: a fact (`event`), or an earlier spell (`source`; below 0, what is overdue after an expectation)."""

    target: int
    since: int
    input: int
    event: int
    source: int
    source_since: int
    finish: int


def current_spells(results: "Results", as_of: int) -> Iterator[Spell]:
    """Spells of indicators, in every view, that hold on the day."""
    rows = results.spells
    holds = (rows["target"] > 0) & (rows["since"] <= as_of) & (rows["until"] > as_of)
    return map(Spell._make, _values(rows[holds], Spell._fields))


def shared_targets(results: "Results") -> set[int]:
    """Targets that rest on what any service may have known."""
    rows = results.spells
    return set(rows["target"][rows["shared"]].tolist())


def owed(results: "Results", as_of: int) -> list[OwedRow]:
    """What has come to be owed by the day and has not ended."""
    rows = results.owed
    stands = (rows["trigger"] <= as_of) & (rows["ends"] > as_of)
    return list(map(OwedRow._make, _values(rows[stands], OwedRow._fields)))


def contributions(results: "Results", viewer: int, as_of: int) -> Iterator[Contribution]:
    """What took part in spells of one view and had begun by the day."""
    rows = results.evidence
    assert rows is not None, "judged without evidence"
    began = (rows["viewer"] == viewer) & (rows["start"] <= as_of)
    return map(Contribution._make, _values(rows[began], Contribution._fields))


def _values(rows: np.ndarray, fields: tuple[str, ...]) -> list[tuple[int, ...]]:
    values: list[tuple[int, ...]] = rows[list(fields)].tolist()
    return values
