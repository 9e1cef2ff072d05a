"""Bundles wherever they stand, documents under other names, files of one type alone, and what a sender deletes."""

import json

import pytest

from kinsight.ingest import retry
from kinsight.ingest.fhir.mapping import READINGS
from kinsight.ingest.load import load
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit
from tests.unit.feeds_kit import KID, condition, events, patient, practice
from tests.unit.test_feeds_sources import bundle, load_file, ndjson

PADDED = patient("padded", text={"status": "generated", "div": "x" * 200_000})
DELETE = {"request": {"method": "DELETE", "url": "Condition/c"}}


def deletion(*entries, **more):
    return {"resourceType": "Bundle", "type": "transaction", "entry": list(entries), **more}


@pytest.fixture
def plain(tmp_path):
    kit.take(tmp_path / "plain", KID, PADDED, condition())
    return kit.tables(tmp_path / "plain")


@pytest.mark.parametrize(
    "name, content",
    [
        ("f.ndjson", ndjson(bundle(PADDED), bundle(KID, condition()))),
        ("f.ndjson", ndjson(KID, bundle(PADDED, condition()))),
        ("f.ndjson", ndjson(KID, PADDED, bundle(condition()))),
        ("f.ndjson", ndjson(bundle(KID, bundle(PADDED, bundle(condition()))))),
        ("f.json", json.dumps([bundle(KID), PADDED, condition()]).encode()),
        ("f.json", ndjson(KID, PADDED, condition())),
        ("f.json", b"".join(json.dumps(one, indent=1).encode() for one in (KID, PADDED, condition()))),
        ("f.json", json.dumps(bundle(KID, PADDED, condition())).encode("utf-16")),
        ("f.ndjson", json.dumps(bundle(KID, PADDED, condition()), indent=1).encode()),
        ("Patient_0_of_1", ndjson(KID, PADDED, condition())),
    ],
    ids=[
        "long first line",
        "among lines",
        "after its like",
        "in each other",
        "in a list",
        "lines named json",
        "one after another",
        "utf-16 document",
        "document named ndjson",
        "no ending",
    ],
)
def test_every_container_is_opened_wherever_it_stands(tmp_path, plain, name, content):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content)
    report = load_file(tmp_path / "w", tmp_path / "in")
    assert [(f.file, f.taken_in, f.accepted) for f in report.files] == [(name, 3, 3)]
    assert kit.tables(tmp_path / "w") == plain


def test_a_bundle_longer_than_a_line_may_be_is_opened(tmp_path):
    many = [patient(f"p{n}", text={"div": "x" * 1_000_000}) for n in range(18)]
    (tmp_path / "f.ndjson").write_bytes(ndjson(KID, bundle(*many)))
    report = load_file(tmp_path / "w", tmp_path / "f.ndjson")
    assert [(f.taken_in, f.accepted) for f in report.files] == [(19, 19)]


def test_what_its_sender_deletes_is_taken_back(tmp_path):
    kit.take(tmp_path / "w", KID, condition(), condition("other"))
    (tmp_path / "deleted.ndjson").write_bytes(ndjson(deletion(DELETE, timestamp="2022-05-01T08:00:00Z")))
    report = load_file(tmp_path / "w", tmp_path / "deleted.ndjson")
    assert [(f.taken_in, f.accepted) for f in report.files] == [(1, 1)]
    believed = kit.rows(
        tmp_path / "w",
        """SELECT e.ref, s.superseded FROM records.event e LEFT JOIN records.supersession s USING (version) ORDER BY e.ref""",
    )
    assert [(ref, superseded is not None) for ref, superseded in believed] == [
        ("Condition/c", True),
        ("Condition/other", False),
    ]
    assert believed[0][1] == kit.parse("2022-05-01")
    again = load_file(tmp_path / "w", tmp_path / "deleted.ndjson")
    assert [(f.taken_in, f.already_had) for f in again.files] == [(1, 1)]


def test_what_was_deleted_before_it_came_is_not_believed_later(tmp_path):
    (tmp_path / "deleted.ndjson").write_bytes(ndjson(KID, deletion(DELETE, timestamp="2022-05-01T08:00:00Z")))
    load_file(tmp_path / "w", tmp_path / "deleted.ndjson")
    kit.take(tmp_path / "w", condition())
    [(superseded,)] = kit.rows(
        tmp_path / "w", "SELECT s.superseded FROM records.event e LEFT JOIN records.supersession s USING (version)"
    )
    assert superseded == kit.parse("2022-05-01")


def test_a_deletion_by_search_is_held_and_says_so(tmp_path):
    search = {"request": {"method": "DELETE", "url": "Condition?identifier=x|1"}}
    (tmp_path / "f.json").write_text(json.dumps(deletion(search)))
    load_file(tmp_path / "w", tmp_path / "f.json")
    assert kit.reasons(tmp_path / "w") == [(1, "deletion-not-followed")]


def test_half_a_character_is_named_as_that(tmp_path):
    line = ndjson(condition()).replace(b'"c"', b'"\\ud83d"')
    (tmp_path / "f.ndjson").write_bytes(ndjson(KID) + line)
    load_file(tmp_path / "w", tmp_path / "f.ndjson")
    assert kit.reasons(tmp_path / "w") == [(2, "broken-character")]


def test_a_bundle_held_by_an_earlier_release_can_be_tried_again(tmp_path):
    """An item is one line: it stays held, and the command does not break."""
    kit.take(tmp_path / "w", KID, {"resourceType": "Basic", "id": "b"})
    [item] = retry.listing(Workspace(tmp_path / "w"))
    again = retry.retry(
        Workspace(tmp_path / "w"), [item.item], practice(), kit.RECEIVED, json.dumps(bundle(condition())).encode()
    )
    assert (again.tried, again.still_held) == (1, 1)
    assert events(tmp_path / "w") == []


def test_a_file_of_one_type_is_read_whatever_the_type(tmp_path):
    """Such a file is read with the elements of its type alone: each of them that the reading asks for has to be among them."""
    folder = tmp_path / "sent"
    for kind in READINGS:
        kit.write(folder / f"{kind}.ndjson", [{"resourceType": kind, "id": "x"}])
    report = load(Workspace(tmp_path / "w"), [folder], kit.practice(), kit.RECEIVED)
    assert report.total("taken_in") == len(READINGS)
