"""One fact that a practitioner records: a feed of one line, through the same door as every other."""

import tempfile
from pathlib import Path
from typing import Any

import orjson

from kinsight.feeds import quarantine
from kinsight.feeds.load import load
from kinsight.feeds.mapping import NOTE, OWN_SYSTEM
from kinsight.practice.knowledge import Knowledge
from kinsight.records.days import iso
from kinsight.records.store import Workspace


class FactRefused(Exception):
    """The fact could not be recorded; the message says why, without a patient's details."""


def fact(
    workspace: Workspace, *, ref_id: str, person_ref: str, concept: str, on: int, known: int, service_ref: str, by: str,
    note: str | None, knowledge: Knowledge, alleged: bool = False,
) -> None:  # fmt: skip
    """Record one fact about a person. The same `ref_id` again with the same content changes nothing.

    `on`, `known`: days; `by`: who records it; `note` becomes the event's value. `alleged`: someone says so, and it is not
    confirmed. Raises `FactRefused`.
    """
    if concept not in knowledge.concepts:
        raise FactRefused(f"{concept} is no concept")
    line = orjson.dumps(_observation(ref_id, person_ref, concept, on, known, service_ref, by, note, alleged))
    with tempfile.TemporaryDirectory(prefix="kinsight-fact-") as scratch:
        path = Path(scratch) / "recorded.ndjson"
        path.write_bytes(line + b"\n")
        report = load(workspace, [path], knowledge, known, service=service_ref)
    if report.files[0].quarantined:
        raise FactRefused(_why(workspace, f"Observation/{ref_id}"))


def _observation(
    ref_id: str, person: str, concept: str, on: int, known: int, service: str, by: str, note: str | None, alleged: bool
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "Observation", "id": ref_id, "status": "preliminary" if alleged else "final",
        "meta": {"lastUpdated": iso(known), "source": service},
        "code": {"coding": [{"system": OWN_SYSTEM, "code": concept}]},
        "subject": {"reference": person}, "effectiveDateTime": iso(on), "issued": iso(known),
        "performer": [{"reference": service, "display": by}],
    }  # fmt: skip
    return {**made, "valueString": note, "_valueString": {"extension": [_NOTE]}} if note else made


#: A note may say "no" and deny nothing: it is not read as an answer.
_NOTE = {"url": NOTE, "valueBoolean": True}


def _why(workspace: Workspace, ref: str) -> str:
    return next((held.detail for held in quarantine.listing(workspace) if held.ref == ref), "it could not be read")
