"""Small feeds for tests: resources as plain dicts, loaded into a workspace, read back as words."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from kinsight.ingest.load import load
from kinsight.ingest.load_report import LoadReport
from kinsight.rules import loading
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import iso, parse
from kinsight.store.schema import TABLES
from kinsight.store.workspace import Workspace

RECEIVED = parse("2026-11-23")
NHS = "https://fhir.nhs.uk/Id/nhs-number"
SNOMED = "http://snomed.info/sct"
Resource = dict[str, Any]


@cache
def practice() -> Knowledge:
    return loading.load()


def own(concept: str) -> Resource:
    return {"coding": [{"system": "urn:kinsight:concept", "code": concept}]}


def coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def to(ref: str) -> Resource:
    return {"reference": ref}


def meta(day: str, version: str = "1") -> Resource:
    return {"lastUpdated": f"{day}T09:00:00Z", "versionId": version, "source": "Organization/gp"}


def patient(id_: str, born: str | None = "2020-01-01", **more: Any) -> Resource:
    made = {"resourceType": "Patient", "id": id_, "meta": meta("2020-01-02"), **more}
    return {**made, "birthDate": born} if born else made


KID, MUM = patient("kid"), patient("mum", "1990-05-05")


def condition(id_: str = "c", *, who: str = "Patient/kid", known: str = "2021-03-01", **more: Any) -> Resource:
    return {
        "resourceType": "Condition",
        "id": id_,
        "meta": meta(known),
        "subject": to(who),
        "code": own("depression"),
        "onsetDateTime": "2021-02-01",
        **more,
    }


def team(id_: str, kind: str) -> Resource:
    """A service of this kind."""
    coding = {"coding": [{"system": "urn:kinsight:service-kind", "code": kind}]}
    return {"resourceType": "Organization", "id": id_, "meta": meta("2010-01-02"), "name": id_, "type": [coding]}


def in_care(id_: str, who: str, of_team: str, since: str) -> Resource:
    """The person is on the team's list since a day."""
    begun = {"status": "active", "period": {"start": since}, "managingOrganization": to(f"Organization/{of_team}")}
    said = {**meta(since), "source": f"Organization/{of_team}"}
    return {"resourceType": "EpisodeOfCare", "id": id_, "meta": said, "patient": to(who), **begun}


def of(kind: str, **more: Any) -> Resource:
    """A resource of any kind about the child, known on 2021-03-01."""
    about = {"EpisodeOfCare": "patient", "Immunization": "patient", "Task": "for"}.get(kind, "subject")
    return {"resourceType": kind, "id": "x", "meta": meta("2021-03-01"), about: to("Patient/kid"), **more}


def write(path: Path, resources: Iterable[Resource | str]) -> Path:
    lines = [one if isinstance(one, str) else json.dumps(one) for one in resources]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    return path


def take(
    workspace: Path, *resources: Resource | str, name: str = "feed.ndjson", received: int = RECEIVED
) -> LoadReport:
    """Load these resources as one file."""
    return load(Workspace(workspace), [write(workspace.parent / "sent" / name, resources)], practice(), received)


def rows(workspace: Path, query: str) -> list[tuple[Any, ...]]:
    con = duckdb.connect()
    Workspace(workspace).attach(con)
    return con.execute(query).fetchall()


def events(workspace: Path, where: str = "true") -> list[tuple[str, str, str | None, str | None]]:
    """(ref, concept, on, until) of every version of every fact that has a concept."""
    query = f'SELECT ref, concept, "on", "until" FROM records.event WHERE concept IS NOT NULL AND {where} ORDER BY ALL'
    return [(ref, concept, iso(on), iso(until)) for ref, concept, on, until in rows(workspace, query)]


def concepts(workspace: Path, ref: str = "%") -> list[str]:
    query = f"SELECT concept FROM records.event WHERE concept IS NOT NULL AND ref LIKE '{ref}' ORDER BY ALL"
    return [concept for (concept,) in rows(workspace, query)]


def believed(workspace: Path, day: str) -> list[tuple[str, str, str | None, str | None]]:
    """(ref, concept, on, until) of what could be believed on a day."""
    at = parse(day)
    return events(
        workspace,
        f"""known <= {at} AND version NOT IN (SELECT version FROM records.supersession WHERE superseded <= {at})""",
    )


def tables(workspace: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every record table as sorted rows (doubles and all), without the number of the load and the log of loads."""
    found = {}
    for table in TABLES:
        if table != "load":
            found[table] = rows(workspace, f'SELECT * EXCLUDE (load) FROM records."{table}" ORDER BY ALL')
    return found


def reasons(workspace: Path) -> list[tuple[int, str]]:
    return rows(workspace, "SELECT line, reason FROM records.quarantine WHERE state = 'held' ORDER BY line")
