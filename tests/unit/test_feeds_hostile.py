"""Files made to do harm: each ends in quarantine or a clear error, in bounded memory, and the other files are read."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kinsight.ingest.sources import Unreadable
from kinsight.ingest.table_mapping.mapping_file import MappingWrong
from tests.unit import feeds_kit as kit
from tests.unit.feeds_kit import KID, MUM, condition
from tests.unit.test_feeds_sources import bundle, load_file, ndjson

DEEP = b'{"a":' * 200_000 + b"1" + b"}" * 200_000
MAPPING = "resource: Patient\nfields:\n  id: id\n  birthDate: born\n"


@pytest.fixture
def feed(tmp_path):
    """A folder with one good file, read last."""
    kit.write(tmp_path / "in" / "z.ndjson", [KID])
    return tmp_path / "in"


def outcome(feed):
    """(accepted, held) of all files, and the reasons of what is held."""
    report = load_file(feed.parent / "w", feed)
    assert all(f.taken_in == f.accepted + f.already_had + f.quarantined for f in report.files)
    return (
        report.total("accepted"),
        report.total("quarantined"),
        sorted({why for _, why in kit.reasons(feed.parent / "w")}),
    )


@pytest.mark.parametrize("deep", [DEEP, b"[" * 200_000 + b"]" * 200_000], ids=["objects", "lists"])
def test_a_line_nested_200_000_deep_is_held(feed, deep):
    (feed / "a.ndjson").write_bytes(ndjson(MUM) + deep + b"\n")
    assert outcome(feed) == (2, 1, ["too-deep"])


@pytest.mark.parametrize("element", ["code", "extension", "stage"])
def test_depth_within_a_resource_stops_nothing(feed, element):
    line = json.dumps(condition(**{element: "HERE"})).encode().replace(b'"HERE"', DEEP)
    (feed / "a.ndjson").write_bytes(ndjson(MUM) + line + b"\n")
    accepted, held, _ = outcome(feed)
    assert accepted + held == 3
    assert accepted >= 2


def test_a_bundle_nested_too_deep_is_held_whole(feed):
    text = json.dumps(bundle(MUM, condition(code="HERE"))).encode().replace(b'"HERE"', DEEP)
    (feed / "a.json").write_bytes(text)
    (feed / "b.ndjson").write_bytes(text + b"\n" + ndjson(MUM))
    assert outcome(feed) == (2, 2, ["too-deep"])


def test_yaml_that_unfolds_into_more_than_memory_is_refused(feed):
    (feed / "a.csv").write_text("id,born\n1,2020-01-01\n")
    bomb = "a: &a [x,x,x]\n" + "".join(
        f"{b}: &{b} [*{a},*{a},*{a}]\n" for a, b in zip("abcdefghijklmno", "bcdefghijklmnop", strict=True)
    )
    for text in (
        bomb,
        "resource: " + "[" * 100_000,
        "resource: \x00",
        "x" * 2_000_000,
        "encoding: nonsense\n" + MAPPING,
    ):
        (feed / "a.csv.yaml").write_text(text)
        with pytest.raises(MappingWrong, match=r"a\.csv"):
            load_file(feed.parent / "alone", feed / "a.csv")
    assert outcome(feed) == (1, 1, ["bad-mapping"])


def test_a_mapping_takes_no_file_from_outside_its_folder(feed):
    (feed.parent / "secret.csv").write_text("key,born\n1,2020-01-01\n")
    (feed / "a.csv").write_text("id\n1\n")
    lookup = "lookup:\n  s: {file: %s, key: key, column: id}\nresource: Patient\nfields: {id: id, birthDate: s.born}\n"
    (feed / "link.csv").symlink_to(feed.parent / "secret.csv")
    for name in ("../secret.csv", "link.csv"):
        (feed / "a.csv.yaml").write_text(lookup % name)
        with pytest.raises(MappingWrong, match="beside it"):
            load_file(feed.parent / "w", feed / "a.csv")


def test_a_link_out_of_the_folder_is_not_followed_and_said(feed):
    kit.write(feed.parent / "secret.ndjson", [MUM])
    (feed / "a.ndjson").symlink_to(feed.parent / "secret.ndjson")
    (feed / "y.ndjson").symlink_to(feed / "z.ndjson")
    report = load_file(feed.parent / "w", feed)
    assert report.skipped == ["a.ndjson (a link out of the folder)"]
    assert [(f.file, f.accepted) for f in report.files] == [("y.ndjson", 1), ("z.ndjson", 0)]


def test_what_is_no_file_is_said(tmp_path):
    with pytest.raises(Unreadable, match="not a file"):
        load_file(tmp_path / "w", Path("/dev/null"))


BOMBS = {
    "a.ndjson.gz": (ndjson(MUM), b"0", (2, 1, ["too-long"])),
    "a.json.gz": (b'{"resourceType":"Patient","id":"', b"0", (1, 1, ["too-large"])),
    "a.csv.gz": (b"id,born\n1,2020-01-01\n", b"0", (2, 1, ["too-long"])),
    "b.csv.gz": (b"id,born\n", b"0", (1, 1, ["too-long"])),
    "c.csv.gz": (b'id,born\n1,2020-01-01\n2,"', b"0\n", (2, 1, ["cut-short"])),
}


@pytest.mark.parametrize("name", BOMBS)
def test_an_archive_of_gigabytes_is_read_in_bounded_memory(feed, name):
    """In a process of its own, so that its memory can be seen: the archive unpacks to half a gigabyte."""
    head, unit, expected = BOMBS[name]
    with gzip.open(feed / name, "wb", compresslevel=1) as out:
        out.write(head)
        for _ in range(512):
            out.write(unit * ((1 << 20) // len(unit)))
    (feed / (name.removesuffix(".gz") + ".yaml")).write_text(MAPPING)
    words = [sys.executable, "-c", _LOADS, "load", str(feed), "-w", str(feed.parent / "w"), "--json"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    files = json.loads(done.stdout)["files"]
    totals = tuple(sum(file[column] for file in files) for column in ("accepted", "quarantined"))
    assert (*totals, sorted({why for _, why in kit.reasons(feed.parent / "w")})) == expected
    most = re.search(r"VmHWM:\s+(\d+) kB", done.stderr)
    assert most and int(most[1]) < 1_000_000


#: A load that says at its end how much memory it ever held: what the system tells of children is of any child of the tests.
_LOADS = """
import atexit, sys
from pathlib import Path
from kinsight.cli.main import app
atexit.register(lambda: sys.stderr.write(Path("/proc/self/status").read_text()))
app()
"""


def test_brackets_in_what_a_sender_wrote_are_printed_as_they_are(tmp_path):
    odd = condition("[/y]", code={"coding": [{"system": "[/s]", "code": "[/c]", "display": "[/x] [bold"}]})
    late = {**condition("[/z]"), "onsetDateTime": "2021-99-01"}
    file = kit.write(tmp_path / "[bold].ndjson", [KID, odd, late, {"resourceType": "[/q]", "id": "1"}])
    code = "import sys; from kinsight.cli.main import app; app()"
    for words in (["load", str(file)], ["quarantine", "list"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *words, "-w", str(tmp_path / "w")],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "COLUMNS": "200"},
        )
        assert "Traceback" not in done.stderr, done.stderr[-300:]
        assert "[bold].ndjson" in done.stdout
    assert "[/z]" in done.stdout
