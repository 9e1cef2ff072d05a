"""What nothing reads is counted for every load."""

import json

from kinsight.ingest.fhir.mapping import READINGS
from tests.unit import feeds_kit as kit
from tests.unit.feeds_kit import KID, condition, patient
from tests.unit.test_feeds_sources import bundle, load_file


def ignored(tmp_path, *resources):
    file = kit.write(tmp_path / "in" / "f.ndjson", resources)
    return load_file(tmp_path / "w", file).ignored


def test_what_is_read_is_not_counted(tmp_path):
    assert (
        ignored(tmp_path, {"resourceType": "Patient", "id": "kid", "birthDate": "2020-01-01", "gender": "female"}) == {}
    )


def test_each_element_that_nothing_reads_is_counted_by_type(tmp_path):
    one = condition("a", severity={"text": "severe"}, _onsetDateTime={"id": "x"})
    two = condition("b", severity={"text": "mild"})
    assert ignored(tmp_path, patient("kid", photo=[]), one, two) == {
        "Condition.severity": 2,
        "Condition._onsetDateTime": 1,
        "Patient.photo": 1,
    }


def test_a_line_is_counted_whatever_becomes_of_it(tmp_path):
    late = condition("a", onsetDateTime="2021-99-01", severity={"text": "severe"})
    assert ignored(tmp_path, KID, late, late) == {"Condition.severity": 2}


def test_lines_of_other_types_broken_lines_and_bundles(tmp_path):
    file = tmp_path / "f.ndjson"
    lines = [KID, {"resourceType": "Basic", "id": "b", "code": {}}, [1], bundle(condition(severity={"text": "x"}))]
    file.write_text("\n".join([*map(json.dumps, lines), "{"]) + "\n")
    assert load_file(tmp_path / "w", file).ignored == {"Condition.severity": 1}


def test_columns_of_a_table_that_its_mapping_does_not_name(tmp_path):
    (tmp_path / "p.csv").write_text("id,born,shoe_size\n1,2020-01-01,5\n2,2020-01-01,6\n")
    (tmp_path / "p.csv.yaml").write_text("resource: Patient\nfields: {id: id, birthDate: born}\n")
    assert load_file(tmp_path / "w", tmp_path / "p.csv").ignored == {"p.csv: shoe_size": 1}


def test_every_type_that_is_read_can_be_counted(tmp_path):
    """A new reading is looked at by its own names, not by a list of its own."""
    odd = [{"resourceType": kind, "id": "x", "zzz": 1} for kind in READINGS]
    assert ignored(tmp_path, *odd) == {f"{kind}.zzz": 1 for kind in sorted(READINGS)}


def test_people_who_came_with_another_number_only_are_counted(tmp_path):
    hospital = [{"system": "https://hospital.example/mrn", "value": "9990000018"}]
    both = [*hospital, {"system": kit.NHS, "value": "9990000018"}]
    people = patient("a", identifier=hospital), patient("b", identifier=both), patient("c")
    file = kit.write(tmp_path / "in" / "f.ndjson", people)
    assert load_file(tmp_path / "w", file).without_nhs_number == 1
