"""Exports the shape of each kind of knowledge file as a JSON Schema, so that editors help while one is written."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from kinsight.rules.schema.assessment import Assessment
from kinsight.rules.schema.constants import Constant
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.features import Feature
from kinsight.rules.schema.feed_kinds import FeedKind, UncodedFact
from kinsight.rules.schema.formats import (
    CatalogueItem,
    CodeRow,
    Concept,
    Expectation,
    Indicator,
    LocalSetting,
    Setting,
    Source,
)
from kinsight.rules.schema.owner_roles import OwnerRole
from kinsight.rules.schema.pathway import Pathway
from kinsight.rules.schema.proposal_kinds import ProposalKind
from kinsight.rules.schema.questionnaire import Questionnaire
from kinsight.rules.schema.questions import Question
from kinsight.rules.schema.recording import RecordingGroup, RoleRecording
from kinsight.rules.schema.reference_terms import ReferenceTerm, RetiredCode
from kinsight.rules.schema.wording import WordingRule

_KINDS: dict[str, Any] = {
    "indicator": Indicator,
    "expectation": Expectation,
    "derivation": Derivation,
    "sources": list[Source],
    "catalogue": list[CatalogueItem],
    "concepts": list[Concept],
    "settings": list[Setting],
    "settings.local": list[LocalSetting],
    "codelist-row": CodeRow,
    "assessment": Assessment,
    "questionnaire": Questionnaire,
    "pathway": Pathway,
    "wording": list[WordingRule],
    "features": list[Feature],
    "constants": list[Constant],
    "feeds": list[FeedKind],
    "uncoded": list[UncodedFact],
    "recording": list[RecordingGroup],
    "recording_by_role": list[RoleRecording],
    "questions": list[Question],
    "owners": list[OwnerRole],
    "identity": list[ProposalKind],
    "reference-row": ReferenceTerm,
    "retired-row": RetiredCode,
}


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema (2020-12) by kind of file."""
    header = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {kind: header | TypeAdapter(shape).json_schema(by_alias=True) for kind, shape in _KINDS.items()}


def export(folder: Path) -> list[Path]:
    """Writes `<kind>.schema.json` for every kind; the files are the same each time."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{kind}.schema.json" for kind in _KINDS]
    for path, schema in zip(written, schemas().values(), strict=True):
        path.write_text(json.dumps(schema, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return written
