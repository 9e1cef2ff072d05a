"""What cannot be read is kept with its reason, and every line is accounted for."""

import json
import random

import duckdb
import nhs_number
import pytest

from kinsight.ingest import retry
from kinsight.ingest.load_report import FileReport
from kinsight.ingest.quarantine import reasons
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit
from tests.unit.feeds_kit import (
    KID,
    RECEIVED,
    condition,
    events,
    of,
    own,
    patient,
    practice,
    rows,
    tables,
    take,
    to,
)

BROKEN = {
    "malformed-json": '{"resourceType": "Condition", "id": "c"',
    "not-a-resource": "[1, 2]",
    "unread-type": {"resourceType": "Medication", "id": "m"},
    "missing-id": {name: value for name, value in condition().items() if name != "id"},
    "missing-subject": condition(subject=to("Group/7")),
    "impossible-date": condition(onsetDateTime="2021-02-30"),
    "before-birth": condition(onsetDateTime="2010-01-01"),
    "unknown-status": condition(verificationStatus={"coding": [{"code": "perhaps"}]}),
    "not-r4": condition(code={"concept": {"text": "a cold"}}),
    "unknown-modifier": condition(implicitRules="urn:rules"),
    "dangling-reference": condition(who="Patient/nobody"),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_each_reason(tmp_path, reason):
    report = take(tmp_path / "w", KID, "", BROKEN[reason], condition("fine"))
    assert [(f.taken_in, f.accepted, f.already_had, f.quarantined) for f in report.files] == [(3, 2, 0, 1)]
    assert kit.reasons(tmp_path / "w") == [(3, reason)]
    assert events(tmp_path / "w", "ref <> 'Condition/fine'") == []


@pytest.mark.parametrize("reason", BROKEN)
def test_the_line_is_kept_whole_and_says_what_to_do(tmp_path, reason):
    take(tmp_path / "w", KID, BROKEN[reason])
    [held] = retry.listing(Workspace(tmp_path / "w"))
    item = retry.show(Workspace(tmp_path / "w"), held.item)
    sent = BROKEN[reason]
    assert item.body == (sent if isinstance(sent, str) else json.dumps(sent))
    assert (held.file, held.line, held.ref) == ("feed.ndjson", 2, _ref(sent))
    assert len(held.detail) > 30 and "{" not in held.detail


def _ref(sent) -> str | None:
    return f"{sent['resourceType']}/{sent['id']}" if isinstance(sent, dict) and "id" in sent else None


def test_every_reason_of_a_line_is_tried():
    of_files = {"bad-row", "too-long", "cut-short", "damaged"}  # test_feeds_sources, test_feeds_warehouse
    of_files |= {"too-deep", "too-large", "bad-mapping"}  # test_feeds_hostile
    of_files |= {"broken-character", "deletion-not-followed"}  # test_feeds_containers
    of_what_came_before = {"another-person"}  # test_feeds_servers
    assert set(BROKEN) | of_files | of_what_came_before == set(reasons.REASONS)


@pytest.mark.parametrize(
    "wrong",
    [
        condition(onsetDateTime="1879-12-31"),
        condition(onsetDateTime="30/01/2021"),
        condition(onsetDateTime="2021-1-1"),
        condition(onsetDateTime={"start": "2021-01-01"}),
        condition(onsetDateTime="2201-01-01"),
        condition(onsetDateTime="infinity"),
        condition(onsetDateTime="epoch"),
        condition(onsetDateTime=""),
        condition(abatementDateTime="2021-01-31"),
        condition(onsetDateTime="2021", abatementDateTime="2020-12-31"),
        condition(meta={"lastUpdated": "yesterday"}),
        condition(recordedDate="2021-13"),
        of("Flag", status="active", code=own("seen"), period={"start": "2021-02-01", "end": "2021-01-01"}),
        patient("p", "2026-11-24"),
        patient("p", "1879-01-01"),
        patient("p", "2020-01-01", deceasedDateTime="2019-12-31"),
    ],
)
def test_impossible_dates(tmp_path, wrong):
    take(tmp_path / "w", KID, wrong)
    assert kit.reasons(tmp_path / "w") == [(2, "impossible-date")]


@pytest.mark.parametrize(
    "fine",
    [
        condition(onsetDateTime="1880-01-01"),
        condition(onsetDateTime="2021-02", abatementDateTime="2021-02-01"),
        condition(abatementDateTime="9999-12-31"),
        condition(onsetDateTime="2030-01-01"),
        patient("p", "2026-11-23"),
        of("Flag", status="active", code=own("seen"), period={"start": "2021-02-01", "end": "9999-12-31T23:59:59Z"}),
    ],
)
def test_dates_that_are_possible(tmp_path, fine):
    take(tmp_path / "w", {**KID, "birthDate": "1880-01-01"}, fine)
    assert kit.reasons(tmp_path / "w") == []


def test_an_end_in_the_year_9999_means_open(tmp_path):
    take(tmp_path / "w", KID, condition(abatementDateTime="9999-12-31"))
    assert rows(tmp_path / "w", 'SELECT "until" FROM records.event') == [(None,)]


@pytest.mark.parametrize(
    "shape",
    [
        {"subject": "Patient/kid"},
        {"subject": [to("Patient/kid")]},
        {"subject": {"reference": ["Patient/kid"]}},
        {"subject": {}},
    ],
)
def test_a_subject_of_the_wrong_shape_is_never_lost(tmp_path, shape):
    take(tmp_path / "w", KID, condition(**shape))
    assert kit.reasons(tmp_path / "w") == [(2, "missing-subject")]


def test_codes_of_the_wrong_shape_are_kept_and_counted(tmp_path):
    wrong = [
        condition(str(n), code=code) for n, code in enumerate(("text", ["a"], {"coding": "x"}, {"coding": [1]}, {}))
    ]
    report = take(tmp_path / "w", KID, *wrong)
    assert report.total("accepted") == 6
    assert sum(n for *_, n in report.unmapped) == 5
    assert rows(tmp_path / "w", "SELECT count(*), count(concept) FROM records.event") == [(5, 0)]


def test_one_thing_where_a_list_belongs_is_read(tmp_path):
    take(
        tmp_path / "w",
        KID,
        of("CarePlan", status="active", category=own("preventive-plan"), period={"start": "2021-01-01"}),
    )
    assert [row[1] for row in events(tmp_path / "w")] == ["preventive-plan"]


def test_a_line_waits_for_its_person(tmp_path):
    take(tmp_path / "w", condition("a"), condition("b", who="Patient/other"), name="facts.ndjson")
    assert len(kit.reasons(tmp_path / "w")) == 2
    report = take(tmp_path / "w", KID, name="people.ndjson")
    assert (report.mended, kit.reasons(tmp_path / "w")) == (1, [(1, "dangling-reference"), (2, "dangling-reference")])
    assert [held.ref for held in retry.listing(Workspace(tmp_path / "w"))] == ["Condition/b"]
    assert [row[0] for row in events(tmp_path / "w")] == ["Condition/a"]


def test_a_person_at_the_end_of_another_file_of_the_same_load(tmp_path):
    from kinsight.ingest.load import load

    kit.write(tmp_path / "in" / "a.ndjson", [KID, condition("x", who="Patient/mum")])
    kit.write(tmp_path / "in" / "b.ndjson", [condition("y"), kit.MUM])
    report = load(Workspace(tmp_path / "w"), [tmp_path / "in"], practice(), RECEIVED)
    assert [(f.file, f.taken_in, f.accepted, f.quarantined) for f in report.files] == [
        ("a.ndjson", 2, 2, 0),
        ("b.ndjson", 2, 2, 0),
    ]
    assert (report.mended, len(events(tmp_path / "w"))) == (1, 2)


def test_the_same_broken_file_twice_is_held_once(tmp_path):
    for _ in range(2):
        report = take(tmp_path / "w", KID, *BROKEN.values())
        assert report.total("quarantined") == len(BROKEN)
    assert len(retry.listing(Workspace(tmp_path / "w"))) == len(BROKEN)
    assert rows(tmp_path / "w", "SELECT count(*) FROM records.quarantine") == [(len(BROKEN),)]


def test_a_corrected_line_mends_an_item(tmp_path):
    take(tmp_path / "w", KID, BROKEN["impossible-date"])
    workspace = Workspace(tmp_path / "w")
    [held] = retry.listing(workspace)
    assert retry.retry(workspace, None, practice(), RECEIVED).still_held == 1
    better = json.dumps(condition()).encode()
    assert retry.retry(workspace, [held.item], practice(), RECEIVED, better).accepted == 1
    assert (retry.listing(workspace), retry.show(workspace, held.item).state) == ([], "mended")
    with pytest.raises(retry.NoSuchItem):
        retry.retry(workspace, [held.item], practice(), RECEIVED)


def test_a_retry_that_fails_otherwise_says_the_new_reason(tmp_path):
    take(tmp_path / "w", KID, BROKEN["impossible-date"])
    workspace = Workspace(tmp_path / "w")
    [held] = retry.listing(workspace)
    retry.retry(workspace, [held.item], practice(), RECEIVED, json.dumps(BROKEN["dangling-reference"]).encode())
    assert [(one.item, one.reason) for one in retry.listing(workspace)] == [(held.item, "dangling-reference")]


def test_a_retry_is_a_load_that_adds_up_too(tmp_path):
    take(tmp_path / "w", KID, *BROKEN.values())
    retry.retry(Workspace(tmp_path / "w"), None, practice(), RECEIVED)
    sums = "SELECT file, taken_in = accepted + already_had + quarantined FROM records.load ORDER BY load"
    assert rows(tmp_path / "w", sums) == [("feed.ndjson", True), (None, True)]


def test_a_lost_line_is_our_fault_and_stops_the_load():
    with pytest.raises(AssertionError):
        FileReport("f", taken_in=3, accepted=1, already_had=1, quarantined=0).balance()


def spoil(line: str, how: int) -> str:
    return (line[: len(line) // 2], "", "\x00" + line, line.replace('"id"', '"di"', 1))[how % 4]


def test_a_third_of_the_lines_broken_leaves_the_rest_as_it_was(tmp_path):
    chance = random.Random(7)
    people = [patient(f"p{n}", f"20{n % 20:02}-01-01") for n in range(30)]
    facts = [condition(f"c{n}", who=f"Patient/p{n % 30}") for n in range(300)]
    lines = [json.dumps(fact) for fact in facts]
    wrong = set(chance.sample(range(300), 100))
    spoilt = [spoil(line, n) if n in wrong else line for n, line in enumerate(lines)]
    take(tmp_path / "whole", *people, *lines)
    report = take(tmp_path / "spoilt", *people, *spoilt)
    blank = sum(1 for line in spoilt if not line)
    assert report.total("taken_in") == 330 - blank
    assert report.total("quarantined") == 100 - blank
    kept = [row for row in events(tmp_path / "whole") if int(row[0].removeprefix("Condition/c")) not in wrong]
    assert events(tmp_path / "spoilt") == kept


def test_the_unbroken_lines_then_make_it_whole(tmp_path):
    lines = [json.dumps(condition(f"c{n}")) for n in range(20)]
    take(tmp_path / "w", KID, *(line[:-9] if n % 3 == 0 else line for n, line in enumerate(lines)))
    take(tmp_path / "w", KID, *lines)
    take(tmp_path / "whole", KID, *lines)
    assert {**tables(tmp_path / "w"), "quarantine": []} == tables(tmp_path / "whole")


def test_only_right_numbers_are_plainly_right():
    """What is not asked of the library is what the library would have let pass; of the ranges in use, that is all of it."""
    made = random.Random(1)
    numbers = [f"{made.randrange(10**10):010}" for _ in range(20_000)]
    odd = ["4", "", "+434765919", "9434765919 ", "943 476 5919", "٩٤٣٤٧٦٥٩١٩", "94347659190"]
    with duckdb.connect() as con:
        con.execute("CREATE TEMP MACRO is_no(x) AS false")
        con.execute(statement("macros", "kinsight.ingest.staging"))
        plain = {n for n in numbers + odd if con.execute("SELECT plainly_right(?)", [n]).fetchall()[0][0]}
    assert plain == {n for n in numbers if n[0] >= "4" and nhs_number.is_valid(n)}
    assert len(plain) > 500
