"""One fact that a practitioner records: a feed of one line, through the same door as every other. What somebody says about who belongs to
a family is three: the fact, the bond, and whose record the bond is of.

Its author is a second fact of the same line, which no concept names: so it is in the records and is never judged.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import orjson

from kinsight.ingest import retry
from kinsight.ingest.fhir.mapping import NOTE, OWN_SYSTEM
from kinsight.ingest.fhir.relationships import APART, CODES, ROLE_CODES, WITHDRAWN
from kinsight.ingest.load import load
from kinsight.ingest.staging.line_checks import EARLIEST
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import iso, to_date
from kinsight.store.plausible import wrong_day
from kinsight.store.schema import AUTHOR_SYSTEM
from kinsight.store.sql_files import statement
from kinsight.store.upkeep.losses import RECORDED_ON_SITE
from kinsight.store.workspace import Workspace

#: Seconds that a fact waits for another writer of the workspace before it is tried again later.
_WAIT = 5.0
#: The code system under which the author of a fact stands, and the code.
AUTHOR, RECORDED_BY = AUTHOR_SYSTEM, "recorded-by"


@dataclass(frozen=True)
class Tie:
    """What somebody said a person is to the child of a fact. `role`: a role of a bond, or `apart`; `since`: a day, if it is of one on."""

    person_ref: str
    role: str
    since: int | None = None


class FactRefused(Exception):
    """The fact could not be recorded; the message says why, without a patient's details."""


def fact(
    workspace: Workspace,
    *,
    ref_id: str,
    person_ref: str,
    concept: str,
    on: int,
    known: int,
    service_ref: str,
    by: str,
    note: str | None,
    knowledge: Knowledge,
    alleged: bool = False,
    in_error_on: int | None = None,
    tie: Tie | None = None,
) -> None:
    """Record one fact about a person. The same `ref_id` again with the same content changes nothing.

    `on`, `known`: days; `by`: who records it; `note` becomes the event's value. `alleged`: someone says so, and it is not
    confirmed. From `in_error_on` a second version says that it was recorded in error. `tie`: who was said to belong to the
    person of the fact, a child, or not to. Raises `FactRefused`.
    """
    if concept not in knowledge.concepts:
        raise FactRefused(f"{concept} is no concept")
    if wrong := wrong_day(to_date(on), first=to_date(EARLIEST), as_of=to_date(known)):
        raise FactRefused(f"its day cannot be: {wrong}")
    versions = [_observation(ref_id, person_ref, concept, on, known, service_ref, by, note, alleged)]
    versions += [_in_error(versions[0], in_error_on)] if in_error_on is not None else []
    versions += _bond(versions[0], tie, in_error_on) if tie else []
    with tempfile.TemporaryDirectory(prefix="kinsight-fact-") as scratch:
        path = Path(scratch) / RECORDED_ON_SITE
        path.write_bytes(b"".join(orjson.dumps(version) + b"\n" for version in versions))
        report = load(workspace, [path], knowledge, known, service=service_ref, wait=_WAIT)
    if report.files[0].quarantined:
        raise FactRefused(_why(workspace, f"Observation/{ref_id}"))


def recorded(workspace: Workspace) -> dict[str, bool]:
    """Facts that were recorded on a site, by `ref_id`: whether a later version says that it was in error."""
    if not workspace.exists:
        return {}
    with duckdb.connect() as con:
        workspace.attach(con, tables=("event", "resource"))
        return dict(con.execute(RECORDED, [AUTHOR]).fetchall())


#: (id, whether in error) of the facts that were recorded on a site.
RECORDED = statement("recorded", "kinsight.ingest")


def _observation(
    ref_id: str, person: str, concept: str, on: int, known: int, service: str, by: str, note: str | None, alleged: bool
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "Observation",
        "id": ref_id,
        "status": "preliminary" if alleged else "final",
        "meta": {"versionId": "1", "lastUpdated": iso(known), "source": service},
        "code": {"coding": [{"system": OWN_SYSTEM, "code": concept}]},
        "subject": {"reference": person},
        "effectiveDateTime": iso(on),
        "issued": iso(known),
        "performer": [{"reference": service, "display": by}],
        "component": [{"code": {"coding": [{"system": AUTHOR, "code": RECORDED_BY}]}, "valueString": by}],
    }
    return {**made, "valueString": note, "_valueString": {"extension": [_NOTE]}} if note else made


#: A note may say "no" and deny nothing: it is not read as an answer.
_NOTE = {"url": NOTE, "valueBoolean": True}


def _in_error(made: dict[str, Any], day: int) -> dict[str, Any]:
    meta = {**made["meta"], "versionId": "2", "lastUpdated": iso(day)}
    return {**made, "status": "entered-in-error", "meta": meta, "issued": iso(day)}


#: How a role is written as a relationship of a RelatedPerson.
_WRITTEN: dict[str, dict[str, Any]] = {
    role: {"coding": [{"system": ROLE_CODES, "code": code}]}
    for role, code in (("mother", "MTH"), ("father", "FTH"), ("carer", "CGIVER"), ("household", "ROOM"))
} | {
    "parent-partner": {"text": "partner of parent"},
    "apart": {"coding": [{"system": OWN_SYSTEM, "code": CODES[APART]}]},
    "withdrawn": {"coding": [{"system": OWN_SYSTEM, "code": CODES[WITHDRAWN]}]},
}


def _bond(fact: dict[str, Any], tie: Tie, in_error_on: int | None) -> list[dict[str, Any]]:
    """The bond of this fact, taken back where it was recorded in error; and whose record it is of.

    That stays said: linkage is not replayed, and the days between must still show what was believed on them.
    """
    made: dict[str, Any] = {
        "resourceType": "RelatedPerson",
        "id": fact["id"],
        "meta": fact["meta"],
        "patient": fact["subject"],
        "relationship": [_WRITTEN[tie.role]],
    }
    made |= {"period": {"start": iso(tie.since)}} if tie.since is not None else {}
    links = [
        {"target": {"reference": ref}, "assurance": "level4"} for ref in (f"RelatedPerson/{fact['id']}", tie.person_ref)
    ]
    same = {"resourceType": "Person", "id": fact["id"], "meta": fact["meta"], "active": True, "link": links}
    if in_error_on is None:
        return [made, same]
    meta = {**fact["meta"], "versionId": "2", "lastUpdated": iso(in_error_on)}
    return [made, same, {**made, "meta": meta, "relationship": [_WRITTEN["withdrawn"]]}]


def _why(workspace: Workspace, ref: str) -> str:
    return next((held.detail for held in retry.listing(workspace) if held.ref == ref), "it could not be read")
