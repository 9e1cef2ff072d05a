"""What a reader of the feed should find, and what it should not: `truth.json`."""

from datetime import date
from pathlib import Path
from typing import Any, Protocol

import orjson


class Known(Protocol):
    arcs: list[dict[str, Any]]
    ordinary: list[str]


class Truth:
    def __init__(self, seed: int, end: date) -> None:
        self._seed, self._end = seed, end
        self._arcs: list[dict[str, Any]] = []
        self._ordinary: list[str] = []
        #: Child → the kind of ordinary family it lives in, where the feed was made of kinds.
        self._kinds: dict[str, str] = {}

    def add(self, known: Known) -> None:
        self._arcs += known.arcs
        self._ordinary += known.ordinary

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
        path.write_bytes(orjson.dumps(truth, option=orjson.OPT_INDENT_2))
