"""Tables of a warehouse, CSV and Parquet, become what the same facts sent as FHIR become."""

import csv
import json
import re
from pathlib import Path

import duckdb
import pytest
import yaml

from kinsight.ingest import retry
from kinsight.ingest.load import load
from kinsight.ingest.table_mapping.mapping_file import MappingWrong
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit
from tests.unit.feeds_kit import NHS, RECEIVED, SNOMED, own, practice, rows, to

WAREHOUSE = Path(__file__).parent / "data" / "warehouse"
#: What a warehouse holds as more than text.
TYPES = {
    "patient_id": "BIGINT", "nhs_number": "BIGINT", "child_id": "DOUBLE", "relative_id": "INTEGER", "link_id": "SMALLINT",
    "booking_id": "DECIMAL(18, 0)", "observation_id": "UBIGINT", "snomed": "BIGINT", "weight_g": "DOUBLE", "born": "DATE",
    "seen": "DATE", "from_day": "DATE", "to_day": "DATE", "slot": "TIMESTAMP", "updated": "TIMESTAMPTZ",
}  # fmt: skip


def load_files(workspace: Path, *paths: Path, **more):
    return load(Workspace(workspace), list(paths), practice(), RECEIVED, **more)


def sent(name: str) -> list[dict[str, str]]:
    with (WAREHOUSE / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def some(**what):
    return {name: value for name, value in what.items() if value not in ("", None, {})}


def meta(row):
    return {"lastUpdated": row["updated"], "source": "Organization/warehouse"}


def who(row):
    return {
        "identifier": [some(system=NHS, value=row["nhs_number"])], "birthDate": row["born"], "gender": row["sex"],
        "name": [{"given": [row["first_name"]], "family": row["last_name"]}],
    }  # fmt: skip


def address(row):
    period = some(start=row["from_day"], end=row["to_day"])
    return {"line": [row["line1"]], "city": row["town"], "postalCode": row["postcode"], "period": period}


def patient(row):
    needs = {"url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-InterpreterRequired"}
    if row["interpreter"]:
        needs["valueBoolean"] = row["interpreter"] == "Y"
    language = [{"language": {"coding": [{"code": row["language"]}]}}] if row["language"] else None
    lived = [address(one) for one in sent("addresses") if one["patient_id"] == row["patient_id"]]
    return some(
        resourceType="Patient", id=row["patient_id"], meta=meta(row), **who(row), extension=[needs], communication=language,
        generalPractitioner=[to(f"Organization/{row['practice']}")], address=lived or None,
    )  # fmt: skip


def related(row):
    relative = next(one for one in sent("patients") if one["patient_id"] == row["relative_id"])
    return some(
        resourceType="RelatedPerson", id=row["link_id"], meta=meta(row), patient=to(f"Patient/{row['child_id']}"),
        relationship=[{"text": row["relation"]}], **who(relative), period=some(start=row["from_day"], end=row["to_day"]),
    )  # fmt: skip


def appointment(row):
    status = {"DNA": "noshow", "ATT": "fulfilled", "CANP": "cancelled"}[row["outcome"]]
    return some(
        resourceType="Appointment", id=row["booking_id"], meta=meta(row), status=status, start=row["slot"],
        participant=[{"actor": to(f"Patient/{row['patient_id']}")}], serviceType=[{"text": row["clinic"]}],
        cancelationReason={"text": "Cancelled by parent"} if status == "cancelled" else None,
    )  # fmt: skip


def observation(row):
    code = {"coding": [{"system": SNOMED, "code": row["snomed"], "display": row["term"]}]}
    return some(
        resourceType="Observation", id=row["observation_id"], meta=meta(row), status="final", code=code,
        subject=to(f"Patient/{row['patient_id']}"), effectiveDateTime=row["seen"],
        valueQuantity={"value": int(row["weight_g"]), "unit": "g"},
    )  # fmt: skip


def as_fhir(folder: Path) -> Path:
    made = {"patients": patient, "relationships": related, "appointments": appointment, "observations": observation}
    for name, make in made.items():
        kit.write(folder / f"{name}.ndjson", map(make, sent(name)))
    return folder


def as_parquet(folder: Path) -> Path:
    """The same tables with the types that a warehouse has, and the same mappings."""
    folder.mkdir(parents=True)
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        for file in WAREHOUSE.glob("*.csv"):
            names = next(csv.reader(file.open()))
            typed = ", ".join(f"{name}::{TYPES.get(name, 'VARCHAR')} AS {name}" for name in names)
            source = f"read_csv('{file}', all_varchar=true)"
            con.execute(f"COPY (SELECT {typed} FROM {source}) TO '{folder / file.stem}.parquet'")
    for mapping in WAREHOUSE.glob("*.yaml"):
        name = mapping.name.replace(".csv", ".parquet")
        (folder / name).write_text(mapping.read_text().replace(".csv", ".parquet"))
    return folder


@pytest.fixture
def plain(tmp_path):
    load_files(tmp_path / "plain", as_fhir(tmp_path / "fhir"))
    return kit.tables(tmp_path / "plain")


def test_the_example_says_something(plain):
    assert {table: len(found) for table, found in plain.items() if table in ("person", "address", "bond")} == {
        "person": 5, "address": 3, "bond": 2,
    }  # fmt: skip
    assert {row[7] for row in plain["event"]} == {
        "was-not-brought", "carer-cancelled", "attended", "low-birth-weight", None, "interpreter-needed",
        "interpreter-not-needed", "practice-named",
    }  # fmt: skip


def test_parquet_becomes_what_the_same_facts_as_fhir_become(tmp_path, plain):
    report = load_files(tmp_path / "w", as_parquet(tmp_path / "in"))
    assert [(f.file, f.taken_in, f.accepted) for f in report.files] == [
        ("patients.parquet", 3, 3), ("relationships.parquet", 2, 2), ("appointments.parquet", 3, 3),
        ("observations.parquet", 2, 2),
    ]  # fmt: skip
    assert kit.tables(tmp_path / "w") == plain
    assert report.skipped == ["addresses.parquet", *sorted(f"{f.file}.yaml" for f in report.files)]


def test_csv_does_too_but_that_its_numbers_are_text(tmp_path, plain):
    load_files(tmp_path / "w", WAREHOUSE)
    found = kit.tables(tmp_path / "w")
    assert {name for name in plain if found[name] != plain[name]} == {"resource", "event"}

    def without_version(table):
        return sorted(str([*row[:2], *row[3:]]) for row in table)

    assert without_version(found["event"]) == without_version(plain["event"])


def test_a_warehouse_twice_changes_nothing(tmp_path):
    folder = as_parquet(tmp_path / "in")
    load_files(tmp_path / "w", folder)
    once = kit.tables(tmp_path / "w")
    report = load_files(tmp_path / "w", folder)
    assert (report.total("already_had"), report.total("accepted")) == (10, 0)
    assert kit.tables(tmp_path / "w") == once


SEEN = """
resource: Condition
fields:
  id: id
  meta.lastUpdated: updated
  subject.reference: {column: person, prefix: Patient/}
  verificationStatus.coding[0].code: {column: state, words: {ok: confirmed, wrong: entered-in-error}}
  code.coding[0].system: {value: "urn:kinsight:concept"}
  code.coding[0].code: {value: depression}
  onsetDateTime: {column: began, date: "%d/%m/%Y"}
"""
FINE = ("1", "2024-01-02", "kid", "ok", "05/03/2023")


def table(
    folder: Path, *given: tuple[str | None, ...], form: str = "csv", mapping: str = SEEN, name: str = "seen"
) -> Path:
    """Conditions as CSV or Parquet, beside their mapping."""
    folder.mkdir(parents=True, exist_ok=True)
    path, heading = folder / f"{name}.{form}", ("id", "updated", "person", "state", "began")
    path.with_name(path.name + ".yaml").write_text(mapping)
    if form == "csv":
        with path.open("w", newline="") as out:
            csv.writer(out).writerows([heading, *given])
    else:
        with duckdb.connect() as con:
            con.execute(f"CREATE TABLE t({', '.join(f'{column} VARCHAR' for column in heading)})")
            for row in given:
                con.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?)", list(row))
            con.execute(f"COPY t TO '{path}'")
    return path


@pytest.fixture
def workspace(tmp_path):
    kit.take(tmp_path / "w", kit.KID)
    return tmp_path / "w"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_broken_row_is_kept_with_its_number(tmp_path, workspace, form):
    wrong = {
        2: (("2", "2024-01-02", "kid", "???", "05/03/2023"), "bad-row", None),
        3: (("3", "2024-01-02", "kid", "ok", "31/02/2023"), "bad-row", None),
        4: (("4", "2024-01-02", "kid", "ok", "05/03/23"), "bad-row", None),
        5: (("", "2024-01-02", "kid", "ok", "05/03/2023"), "missing-id", None),
        6: (("6", "2024-01-02", "", "ok", "05/03/2023"), "missing-subject", "Condition/6"),
        7: (("7", "2024-01-02", "kid", "ok", "05/03/1799"), "impossible-date", "Condition/7"),
        8: (("8", "2024-01-02", "nobody", "ok", "05/03/2023"), "dangling-reference", "Condition/8"),
    }
    report = load_files(workspace, table(tmp_path / "in", FINE, *(row for row, *_ in wrong.values()), FINE, form=form))
    assert [(f.taken_in, f.accepted, f.already_had, f.quarantined) for f in report.files] == [(9, 1, 1, 7)]
    held = retry.listing(Workspace(workspace))
    assert {one.line: (one.reason, one.ref) for one in held} == {nth: what[1:] for nth, what in wrong.items()}
    bodies = {one.line: retry.show(Workspace(workspace), one.item).body for one in held}
    assert bodies[2] == (",".join(wrong[2][0]) if form == "csv" else json.dumps(
        dict(zip(("id", "updated", "person", "state", "began"), wrong[2][0], strict=True)), separators=(",", ":")))  # fmt: skip
    assert json.loads(bodies[8]) == {
        "resourceType": "Condition", "id": "8", "meta": {"lastUpdated": "2024-01-02"}, "subject": to("Patient/nobody"),
        "verificationStatus": coded_only("confirmed"), "code": own("depression"), "onsetDateTime": "2023-03-05",
    }  # fmt: skip


def coded_only(code):
    return {"coding": [{"code": code}]}


def test_a_table_is_read_together_with_other_files(tmp_path, workspace):
    """The second file of a batch, a table, still names its own rows."""
    visit = kit.of("Encounter", status="finished", type=[own("seen")], period={"start": "2023-01-01"})
    wrong = [("2", "2024-01-02", "kid", "???", "05/03/2023"), ("3", "2024-01-02", "nobody", "ok", "05/03/2023")]
    files = [kit.write(tmp_path / "visits.ndjson", [visit]), table(tmp_path / "in", FINE, *wrong)]
    report = load_files(workspace, *files)
    assert [(f.file, f.accepted, f.quarantined) for f in report.files] == [("visits.ndjson", 1, 0), ("seen.csv", 1, 2)]
    held = [retry.show(Workspace(workspace), one.item) for one in retry.listing(Workspace(workspace))]
    assert [(item.file, item.line, item.reason) for item in held] == [
        ("seen.csv", 2, "bad-row"), ("seen.csv", 3, "dangling-reference"),
    ]  # fmt: skip
    assert (held[0].body, json.loads(held[1].body)["id"]) == (",".join(wrong[0]), "3")


def test_a_wrong_nhs_number_is_seen(tmp_path):
    mapping = f"resource: Patient\nfields:\n  id: id\n  identifier[0].system: {{value: '{NHS}'}}\n  identifier[0].value: person"
    number = ("1", "", "9434765918", "", ""), ("2", "", "943 476 5919", "", "")
    load_files(tmp_path / "w", table(tmp_path / "in", *number, mapping=mapping))
    assert kit.reasons(tmp_path / "w") == []
    assert rows(tmp_path / "w", "SELECT nhs_number FROM records.person ORDER BY ref") == [(None,), ("9434765919",)]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_row_waits_for_its_person(tmp_path, workspace, form):
    waiting = ("1", "2024-01-02", "late", "ok", "05/03/2023")
    load_files(workspace, table(tmp_path / "in", waiting, form=form))
    report = kit.take(workspace, kit.patient("late"), name="late.ndjson")
    assert (report.mended, retry.listing(Workspace(workspace)), len(kit.events(workspace))) == (1, [], 1)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_later_extract_corrects_an_earlier_one(tmp_path, workspace, form):
    first = [("1", "2024-01-02", "kid", "ok", "05/03/2023"), ("2", "2024-01-02", "kid", "ok", "06/03/2023")]
    later = [("1", "2024-02-02", "kid", "ok", "07/03/2023"), ("2", "2024-02-03", "kid", "wrong", "06/03/2023")]
    load_files(workspace, table(tmp_path / "a", *first, form=form))
    load_files(workspace, table(tmp_path / "b", *first, *later, form=form))
    assert [row[2] for row in kit.believed(workspace, "2024-01-05")] == ["2023-03-05", "2023-03-06"]
    assert [row[2] for row in kit.believed(workspace, "2024-02-05")] == ["2023-03-07"]
    load_files(tmp_path / "other", *(kit.write(tmp_path / "kid.ndjson", [kit.KID]), tmp_path / "b" / f"seen.{form}"))
    assert kit.tables(tmp_path / "other") == kit.tables(workspace)


def test_a_row_may_become_several_resources_even_of_one_type(tmp_path, workspace):
    one = yaml.safe_load(SEEN)
    two = yaml.safe_load(SEEN.replace("id: id", "id: {column: id, suffix: -b}").replace("depression", "anxiety"))
    mapping = yaml.safe_dump({"resources": [one, {**two, "when": "state"}]})
    given = [("1", "2024-01-02", "kid", "ok", "05/03/2023"), ("2", "2024-01-02", "kid", "", "05/03/2023"),
             ("3", "2024-01-02", "kid", "bad", "05/03/2023"), ("4", "2024-01-02", "nobody", "ok", "05/03/2023")]  # fmt: skip
    report = load_files(workspace, table(tmp_path / "in", *given, mapping=mapping))
    assert [(f.taken_in, f.accepted, f.quarantined) for f in report.files] == [(6, 3, 3)]
    assert [row[:2] for row in kit.events(workspace)] == [
        ("Condition/1", "depression"), ("Condition/1-b", "anxiety"), ("Condition/2", "depression"),
    ]  # fmt: skip
    assert kit.reasons(workspace) == [(3, "bad-row"), (4, "dangling-reference"), (4, "dangling-reference")]


def test_a_damaged_parquet_file_takes_nothing_else_with_it(tmp_path, workspace):
    path = table(tmp_path / "in", form="parquet", name="a")
    with duckdb.connect() as con:
        row = "md5(i::VARCHAR) AS id, '2024-01-02' AS updated, 'kid' AS person, 'ok' AS state, '05/03/2023' AS began"
        con.execute(f"COPY (SELECT {row} FROM range(5000) t(i)) TO '{path}'")
    whole = path.read_bytes()
    path.write_bytes(whole[:2000] + bytes(4000) + whole[6000:])
    table(tmp_path / "in", FINE, form="parquet", name="b")
    report = load_files(workspace, tmp_path / "in")
    assert [(f.file, f.taken_in, f.accepted, f.quarantined) for f in report.files] == [
        ("a.parquet", 1, 0, 1), ("b.parquet", 1, 1, 0),
    ]  # fmt: skip
    assert kit.reasons(workspace) == [(1, "damaged")]


def test_a_parquet_file_cut_short_says_so_before_anything_is_read(tmp_path):
    path = table(tmp_path / "in", FINE, form="parquet")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(MappingWrong, match=r"seen\.parquet"):
        load_files(tmp_path / "w", path)
    assert not Workspace(tmp_path / "w").exists


def test_the_parts_of_a_table_share_one_mapping(tmp_path, workspace):
    folder = tmp_path / "in" / "seen.parquet"
    for nth in "12":
        table(folder, (nth, *FINE[1:]), form="parquet", name=f"part-{nth}").with_name(
            f"part-{nth}.parquet.yaml"
        ).unlink()
    (tmp_path / "in" / "seen.parquet.yaml").write_text(SEEN)
    report = load_files(workspace, tmp_path / "in")
    assert [(f.file, f.accepted) for f in report.files] == [
        ("seen.parquet/part-1.parquet", 1), ("seen.parquet/part-2.parquet", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("zone, day", [("UTC", "2024-06-04"), ("Europe/London", "2024-06-05")])
def test_an_instant_is_a_day_on_the_clocks_of_its_zone(tmp_path, workspace, zone, day):
    mapping = SEEN.replace(', date: "%d/%m/%Y"', "") + f"zone: {zone}\n"
    path = table(tmp_path / "in", form="parquet", mapping=mapping)
    with duckdb.connect() as con:
        row = "'1' AS id, TIMESTAMPTZ '2024-06-06 10:00:00+00' AS updated, 'kid' AS person, 'ok' AS state"
        con.execute(f"COPY (SELECT {row}, TIMESTAMPTZ '2024-06-04 23:30:00+00' AS began) TO '{path}'")
    load_files(workspace, path)
    assert [row[2] for row in kit.events(workspace)] == [day]


def test_numbers_that_are_none_and_whole_doubles(tmp_path, workspace):
    mapping = SEEN.replace(', date: "%d/%m/%Y"', "")
    path = table(tmp_path / "in", form="parquet", mapping=mapping)
    with duckdb.connect() as con:
        row = "unnest([17::DOUBLE, 'nan'::DOUBLE]) AS id, DATE '2024-06-06' AS updated, 'kid' AS person, 'ok' AS state"
        con.execute(f"COPY (SELECT {row}, DATE '2023-03-05' AS began) TO '{path}'")
    load_files(workspace, path)
    assert [row[0] for row in kit.events(workspace)] == ["Condition/17"]
    assert kit.reasons(workspace) == [(2, "missing-id")]


@pytest.mark.parametrize(
    "mapping, said",
    [
        (SEEN + "lookup: {p: {file: none.csv, key: id}}", "no none.csv beside"),
        (SEEN + "lookup: {p: {file: seen.csv, key: idd}}", "no column idd"),
        (SEEN + "  code.text: {each: {file: seen.csv, key: id, order: x, fields: {text: id}}}", "x is no field"),
        (SEEN + "  code: id", "code is given twice"),
        (SEEN + "  id.x: id", "id.x lies below a value"),
    ],
)  # fmt: skip
def test_a_wrong_mapping_of_a_warehouse_says_what_is_wrong(tmp_path, mapping, said):
    with pytest.raises(MappingWrong, match=said):
        load_files(tmp_path / "w", table(tmp_path / "in", FINE, mapping=mapping))


def test_a_column_that_holds_lists_is_refused(tmp_path):
    path = table(tmp_path / "in", form="parquet")
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT '1' AS id, [1] AS updated, 'kid' AS person, 'ok' AS state, '' AS began) TO '{path}'")
    with pytest.raises(MappingWrong, match=r"column updated holds INTEGER\[\]"):
        load_files(tmp_path / "w", path)


def test_a_row_beside_that_does_not_fit_stops_the_load(tmp_path, workspace):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.csv").write_text("id,born\n1,2\n2\n")
    mapping = SEEN.replace("column: state", "column: p.born") + "lookup: {p: {file: p.csv, key: id}}"
    with pytest.raises(MappingWrong, match=r"p\.csv: row 2"):
        load_files(workspace, table(tmp_path / "in", FINE, mapping=mapping))


def test_the_page_about_warehouses_shows_the_example_that_is_tested():
    page = (Path(__file__).parents[2] / "docs" / "warehouse.md").read_text()
    shown = re.findall(r"^```(?:yaml)?\n(.*?)^```$", page, re.M | re.S)
    kept = [path.read_text() for path in WAREHOUSE.iterdir()]
    assert [text for text in kept if text not in shown] == []
