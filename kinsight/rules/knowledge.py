"""Practice knowledge as one value: read from its folder whole, or refused with everything that is wrong with it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from kinsight.rules import force
from kinsight.rules.assessment import Assessment
from kinsight.rules.constants import Constant
from kinsight.rules.features import Feature
from kinsight.rules.flatten import FlatIndicator, flatten
from kinsight.rules.formats import (
    CatalogueItem,
    CodeRow,
    Concept,
    Expectation,
    Indicator,
    LocalSetting,
    Setting,
    Source,
)  # fmt: skip
from kinsight.rules.levels import levels
from kinsight.rules.pathway import Pathway
from kinsight.rules.questionnaire import Questionnaire
from kinsight.rules.reading import KnowledgeError, Problem
from kinsight.rules.recording import RecordingGroup, RoleRecording
from kinsight.rules.reference import ReferenceTerm
from kinsight.rules.wording import WordingRule

__all__ = ["Knowledge", "KnowledgeError", "Problem", "load", "local_settings", "root_of", "site_codelists"]


@dataclass(frozen=True)
class Knowledge:
    """Everything practice says, by name. `version` is a short hash of the files it was read from, the site's settings too."""

    version: str
    concepts: dict[str, Concept] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    expectations: dict[str, Expectation] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    catalogue: dict[str, CatalogueItem] = field(default_factory=dict)
    #: Rows of codelists, those of the assessments' own questions and of the site's codelists too.
    codelist: list[CodeRow] = field(default_factory=list)
    assessments: dict[str, Assessment] = field(default_factory=dict)
    questionnaires: dict[str, Questionnaire] = field(default_factory=dict)
    pathways: dict[str, Pathway] = field(default_factory=dict)
    wording: dict[str, WordingRule] = field(default_factory=dict)
    features: dict[str, Feature] = field(default_factory=dict)
    constants: dict[str, Constant] = field(default_factory=dict)
    reference: dict[str, ReferenceTerm] = field(default_factory=dict)
    recording: dict[str, RecordingGroup] = field(default_factory=dict)
    recording_by_role: dict[str, RoleRecording] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    local: dict[str, LocalSetting] = field(default_factory=dict)

    @cached_property
    def given(self) -> dict[str, date | None]:
        """The day of each setting; None: not known, so not come."""
        return force.given(self.settings, self.local)

    def in_force(self, item: Indicator | Expectation) -> force.Days:
        """Days [first, last) on which the rule applies, as `records.days` counts."""
        return force.days_in_force(item.in_force, self.given)

    def with_days(self, days: Mapping[str, date]) -> "Knowledge":
        """The same knowledge where these settings have these days: what an example or a question supposes."""
        if not days:
            return self
        supposed = {name: LocalSetting(setting=name, value=day, says="supposed") for name, day in days.items()}
        version = sha256(f"{self.version} {sorted(days.items())}".encode()).hexdigest()[:12]
        return replace(self, version=version, local={**self.local, **supposed})

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


def local_settings() -> Path | None:
    """The site's own settings: the file that `$KINSIGHT_SETTINGS` names. It outlives an update of our knowledge."""
    named = os.environ.get("KINSIGHT_SETTINGS")
    return Path(named) if named else None


def site_codelists(folder: Path | None = None) -> Path | None:
    """The folder of a site's own codelists: the one named, else `$KINSIGHT_CODELISTS`, else none."""
    named = os.environ.get("KINSIGHT_CODELISTS")
    return folder or (Path(named) if named else None)


def load(
    root: Path | None = None, codelists: Path | None = None, *, local: Path | None = None, alone: bool = False
) -> Knowledge:
    """The knowledge below `root` with a site's settings and codelists. Raises `KnowledgeError` with all that would make the
    program wrong.

    What only makes it poorer (a missing example, a codelist row without provenance) is left to `check.check`.
    `local` names other settings than the site's; `alone` takes neither settings nor codelists of a site.
    """
    from kinsight.rules.check import breaking  # check needs Knowledge itself
    from kinsight.rules.shelf import read

    site = None if alone else site_codelists(codelists)
    shelf, problems = read(root_of(root), None if alone else local or local_settings(), site)
    errors = [problem for problem in [*problems, *breaking(shelf)] if problem.severity == "error"]
    if errors:
        raise KnowledgeError(errors)
    return shelf.knowledge
