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

    def add(self, known: Known) -> None:
        self._arcs += known.arcs
        self._ordinary += known.ordinary

    def write(self, path: Path, children: int, families: int) -> None:
        truth = {
            "seed": self._seed, "children": children, "families": families, "end": self._end.isoformat(),
            "arcs": self._arcs, "ordinary": self._ordinary,
        }  # fmt: skip
        path.write_bytes(orjson.dumps(truth, option=orjson.OPT_INDENT_2))
