"""The forms a feed may have: packed, Bundles, CSV, marked, cut short."""

import gzip
import json
from pathlib import Path

import pytest

from kinsight.ingest import record_fact
from kinsight.ingest.load import load
from kinsight.ingest.sources import Unreadable
from kinsight.ingest.staging.staged_tables import LONGEST, USUAL
from kinsight.ingest.table_mapping.mapping_file import MappingWrong
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit
from tests.unit.feeds_kit import KID, RECEIVED, condition, events, own, patient, practice, rows, to

DATA = Path(__file__).parent / "data"


def load_file(workspace: Path, *paths: Path, **more):
    return load(Workspace(workspace), list(paths), practice(), RECEIVED, **more)


def ndjson(*resources) -> bytes:
    return b"".join(json.dumps(resource).encode() + b"\n" for resource in resources)


def bundle(*resources):
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


@pytest.fixture
def plain(tmp_path):
    kit.take(tmp_path / "plain", KID, condition())
    return kit.tables(tmp_path / "plain")


@pytest.mark.parametrize(
    "name, content",
    [
        ("f.ndjson.gz", gzip.compress(ndjson(KID, condition()))),
        ("f.jsonl", ndjson(KID, condition()).replace(b"\n", b"\r\n\r\n")),
        ("f.ndjson", b"\xef\xbb\xbf" + ndjson(KID, condition())),
        ("f.ndjson", ndjson(KID, condition()).decode().encode("utf-16")),
        ("f.ndjson", ndjson(KID, condition())[:-1]),
        ("f.json", json.dumps(bundle(KID, condition()), indent=2).encode()),
        ("f.json.gz", gzip.compress(json.dumps([KID, condition()]).encode())),
        ("f.ndjson", ndjson(bundle(KID), bundle(condition()))),
    ],
    ids=["gz", "crlf", "mark", "utf-16", "no last newline", "bundle", "list", "bundles"],
)
def test_every_form_reads_the_same(tmp_path, plain, name, content):
    (tmp_path / name).write_bytes(content)
    report = load_file(tmp_path / "w", tmp_path / name)
    assert [(f.file, f.taken_in, f.accepted) for f in report.files] == [(name, 2, 2)]
    assert kit.tables(tmp_path / "w") == plain


def test_a_transaction_bundle_with_temporary_names(tmp_path):
    kid, fact = ({name: value for name, value in one.items() if name != "id"} for one in (KID, condition()))
    entries = [
        {"fullUrl": "urn:uuid:f00", "resource": {**fact, "subject": to("urn:uuid:aaa")}, "request": {"method": "POST"}},
        {"fullUrl": "urn:uuid:aaa", "resource": kid, "request": {"method": "POST"}},
        {"request": {"method": "DELETE", "url": "Condition/1"}},
    ]
    (tmp_path / "b.json").write_text(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}))
    report = load_file(tmp_path / "w", tmp_path / "b.json")
    assert [(f.taken_in, f.accepted, f.quarantined) for f in report.files] == [(3, 3, 0)]
    assert [row[0] for row in events(tmp_path / "w")] == ["Condition/f00"]


def test_people_are_read_before_what_is_said_about_them(tmp_path):
    for name, resource in (("a-facts", condition()), ("z-people", KID)):
        kit.write(tmp_path / "in" / f"{name}.ndjson", [resource])
    report = load_file(tmp_path / "w", tmp_path / "in")
    assert [f.file for f in report.files] == ["z-people.ndjson", "a-facts.ndjson"]
    assert (report.total("quarantined"), report.mended) == (0, 0)


def test_a_folder_leaves_other_files_alone_and_says_so(tmp_path):
    kit.write(tmp_path / "in" / "sub" / "a.ndjson", [KID])
    (tmp_path / "in" / "truth.json").write_text('{"arcs": []}')
    (tmp_path / "in" / "notes.txt").write_text("x")
    report = load_file(tmp_path / "w", tmp_path / "in")
    assert ([f.file for f in report.files], report.skipped) == (["sub/a.ndjson"], ["notes.txt", "truth.json"])


def test_two_orders_of_files_give_the_same_tables(tmp_path):
    files = [
        kit.write(tmp_path / "in" / f"{n}.ndjson", resources)
        for n, resources in enumerate(
            [[KID], [kit.MUM, condition("a")], [condition("b"), condition("c", who="Patient/mum")]]
        )
    ]
    load_file(tmp_path / "one", *files)
    for file in reversed(files):
        load_file(tmp_path / "two", file)
    one, two = (kit.tables(tmp_path / name) for name in ("one", "two"))
    assert {**one, "quarantine": []} == {**two, "quarantine": []}


def test_what_is_not_there_or_not_ours_is_said(tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    (tmp_path / "x.csv").write_text("a,b\n")
    for path in ("none.ndjson", "x.pdf", "x.csv"):
        with pytest.raises(Unreadable, match=path):
            load_file(tmp_path / "w", tmp_path / path)
    assert not Workspace(tmp_path / "w").exists


def test_an_archive_cut_short_gives_what_it_holds_and_says_so(tmp_path):
    people = [patient(f"p{n}", name=[{"family": str(hash(n))}]) for n in range(5000)]
    packed = gzip.compress(ndjson(*people))
    (tmp_path / "f.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    report = load_file(tmp_path / "w", tmp_path / "f.ndjson.gz")
    assert 500 < report.total("accepted") < 4500
    assert "cut-short" in [reason for _, reason in kit.reasons(tmp_path / "w")]


def test_a_line_too_long_does_not_take_the_others_with_it(tmp_path):
    long = condition("long", note=[{"text": "x" * 40_000_000}])
    report = kit.take(tmp_path / "w", KID, long, condition())
    assert [(f.taken_in, f.accepted, f.quarantined) for f in report.files] == [(3, 2, 1)]
    assert kit.reasons(tmp_path / "w") == [(2, "too-long")]


def test_a_line_longer_than_the_usual_is_read_with_the_others(tmp_path):
    assert USUAL < 9_000_000 < LONGEST
    report = kit.take(tmp_path / "w", KID, condition("long", note=[{"text": "x" * 9_000_000}]), condition())
    assert [(f.taken_in, f.accepted, f.quarantined) for f in report.files] == [(3, 3, 0)]


def test_csv_with_a_mapping_beside_it(tmp_path):
    report = load_file(tmp_path / "w", DATA / "clinic")
    assert [(f.file, f.taken_in, f.accepted, f.quarantined) for f in report.files] == [
        ("people.csv", 4, 4, 0),
        ("appointments.csv", 5, 3, 2),
    ]
    stated = [(ref, concept, on) for ref, concept, on, _ in events(tmp_path / "w")]
    assert stated == [
        ("Appointment/clinic-1", "was-not-brought", "2024-03-05"),
        ("Appointment/clinic-2", "carer-cancelled", "2024-03-19"),
        ("Appointment/clinic-3", "attended", "2024-04-02"),
    ]
    held = rows(tmp_path / "w", "SELECT line, reason, detail FROM records.quarantine ORDER BY line")
    assert [(line, reason) for line, reason, _ in held] == [(4, "bad-row"), (5, "bad-row")]
    assert "column seen on" in held[0][2] and "column outcome" in held[1][2]


def test_csv_rows_make_bonds_too(tmp_path):
    load_file(tmp_path / "w", DATA / "clinic")
    assert rows(tmp_path / "w", "SELECT role, ref FROM records.bond") == [("mother", "RelatedPerson/1-mother")]


@pytest.mark.parametrize(
    "mapping, said",
    [
        ("resource: Condition\nfields: {id: a, code.text: c}", "no column c"),
        ("resource: Condition\nfields: {code.text: a}", "needs an id"),
        ("resource: Medication\nfields: {id: a}", "does not read Medication"),
        ("resource: Condition\nfields: {id: {colum: a}}", "colum"),
        ("resource: [", "f.csv.yaml"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(tmp_path, mapping, said):
    (tmp_path / "f.csv").write_text("a,b\n1,2\n")
    (tmp_path / "f.csv.yaml").write_text(mapping)
    with pytest.raises(MappingWrong, match=said):
        load_file(tmp_path / "w", tmp_path / "f.csv")


def test_progress_counts_bytes_to_the_end(tmp_path):
    told = []
    files = [kit.write(tmp_path / name, [one]) for name, one in (("a.ndjson", KID), ("b.ndjson", kit.MUM))]
    load_file(tmp_path / "w", *files, progress=lambda *step: told.append(step))
    whole = sum(file.stat().st_size for file in files)
    assert told == [("a.ndjson", 0, whole), ("b.ndjson", files[0].stat().st_size, whole), ("", whole, whole)]


FACT = {
    "ref_id": "f1",
    "person_ref": "Patient/kid",
    "concept": "harm-considered",
    "on": parse("2024-01-02"),
    "known": parse("2024-01-03"),
    "service_ref": "Organization/hv",
    "by": "A. Visitor",
    "note": "Talked it through",
}


def test_a_recorded_fact_goes_through_the_same_door_once(tmp_path):
    kit.take(tmp_path / "w", KID)
    workspace = Workspace(tmp_path / "w")
    for _ in range(2):
        record_fact.fact(workspace, **FACT, knowledge=practice())
    found = rows(
        tmp_path / "w",
        """SELECT e.ref, concept, "on", known, value, s.ref FROM records.event e
        JOIN records.service s USING (service) ORDER BY concept""",
    )
    days = FACT["on"], FACT["known"]
    assert found == [
        ("Observation/f1", "harm-considered", *days, "Talked it through", "Organization/hv"),
        ("Observation/f1", None, *days, "A. Visitor", "Organization/hv"),
    ], "the fact, and who recorded it"


@pytest.mark.parametrize("wrong", [{"person_ref": "Patient/nobody"}, {"concept": "no-such-concept"}])
def test_a_fact_that_cannot_be_recorded_says_why(tmp_path, wrong):
    kit.take(tmp_path / "w", KID)
    with pytest.raises(record_fact.FactRefused):
        record_fact.fact(Workspace(tmp_path / "w"), **{**FACT, **wrong}, knowledge=practice())
    assert events(tmp_path / "w") == []


def test_a_service_to_assume(tmp_path):
    bare = {**condition(), "meta": {"lastUpdated": "2021-01-01"}, "code": own("seen")}
    path = kit.write(tmp_path / "f.ndjson", [KID, bare])
    load_file(tmp_path / "w", path, service="Organization/here")
    assert rows(tmp_path / "w", "SELECT DISTINCT s.ref FROM records.event JOIN records.service s USING (service)") == [
        ("Organization/here",)
    ]
