"""Compaction changes where rows lie and nothing else; vacuum removes what nobody can need."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import nhs_number
import pytest

from kinsight.ingest.load import load
from kinsight.store.part_files import CLUSTERED
from kinsight.store.upkeep import compaction
from kinsight.store.upkeep.vacuum import Left, vacuum
from kinsight.store.upkeep.verify import verify
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit
from tests.unit import upkeep_kit as upkeep

DAY = 86_400


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return upkeep.write(tmp_path_factory.mktemp("sent"))


@pytest.fixture(scope="module")
def loaded(sent: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("loaded") / "w"
    upkeep.take(workspace, sent, list(upkeep.FEEDS))
    return workspace


@pytest.fixture
def workspace(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "w"))


def all_rows(workspace: Path) -> dict[str, list[tuple[object, ...]]]:
    return {table: kit.rows(workspace, f'FROM records."{table}" ORDER BY ALL') for table in upkeep.sizes(workspace)}


def test_the_rows_are_the_same_in_fewer_files(loaded: Path, workspace: Path) -> None:
    done = {one.table: one for one in compaction.compact(Workspace(workspace))}
    assert all_rows(workspace) == all_rows(loaded)
    assert set(upkeep.sizes(workspace).values()) == {1}
    assert done["event"].files == (upkeep.sizes(loaded)["event"], 1) and done["event"].files[0] > 2
    assert verify(Workspace(workspace)).findings == []


def test_there_is_nothing_to_do_twice(workspace: Path) -> None:
    assert compaction.compact(Workspace(workspace))
    assert compaction.compact(Workspace(workspace)) == []


def test_what_comes_later_is_sorted_in(sent: Path, loaded: Path, workspace: Path) -> None:
    compaction.compact(Workspace(workspace))
    kit.take(workspace, kit.condition("late", who="Patient/p3"), name="late.ndjson")
    rows = all_rows(workspace)
    assert {one.table for one in compaction.compact(Workspace(workspace))} == {"resource", "event", "load"}
    assert all_rows(workspace) == rows


@pytest.mark.parametrize("at_once", [compaction.AT_ONCE, 10])
@pytest.mark.parametrize("table", ["event", "address", "person"])
def test_a_family_s_rows_lie_together(table: str, at_once: int, tmp_path: Path) -> None:
    """Mother, children and their father, who come in no order, stand side by side, and each person's own rows in one run; also
    where the rows are too many to be sorted at once."""
    families = range(9)
    kit.take(tmp_path / "w", *_families(families))
    compaction.compact(Workspace(tmp_path / "w"), at_once=at_once)
    files = Workspace(tmp_path / "w").files(table)
    assert (len(files) > 1) is (at_once == 10)
    refs = duckdb.sql(
        f"""SELECT p.ref FROM read_parquet({files!r}, filename = true, file_row_number = true) t
            JOIN (SELECT DISTINCT person, ref FROM read_parquet({Workspace(tmp_path / "w").files("person")!r})) p USING (person)
            ORDER BY filename, file_row_number"""
    ).fetchall()
    runs = _runs([ref.split("/")[1][1:].split("-")[0] for (ref,) in refs])
    assert sorted(runs) == [str(n) for n in families]


def _families(numbers: range) -> list[kit.Resource]:
    """`k3-0` and `k3-1` are the children of `m3`, who is a patient too, known by her number."""
    home = {"address": [{"line": ["1 Road"], "postalCode": "AB1 2CD"}]}
    children = [kit.patient(f"k{n}-{nth}", **home) for nth in range(2) for n in numbers]
    mothers = [kit.patient(f"m{n}", "1990-01-01", identifier=[_number(n)], **home) for n in reversed(numbers)]
    bonds = [
        {
            "resourceType": "RelatedPerson",
            "id": f"r{n}-{nth}",
            "meta": kit.meta("2020-02-02"),
            "patient": kit.to(f"Patient/k{n}-{nth}"),
            "relationship": [
                {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH"}]}
            ],
            "identifier": [_number(n)],
            **home,
        }
        for nth in range(2)
        for n in numbers
    ]
    facts = [
        kit.condition(f"{who}-{nth}", who=f"Patient/{who}")
        for nth in range(3)
        for n in numbers
        for who in (f"k{n}-0", f"k{n}-1", f"m{n}")
    ]
    return [*children, *mothers, *bonds, *facts]


def _number(n: int) -> dict[str, str]:
    return {"system": kit.NHS, "value": NUMBERS[n]}


#: Numbers of the range that is for tests.
NUMBERS = [number for n in range(200) if nhs_number.is_valid(number := f"9990000{n:03}")]


def _runs(names: list[str]) -> list[str]:
    return [name for nth, name in enumerate(names) if nth == 0 or names[nth - 1] != name]


def test_rows_too_many_to_be_sorted_at_once_are_sorted_in_shares(loaded: Path, workspace: Path) -> None:
    compaction.compact(Workspace(workspace), at_once=10)
    assert all_rows(workspace) == all_rows(loaded)
    assert verify(Workspace(workspace)).findings == []
    assert compaction.compact(Workspace(workspace), at_once=10) == []


def test_parts_are_of_the_size_asked_for(loaded: Path, workspace: Path) -> None:
    compaction.compact(Workspace(workspace), large=1)
    assert all_rows(workspace) == all_rows(loaded)
    assert verify(Workspace(workspace)).findings == []


def test_rows_that_would_differ_are_not_let_in(loaded: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = compaction._write

    def losing(con: duckdb.DuckDBPyConnection, table: str, folder: Path, *how: Any) -> list[str]:
        files = write(con, table, folder, *how)
        con.execute(f"COPY (SELECT * FROM '{files[0]}' OFFSET 1) TO '{folder}/short.parquet' (FORMAT parquet)")
        return [f"{folder}/short.parquet"]

    monkeypatch.setattr(compaction, "_write", losing)
    with pytest.raises(compaction.RowsDiffer):
        compaction.compact(Workspace(workspace))
    assert all_rows(workspace) == all_rows(loaded)
    assert not list(workspace.glob(f"{compaction.SCRATCH}*"))


@pytest.mark.parametrize("damage", upkeep.DAMAGE)
def test_damage_is_not_written_anew(damage: str, workspace: Path) -> None:
    """Rows of a damaged file would look sound in a new one."""
    part = upkeep.largest(workspace, "event")
    upkeep.DAMAGE[damage](upkeep.place(workspace, "event", part))
    with pytest.raises((compaction.Damaged, duckdb.Error)):
        compaction.compact(Workspace(workspace))
    assert [one.place for one in verify(Workspace(workspace)).findings] == [f"records/event/{part.path}"]


def test_who_follows_the_log_need_not_read_the_rows_again(workspace: Path) -> None:
    compaction.compact(Workspace(workspace))
    version = Workspace(workspace).head()["event"]
    log = (Workspace(workspace).path("event") / "_delta_log" / f"{version:020d}.json").read_text()
    assert '"dataChange":false' in log and '"dataChange":true' not in log


def test_an_interrupted_compaction_is_undone(sent: Path, loaded: Path, workspace: Path) -> None:
    """Killed after the tables' commits and before HEAD.json: the next writer puts the old files back, though one is damaged."""
    head = (workspace / "HEAD.json").read_text()
    compaction.compact(Workspace(workspace))
    (workspace / "HEAD.json").write_text(head)
    assert all_rows(workspace) == all_rows(loaded)
    with Workspace(workspace).writing():
        pass
    assert all_rows(workspace) == all_rows(loaded)
    assert not any(CLUSTERED in file for file in Workspace(workspace).files("event"))


def test_undone_too_when_a_file_is_missing(sent: Path, loaded: Path, workspace: Path) -> None:
    head = (workspace / "HEAD.json").read_text()
    part = upkeep.largest(workspace, "event")
    compaction.compact(Workspace(workspace))
    (workspace / "HEAD.json").write_text(head)
    upkeep.place(workspace, "event", part).unlink()
    with Workspace(workspace).writing():
        pass
    assert [one.place for one in verify(Workspace(workspace)).findings] == [f"records/event/{part.path}"]


def removed(workspace: Path, days: float, dry_run: bool = False) -> list[Left]:
    return vacuum(Workspace(workspace), time.time() - days * DAY, dry_run=dry_run)


def files(workspace: Path) -> set[Path]:
    return set(workspace.rglob("*.parquet"))


def test_vacuum_keeps_what_a_reader_may_have_open(loaded: Path, workspace: Path) -> None:
    compaction.compact(Workspace(workspace))
    before = files(workspace)
    assert removed(workspace, 7) == []
    assert files(workspace) == before


def test_vacuum_removes_what_was_replaced_long_ago(loaded: Path, workspace: Path) -> None:
    compaction.compact(Workspace(workspace))
    aged(workspace, 8)
    listed = removed(workspace, 7, dry_run=True)
    assert len(listed) == sum(upkeep.sizes(loaded).values()) and {one.why for one in listed} == {"superseded"}
    assert removed(workspace, 7) == listed
    assert all_rows(workspace) == all_rows(loaded)
    assert removed(workspace, 7) == []


def aged(workspace: Path, days: float) -> None:
    """As if everything had been written so many days earlier."""
    for path in workspace.rglob("*"):
        os.utime(path, (time.time() - days * DAY,) * 2)


def test_an_old_file_that_was_replaced_just_now_stays(workspace: Path) -> None:
    """It is the day of the replacement that counts, not that of the file."""
    aged(workspace, 100)
    compaction.compact(Workspace(workspace))
    assert removed(workspace, 7) == []


def test_what_a_killed_writer_left_goes_at_once(loaded: Path, workspace: Path) -> None:
    orphan = Workspace(workspace).path("event") / "part-orphan.parquet"
    orphan.write_bytes(b"PAR1")
    scratch = workspace / f"{compaction.SCRATCH}left"
    scratch.mkdir()
    (scratch / "x.parquet").write_bytes(b"PAR1")
    assert [(one.path, one.why) for one in removed(workspace, 7)] == [
        (scratch.name, "unfinished"),
        ("records/event/part-orphan.parquet", "unfinished"),
    ]
    assert not orphan.exists() and not scratch.exists()
    assert all_rows(workspace) == all_rows(loaded)


@pytest.mark.parametrize("then", [lambda w: None, lambda w: compaction.compact(Workspace(w))])
def test_never_a_file_that_the_complete_version_names(
    sent: Path, loaded: Path, workspace: Path, then: Callable[[Path], object]
) -> None:
    then(workspace)
    load(Workspace(workspace), [sent], kit.practice(), kit.RECEIVED)
    aged(workspace, 100)
    removed(workspace, 0)
    assert verify(Workspace(workspace)).findings == []
    assert kit.tables(workspace) == kit.tables(loaded)
