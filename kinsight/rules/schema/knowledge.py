"""Practice knowledge as one value, by name: what `loading.load` gives, and what everything else is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256

from kinsight.rules.schema import in_force as force
from kinsight.rules.schema.assessment import Assessment
from kinsight.rules.schema.constants import Constant
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.features import Feature
from kinsight.rules.schema.feed_kinds import FeedKind, UncodedFact
from kinsight.rules.schema.flatten import FlatIndicator, flatten
from kinsight.rules.schema.formats import (
    CatalogueItem,
    CodeRow,
    Concept,
    Expectation,
    Indicator,
    LocalSetting,
    RuleHead,
    Setting,
    Source,
)
from kinsight.rules.schema.levels import levels
from kinsight.rules.schema.owner_roles import OwnerRole
from kinsight.rules.schema.pathway import Pathway
from kinsight.rules.schema.proposal_kinds import ProposalKind
from kinsight.rules.schema.questionnaire import Questionnaire
from kinsight.rules.schema.questions import Question
from kinsight.rules.schema.recording import RecordingGroup, RoleRecording
from kinsight.rules.schema.reference_terms import ReferenceTerm, RetiredCode
from kinsight.rules.schema.wording import WordingRule
from kinsight.store.days import ALWAYS, to_day


@dataclass(frozen=True)
class Knowledge:
    """Everything practice says, by name. `version` is a short hash of the files it was read from, the site's settings too."""

    version: str
    concepts: dict[str, Concept] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    expectations: dict[str, Expectation] = field(default_factory=dict)
    derivations: dict[str, Derivation] = field(default_factory=dict)
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
    retired: dict[str, RetiredCode] = field(default_factory=dict)
    feeds: dict[str, FeedKind] = field(default_factory=dict)
    uncoded: dict[str, UncodedFact] = field(default_factory=dict)
    recording: dict[str, RecordingGroup] = field(default_factory=dict)
    recording_by_role: dict[str, RoleRecording] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    owners: dict[str, OwnerRole] = field(default_factory=dict)
    identity: dict[str, ProposalKind] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    local: dict[str, LocalSetting] = field(default_factory=dict)

    @cached_property
    def given(self) -> dict[str, date | None]:
        """The day of each setting; None: not known, so not come."""
        return force.given(self.settings, self.local)

    @cached_property
    def live_from(self) -> int:
        """The day from which people work with what is owed (days since 1970-01-01); ALWAYS where no day is set."""
        day = self.given.get(force.LIVE_FROM)
        return ALWAYS if day is None else to_day(day)

    def in_force(self, item: RuleHead) -> force.Days:
        """Days [first, last) on which the rule applies, as `records.days` counts."""
        return force.days_in_force(item.in_force, self.given)

    def with_days(self, days: Mapping[str, date]) -> "Knowledge":
        """The same knowledge where these settings have these days: what an example or a question supposes."""
        if not days:
            return self
        supposed = {name: LocalSetting(setting=name, value=day, says="supposed") for name, day in days.items()}
        version = sha256(f"{self.version} {sorted(days.items())}".encode()).hexdigest()[:12]
        return replace(self, version=version, local={**self.local, **supposed})

    def contact_of(self, item: Expectation) -> str:
        """The contact at which what it asks is answered (`Question.at`); in the record, where a site's own rule does not say."""
        question = self.questions.get(item.asks or "")
        return question.at if question else "record"

    def rules(self) -> list[Indicator | Expectation | Derivation]:
        """Every indicator, then every expectation, then what follows from the record."""
        return [*self.indicators.values(), *self.expectations.values(), *self.derivations.values()]

    @cached_property
    def flat(self) -> list[FlatIndicator]:
        """Every indicator without nesting, internal ones included, in the order of their names."""
        return [flat for name in sorted(self.indicators) for flat in flatten(self.indicators[name])]

    @cached_property
    def levels(self) -> dict[str, int]:
        """Level of every indicator (internal ones too) and expectation by name."""
        return levels(self.flat, self.expectations.values())
