"""Bundles of the shape that Synthea publishes: every resource accepted, already had or held, nothing lost, nothing dated today.

Invented here, in its form: a transaction of `urn:uuid` entries in which Patients refer to organisations and practitioners by a
search, and facts to their patient and their encounter by the entry's address.
"""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kinsight.ingest.fhir.mapping import READINGS
from kinsight.ingest.load import load
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import RECEIVED, practice, rows

_SNOMED, _LOINC = "http://snomed.info/sct", "http://loinc.org"
_ORGANISATION = "Organization?identifier=https://github.com/synthetichealth/synthea|"
_PRACTITIONER = "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|999999"
Resource = dict[str, Any]


class Family:
    """One patient's Bundle, as the generator writes it: `entry` in its order."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.entries: list[Resource] = []
        self.patient = self.add("Patient", **self._patient(seed))
        for year in range(2019, 2025):
            self._visit(f"{year}-0{self.chance.randint(1, 9)}-1{self.chance.randint(0, 9)}")
        self.add("Provenance", target=[self.to(self.patient)], recorded="2024-11-01T09:00:00.000+00:00", agent=[])

    def add(self, kind: str, **said: Any) -> str:
        url = f"urn:uuid:{UUID(int=self.chance.getrandbits(128), version=4)}"
        resource = {"resourceType": kind, "id": url.removeprefix("urn:uuid:"), **said}
        self.entries.append({"fullUrl": url, "resource": resource, "request": {"method": "POST", "url": kind}})
        return url

    def to(self, url: str) -> Resource:
        return {"reference": url}

    def _patient(self, seed: int) -> Resource:
        number = {"system": "https://github.com/synthetichealth/synthea", "value": f"{seed:08d}"}
        born = f"201{seed % 9}-03-1{seed % 9}"
        return {
            "identifier": [number],
            "name": [{"use": "official", "family": f"Elm{seed}", "given": ["Ivo"]}],
            "gender": "male",
            "birthDate": born,
            "address": [{"line": [f"{seed} Beech Row"], "city": "Northvale", "postalCode": "00000"}],
            "multipleBirthBoolean": False,
            "communication": [{"language": {"coding": [{"code": "en-US"}]}}],
        }

    def _visit(self, day: str) -> None:
        at, about = f"{day}T10:15:00+00:00", self.to(self.patient)
        encounter = self.add(
            "Encounter",
            status="finished",
            subject=about,
            period={"start": at, "end": at},
            type=[{"coding": [{"system": _SNOMED, "code": "410620009"}]}],
            serviceProvider={"reference": f"{_ORGANISATION}gp"},
            participant=[{"individual": {"reference": f"{_PRACTITIONER}{len(self.entries)}"}}],
            **{"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}},
        )
        said = {"subject": about, "encounter": self.to(encounter)}
        code = {"coding": [{"system": _SNOMED, "code": "35489007"}]}
        clinical = {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
        }
        condition = self.add("Condition", clinicalStatus=clinical, code=code, onsetDateTime=at, recordedDate=at, **said)
        weight = {"coding": [{"system": _LOINC, "code": "29463-7"}]}
        self.add(
            "Observation",
            status="final",
            code=weight,
            effectiveDateTime=at,
            issued=f"{day}T10:15:00.000+00:00",
            valueQuantity={"value": 20.5, "unit": "kg"},
            **said,
        )
        self.add("Procedure", status="completed", code=code, performedPeriod={"start": at, "end": at}, **said)
        self.add(
            "Immunization",
            status="completed",
            vaccineCode={"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "140"}]},
            patient=about,
            encounter=self.to(encounter),
            occurrenceDateTime=at,
            primarySource=True,
        )
        self.add("CarePlan", status="active", intent="order", period={"start": at}, category=[code], **said)
        self._paid(at, about, encounter, condition)

    def _paid(self, at: str, about: Resource, encounter: str, condition: str) -> None:
        """Papers of payment, of which nothing is read."""
        claim = self.add(
            "Claim",
            status="active",
            use="claim",
            patient=about,
            created=at,
            item=[{"sequence": 1, "encounter": [self.to(encounter)]}],
            diagnosis=[{"diagnosisReference": self.to(condition)}],
        )
        self.add(
            "ExplanationOfBenefit",
            status="active",
            use="claim",
            patient=about,
            created=at,
            claim=self.to(claim),
            contained=[{"resourceType": "Coverage", "id": "coverage", "status": "active"}],
        )
        self.add("DocumentReference", status="current", subject=about, date=at, content=[])

    def write(self, path: Path) -> Path:
        path.write_text(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": self.entries}, indent=2))
        return path


@pytest.fixture(scope="module")
def families() -> list[Family]:
    return [Family(seed) for seed in range(1, 5)]


@pytest.fixture(scope="module")
def workspace(families: list[Family], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthea")
    paths = [family.write(folder / f"Ivo{n}_Elm.json") for n, family in enumerate(families)]
    for _ in range(2):  # the second time all is already had
        report = load(Workspace(folder / "w"), paths, practice(), RECEIVED)
        sent = sum(len(family.entries) for family in families)
        assert report.total("taken_in") == sent
        assert report.total("accepted") + report.total("already_had") + report.total("quarantined") == sent
    assert report.total("accepted") == 0
    return folder / "w"


def test_every_entry_is_on_record_or_held_with_its_reason(workspace: Path, families: list[Family]) -> None:
    sent = Counter(entry["resource"]["resourceType"] for family in families for entry in family.entries)
    on_record = dict(rows(workspace, "SELECT split_part(ref, '/', 1), count(*) FROM records.resource GROUP BY ALL"))
    assert on_record == {kind: n for kind, n in sent.items() if kind in READINGS}
    unread = "SELECT resource_type, count(*) FROM records.quarantine WHERE reason = 'unread-type' GROUP BY ALL"
    held = dict(rows(workspace, unread))
    assert held == {kind: n for kind, n in sent.items() if kind not in READINGS}
    assert rows(workspace, "SELECT count(*) FROM records.quarantine") == [(sum(held.values()),)]


def test_no_fact_is_dated_by_the_day_of_the_load(workspace: Path) -> None:
    last = parse("2024-12-31")
    assert rows(workspace, f'SELECT count(*) > 0, count("on") = count(*), max("on") <= {last} FROM records.event') == [
        (True, True, True)
    ]


def test_each_fact_is_of_its_own_patient(workspace: Path, families: list[Family]) -> None:
    found = dict(
        rows(
            workspace,
            """SELECT split_part(p.ref, '/', 2), count(DISTINCT e.ref) FROM records.event e
        JOIN records.person p USING (person) GROUP BY ALL""",
        )
    )
    about = {family.patient.removeprefix("urn:uuid:") for family in families}
    assert found.keys() == about and len(set(found.values())) == 1 and found[about.pop()] > 20
