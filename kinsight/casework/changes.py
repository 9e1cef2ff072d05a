"""What a sweep changes in a table: pure comparison of the rows that stand with the rows that were found."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

Key = tuple[Hashable, ...]
Values = tuple[Hashable, ...]


@dataclass(frozen=True)
class Standing:
    """A row as it stands in the database."""

    pk: int
    values: Values
    withdrawn: bool


@dataclass
class Changes:
    """What to write. A row in none of these stays untouched."""

    new: list[tuple[Key, Values]] = field(default_factory=list)
    changed: list[tuple[Key, Values]] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)


def changes(standing: Mapping[Key, Standing], found: Iterable[tuple[Key, Values]]) -> Changes:
    """A row found again after it was withdrawn counts as changed; one no longer found is withdrawn."""
    result, left = Changes(), dict(standing)
    for key, values in found:
        was = left.pop(key, None)
        if was is None:
            result.new.append((key, values))
        elif was.values != values or was.withdrawn:
            result.changed.append((key, values))
    result.withdrawn = [row.pk for row in left.values() if not row.withdrawn]
    return result
