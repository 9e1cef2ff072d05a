"""In which order rules are evaluated: what rests on what, and on no circle."""

from collections.abc import Iterable

from kinsight.rules.schema.flatten import FlatIndicator
from kinsight.rules.schema.formats import Expectation, IndicatorTrigger


class Circle(Exception):
    """Indicators and expectations that rest on each other; `.path` starts and ends with the same name."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        super().__init__(" → ".join(path))


Needs = dict[str, list[tuple[str, int]]]


def levels(indicators: Iterable[FlatIndicator], expectations: Iterable[Expectation]) -> dict[str, int]:
    """Level of every indicator (internal ones too) and expectation; raises `Circle`.

    Level 0 rests on concepts alone. An indicator stands above all it takes; an expectation at its indicator's level.
    References to what does not exist are passed over: the checks name them.
    """
    needs: Needs = {flat.indicator: [(i.source, 1) for i in flat.inputs if i.kind != "concept"] for flat in indicators}
    needs |= {e.expectation: _after(e) for e in expectations}
    found: dict[str, int] = {}
    for name in needs:
        _level(name, needs, found, ())
    return found


def _after(expectation: Expectation) -> list[tuple[str, int]]:
    after = expectation.after
    return [(after.indicator, 0)] if isinstance(after, IndicatorTrigger) else []


def _level(name: str, needs: Needs, found: dict[str, int], path: tuple[str, ...]) -> int:
    if name in path:
        raise Circle((*path[path.index(name) :], name))
    if name not in found:
        below = [_level(other, needs, found, (*path, name)) + step for other, step in needs[name] if other in needs]
        found[name] = max(below, default=0)
    return found[name]
