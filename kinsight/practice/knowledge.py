"""Practice knowledge as one value: read from its folder whole, or refused with everything that is wrong with it."""

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kinsight.practice.flatten import FlatIndicator, flatten
from kinsight.practice.formats import CatalogueItem, CodeRow, Concept, Expectation, Indicator, Source
from kinsight.practice.levels import levels
from kinsight.practice.reading import KnowledgeError, Problem

__all__ = ["Knowledge", "KnowledgeError", "Problem", "load", "root_of"]


@dataclass(frozen=True)
class Knowledge:
    """Everything practice says, by name. `version` is a short hash of the files it was read from."""

    version: str
    concepts: dict[str, Concept] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    expectations: dict[str, Expectation] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    catalogue: dict[str, CatalogueItem] = field(default_factory=dict)
    codelist: list[CodeRow] = field(default_factory=list)

    @cached_property
    def flat(self) -> list[FlatIndicator]:
        """Every indicator without nesting, internal ones included, in the order of their names."""
        return [flat for name in sorted(self.indicators) for flat in flatten(self.indicators[name])]

    @cached_property
    def levels(self) -> dict[str, int]:
        """Level of every indicator (internal ones too) and expectation by name."""
        return levels(self.flat, self.expectations.values())


def root_of(root: Path | None = None) -> Path:
    """The folder named, else `$KINSIGHT_KNOWLEDGE`, else the packaged one, else the repository's."""
    if root is not None:
        return root
    if named := os.environ.get("KINSIGHT_KNOWLEDGE"):
        return Path(named)
    package = Path(__file__).resolve().parents[1]
    packaged = package / "_knowledge"
    return packaged if packaged.is_dir() else package.parent / "knowledge"


def load(root: Path | None = None) -> Knowledge:
    """The knowledge below `root`. Raises `KnowledgeError` with all that would make the program wrong.

    What only makes it poorer (a missing example, a codelist row without provenance) is left to `check.check`.
    """
    from kinsight.practice.check import breaking  # check needs Knowledge itself
    from kinsight.practice.shelf import read

    shelf, problems = read(root_of(root))
    errors = [problem for problem in [*problems, *breaking(shelf)] if problem.severity == "error"]
    if errors:
        raise KnowledgeError(errors)
    return shelf.knowledge
