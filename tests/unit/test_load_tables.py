"""The tables of a load are what they are declared to be, however they were made."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kinsight.ingest import load as loading
from kinsight.ingest.staging import load_session, load_tables
from tests.unit.feeds_kit import KID, MUM, NHS, coded, condition, meta, of, own, patient, take, to

ODS = {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "A99001"}
#: Of everything something, so that every table is made.
FEED = (
    KID,
    MUM,
    patient("odd", "1980-01-01", identifier=[{"system": NHS, "value": "9434765910"}]),
    {"resourceType": "Organization", "id": "gp", "meta": meta("2020-01-01"), "name": "Team", "identifier": [ODS]},
    {"resourceType": "RelatedPerson", "id": "r", "meta": meta("2021-03-01"), "patient": to("Patient/kid")},
    condition("aged", onsetDateTime=None, onsetAge={"value": 1, "code": "a"}),
    {key: value for key, value in condition("loose").items() if key != "meta"},
    {key: value for key, value in condition("loose", note=[]).items() if key != "meta"} | {"code": own("anxiety")},
    of("Observation", status="final", code=own("smoking"), component=[{"code": coded("http://loinc.org", "1")}]),
    of("Encounter", status="finished", **{"class": own("emergency-attendance")["coding"][0], "period": {"start": "2021-02-01"}}),
    of("QuestionnaireResponse", status="completed", item=[{"linkId": "1", "answer": [{"valueCoding": own("smoking")["coding"][0]}]}]),
)  # fmt: skip


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What is wrong with the tables of each load at its end, by the names of its tables."""
    found: dict[str, list[str]] = {}
    opened = load_session.opened

    @contextmanager
    def looked_at(*given: Any) -> Iterator[duckdb.DuckDBPyConnection]:
        with opened(*given) as con:
            yield con
            wrong = load_tables.unlike(con)
            names = con.execute("SELECT table_name FROM duckdb_tables()").fetchall()
            found.update({name: [one for one in wrong if one == name] for (name,) in names})

    monkeypatch.setattr(loading.load_session, "opened", looked_at)
    return found


def test_every_table_of_a_load_has_its_shape(tmp_path: Path, seen: dict[str, list[str]]) -> None:
    take(tmp_path / "w", *FEED)
    assert [name for name, wrong in seen.items() if wrong] == []
    made = {
        shape
        for shape in load_tables.TABLES
        if any(load_tables.shape(name) is load_tables.TABLES[shape] for name in seen)
    }
    assert made == load_tables.TABLES.keys()


def test_a_table_of_another_shape_is_noticed() -> None:
    with duckdb.connect() as con:
        load_tables.make_empty(con, "several")
        load_tables.make_empty(con, "ods")
        assert load_tables.unlike(con) == []
        con.execute("CREATE TABLE fact_Condition AS SELECT 1 AS line")
        con.execute("CREATE OR REPLACE TABLE ods(code VARCHAR, ref VARCHAR, service BIGINT)")
        assert load_tables.unlike(con) == ["fact_Condition", "ods"]


def test_every_table_says_what_a_row_is() -> None:
    assert [
        name for name, shape in load_tables.TABLES.items() if not shape.row.endswith(".") or not shape.columns
    ] == []
