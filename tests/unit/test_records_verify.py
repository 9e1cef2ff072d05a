"""The workspace finds what is wrong with it, says what to do, and is whole again once that is done."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from kinsight.ingest.load import load
from kinsight.store.part_files import Part
from kinsight.store.upkeep import compaction, damaged_parts
from kinsight.store.upkeep.verify import Look, verify
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit
from tests.unit import upkeep_kit as upkeep


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return upkeep.write(tmp_path_factory.mktemp("sent"))


@pytest.fixture(scope="module")
def loaded(sent: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("loaded") / "w"
    upkeep.take(workspace, sent, list(upkeep.FEEDS))
    return workspace


@pytest.fixture(scope="module")
def compacted(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in parts so small that a table has several."""
    workspace = tmp_path_factory.mktemp("compacted") / "w"
    shutil.copytree(loaded, workspace)
    compaction.compact(Workspace(workspace), large=1)
    return workspace


@pytest.fixture
def workspace(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "w"))


def look(workspace: Path) -> Look:
    return verify(Workspace(workspace))


def test_the_record_has_all_that_upkeep_must_mind(loaded: Path) -> None:
    assert all(kit.tables(loaded).values())
    assert kit.rows(loaded, "SELECT count(*) FROM records.resource WHERE retracted") != [(0,)]
    assert kit.rows(loaded, "SELECT count(*) FROM records.quarantine WHERE state = 'mended'") == [(1,)]


def test_a_sound_workspace_is_clean(loaded: Path, compacted: Path) -> None:
    for workspace in (loaded, compacted):
        found = look(workspace)
        assert (found.findings, found.notes) == ([], [])
        assert found.rows == sum(map(len, kit.tables(workspace).values())) + len(
            kit.rows(workspace, "FROM records.load")
        )


@pytest.mark.parametrize("table", [*upkeep.TOLD, "load", "quarantine"])
def test_what_is_damaged_is_named_set_aside_and_read_again(
    table: str, sent: Path, loaded: Path, workspace: Path
) -> None:
    mended(workspace, sent, table, upkeep.flip)
    assert upkeep.known(workspace) == upkeep.known(loaded)


@pytest.mark.parametrize("table", upkeep.TOLD)
def test_after_compaction_too(table: str, sent: Path, loaded: Path, compacted: Path, tmp_path: Path) -> None:
    workspace = Path(shutil.copytree(compacted, tmp_path / "w"))
    mended(workspace, sent, table, upkeep.flip)
    assert upkeep.known(workspace) == upkeep.known(loaded)


def test_a_fact_is_missed_though_something_else_of_its_record_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compaction keeps what no concept names apart: that half of a record may be left in a sound part, the other lost."""
    many = range(3_000)
    unknown = {"code": {"text": "noted"}, "valueString": "x"}
    stated = [
        kit.of(
            "Observation",
            status="final",
            code=kit.own("seen") if n % 10 == 0 else {"text": "noted"},
            component=[unknown],
            effectiveDateTime="2021-02-01",
        )
        | {"id": f"o{n}", "subject": kit.to(f"Patient/p{n}")}
        for n in many
    ]
    kit.write(tmp_path / "sent" / "facts.ndjson", [*(kit.patient(f"p{n}") for n in many), *stated])
    upkeep.take(tmp_path / "w", tmp_path / "sent", ["facts.ndjson"])
    whole = kit.concepts(tmp_path / "w")
    monkeypatch.setattr(compaction, "GROUP", 2_048)
    compaction.compact(Workspace(tmp_path / "w"), large=1)
    (part,) = (one for one in upkeep.all_parts(tmp_path / "w", "event") if _facts_in(tmp_path / "w", one))
    assert len(upkeep.all_parts(tmp_path / "w", "event")) > 2 and len(whole) == 300
    upkeep.flip(upkeep.place(tmp_path / "w", "event", part))
    feeds = damaged_parts.remove_damaged(Workspace(tmp_path / "w"), look(tmp_path / "w").damaged)
    upkeep.read_again(tmp_path / "w", tmp_path / "sent", feeds)
    assert kit.concepts(tmp_path / "w") == whole and look(tmp_path / "w").findings == []


def _facts_in(workspace: Path, part: Part) -> bool:
    file = upkeep.place(workspace, "event", part)
    return bool(duckdb.sql(f"SELECT count(concept) FROM '{file}'").fetchall()[0][0])


def mended(workspace: Path, sent: Path, table: str, damage: upkeep.Damage) -> None:
    part = upkeep.largest(workspace, table)
    damage(upkeep.place(workspace, table, part))
    found = look(workspace)
    assert [one.place for one in found.findings] == [f"records/{table}/{part.path}"]
    assert "set it aside" in found.findings[0].to_do
    feeds = damaged_parts.remove_damaged(Workspace(workspace), found.damaged)
    assert feeds == found.findings[0].feeds
    upkeep.read_again(workspace, sent, feeds)
    assert look(workspace).findings == []


@pytest.mark.parametrize("damage", ["cut", "missing"])
def test_a_cut_or_missing_file_is_found_and_restored(damage: str, sent: Path, loaded: Path, workspace: Path) -> None:
    mended(workspace, sent, "event", upkeep.DAMAGE[damage])
    assert upkeep.known(workspace) == upkeep.known(loaded)


@pytest.mark.parametrize("table", ["supersession", "service", "resource"])
def test_files_that_were_read_together(table: str, tmp_path: Path) -> None:
    """What they say of services and of versions that replace others bears the number of the first of them."""
    people, facts = (
        [kit.patient(f"p{n}") for n in range(4)],
        [kit.condition(f"c{n}", who=f"Patient/p{n}") for n in range(4)],
    )
    stranger = {**facts[0], "id": "far", "meta": {**kit.meta("2021-05-05"), "source": "Organization/elsewhere"}}
    later = [{**one, "meta": kit.meta("2022-02-02", "2"), "abatementDateTime": "2022-01-01"} for one in facts]
    kit.write(tmp_path / "sent" / "Patient.ndjson", people)
    kit.write(tmp_path / "sent" / "Condition.ndjson", [*facts, *later, stranger])
    load(Workspace(tmp_path / "w"), [tmp_path / "sent"], kit.practice(), kit.RECEIVED)
    whole = upkeep.known(tmp_path / "w")
    assert len(whole["supersession"]) == 4 and len(whole["service"]) == 2
    mended(tmp_path / "w", tmp_path / "sent", table, upkeep.flip)
    assert upkeep.known(tmp_path / "w") == whole


def test_only_the_feeds_that_were_in_it_are_named(loaded: Path, workspace: Path) -> None:
    """The second load's events: not those of the other loads, except where the order of versions without a time is theirs."""
    part = next(one for one in upkeep.all_parts(workspace, "event") if one.loads == (2, 2))
    upkeep.flip(upkeep.place(workspace, "event", part))
    (found,) = look(workspace).findings
    assert [feed.file for feed in found.feeds] == ["facts.ndjson", "later.ndjson"]
    assert all(name in found.to_do for name in ("facts.ndjson", "received 2026-11-23"))


def test_every_bit_counts(workspace: Path) -> None:
    """Wherever one bit is changed, the part is found; Parquet alone would not tell."""
    part = upkeep.largest(workspace, "event")
    path = upkeep.place(workspace, "event", part)
    content = path.read_bytes()
    for where in range(0, len(content), len(content) // 23):
        path.write_bytes(content[:where] + bytes([content[where] ^ 1]) + content[where + 1 :])
        assert len(look(workspace).findings) == 1
    path.write_bytes(content)
    assert look(workspace).findings == []


def test_damage_under_a_killed_writer(sent: Path, loaded: Path, workspace: Path) -> None:
    """A file is gone, and a killed writer's commits stand after the complete version: setting aside works all the same."""
    head = (workspace / "HEAD.json").read_text()
    kit.take(workspace, *upkeep.FEEDS["people.ndjson"], kit.condition("z", who="Patient/p2"), name="z.ndjson")
    (workspace / "HEAD.json").write_text(head)
    mended(workspace, sent, "event", Path.unlink)
    assert upkeep.known(workspace) == upkeep.known(loaded)


def test_a_head_that_cannot_be_read(workspace: Path) -> None:
    (workspace / "HEAD.json").write_text("{")
    assert [one.place for one in look(workspace).findings] == ["HEAD.json"]


def test_a_version_that_does_not_open(workspace: Path) -> None:
    head = json.loads((workspace / "HEAD.json").read_text())
    (workspace / "HEAD.json").write_text(json.dumps({**head, "bond": 99, "nonsense": 1}))
    assert [one.place for one in look(workspace).findings] == ["records/bond", "HEAD.json"]


@pytest.mark.parametrize(
    ("table", "query", "says"),
    [
        ("resource", "SELECT * FROM records.resource LIMIT 1", "versions are there twice"),
        ("event", "SELECT * FROM records.event LIMIT 1", "facts are there twice"),
        ("bond", "SELECT * FROM records.bond LIMIT 1", "versions of bonds are there twice"),
        ("event", "SELECT * REPLACE (0::BIGINT AS version) FROM records.event LIMIT 1", "not in resource"),
        (
            "supersession",
            "SELECT * REPLACE (0::BIGINT AS version) FROM records.supersession LIMIT 1",
            "not in resource",
        ),
        ("bond", "SELECT * REPLACE (1::BIGINT AS person) FROM records.bond LIMIT 1", "no feed has described"),
        ("address", "SELECT * REPLACE (1::BIGINT AS service) FROM records.address LIMIT 1", "not in service"),
        (
            "resource",
            "SELECT * REPLACE (5::BIGINT AS version, known + 1 AS known, 'z' AS sequence) FROM records.resource LIMIT 1",
            "still believed",
        ),
        (
            "load",
            "SELECT * REPLACE (9::BIGINT AS load, 7::BIGINT AS taken_in) FROM records.load LIMIT 1",
            "what was taken in is not",
        ),
        (
            "event",
            "SELECT * REPLACE (NULL::BIGINT AS person) FROM records.event LIMIT 1",
            "no value where there must be one: person",
        ),
    ],
)
def test_what_does_not_agree_is_said(workspace: Path, table: str, query: str, says: str) -> None:
    con = upkeep.attached(workspace)
    with Workspace(workspace).writing() as writer:
        writer.append_query(table, con, query)
    assert any(says in one.what for one in look(workspace).findings)


def test_another_room_s_check_is_asked_too(loaded: Path) -> None:
    asked = verify(Workspace(loaded), [lambda look: look.notes.append(f"{len(look.sound)} tables") or []])
    assert asked.notes == ["10 tables"]
