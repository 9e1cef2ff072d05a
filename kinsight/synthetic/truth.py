"""What a reader of the feed should find, and what it should not: `truth.json`."""

from datetime import date
from pathlib import Path
from typing import Any, Protocol

import orjson


class Known(Protocol):
    arcs: list[dict[str, Any]]
    ordinary: list[str]
    drawn: dict[str, tuple[float, float]]


class Truth:
    def __init__(self, seed: int, end: date) -> None:
        self._seed, self._end = seed, end
        self._arcs: list[dict[str, Any]] = []
        self._ordinary: list[str] = []
        #: Child → the kind of ordinary family it lives in, where the feed was made of kinds.
        self._kinds: dict[str, str] = {}
        #: Figure → how often it was so, and of how many, where a profile counts it.
        self._drawn: dict[str, tuple[float, float]] = {}

    def add(self, known: Known) -> None:
        self._arcs += known.arcs
        self._ordinary += known.ordinary
        for name, (cases, of) in known.drawn.items():
            had = self._drawn.get(name, (0.0, 0.0))
            self._drawn[name] = had[0] + cases, had[1] + of

    def of_kind(self, kind: str, children: list[str]) -> None:
        self._kinds |= dict.fromkeys(children, kind)

    def write(self, path: Path, children: int, families: int) -> None:
        truth = {
            "seed": self._seed,
            "children": children,
            "families": families,
            "end": self._end.isoformat(),
            "arcs": self._arcs,
            "ordinary": self._ordinary,
        }
        if self._kinds:
            truth["kinds"] = self._kinds
        if self._drawn:
            truth["drawn"] = self._drawn
        path.write_bytes(orjson.dumps(truth, option=orjson.OPT_INDENT_2))
