"""Backup and restore: everything that cannot be made again, in one file, and nothing of a damaged one."""

import io
import json
import shutil
import sqlite3
import stat
import tarfile
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kinsight.casework import audit_head
from kinsight.cli.main import app
from kinsight.store import part_files
from kinsight.store.upkeep.backup import backup
from kinsight.store.upkeep.restore import RestoreError, restore
from kinsight.store.upkeep.vacuum import vacuum
from kinsight.store.upkeep.verify import verify
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit
from tests.unit import upkeep_kit as upkeep


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    upkeep.take(folder / "w", upkeep.write(folder / "sent"), list(upkeep.FEEDS))
    (folder / "w" / "secret_key").write_text("a secret of the site")
    return folder / "w"


@pytest.fixture
def workspace(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "w"))


def run(*words: str, code: int = 0) -> str:
    told = CliRunner().invoke(app, list(words))
    assert told.exit_code == code, told.output
    return " ".join(told.output.split())


def notes(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as con:
        return con.execute("SELECT * FROM note ORDER BY 1").fetchall()


def test_every_table_the_database_and_the_secret_come_back(workspace: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(workspace / "casework.sqlite3")) as site:
        site.execute("PRAGMA journal_mode = wal")
        site.execute("CREATE TABLE note (text TEXT)")
        site.execute("INSERT INTO note VALUES ('only in the -wal')")
        site.commit()  # and the site goes on: nothing of this has reached the file itself
        (workspace / audit_head.NAME).write_text("how far the audit had come")
        run("backup", str(tmp_path / "b.tar"), "-w", str(workspace))
    run("restore", str(tmp_path / "b.tar"), "-w", str(tmp_path / "again"))
    assert kit.tables(tmp_path / "again") == kit.tables(workspace)
    assert notes(tmp_path / "again" / "casework.sqlite3") == [("only in the -wal",)]
    assert (tmp_path / "again" / "secret_key").read_text() == "a secret of the site"
    assert (tmp_path / "again" / audit_head.NAME).read_text() == "how far the audit had come"
    assert verify(Workspace(tmp_path / "again")).findings == []


def test_all_of_it_is_for_its_owner_alone(workspace: Path, tmp_path: Path) -> None:
    backup(Workspace(workspace), tmp_path / "b.tar")
    restore(tmp_path / "b.tar", tmp_path / "again")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "again").rglob("*") if path.is_file()}
    folders = {
        stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "again", *(tmp_path / "again").rglob("*")) if p.is_dir()
    }
    assert (stat.S_IMODE((tmp_path / "b.tar").stat().st_mode), modes, folders) == (0o600, {0o600}, {0o700})


def test_a_load_that_goes_on_is_not_in_it_and_does_not_wait(workspace: Path, tmp_path: Path) -> None:
    before, tables = Workspace(workspace).head(), kit.tables(workspace)
    with Workspace(workspace).writing() as writer:
        writer.append_query(
            "load",
            upkeep.duckdb.connect(),
            "SELECT 99::BIGINT AS load, 'f' AS file, 0::BIGINT AS taken_in, "
            "0::BIGINT AS accepted, 0::BIGINT AS already_had, 0::BIGINT AS quarantined, 0 AS received",
        )
        backup(Workspace(workspace), tmp_path / "b.tar")
    restore(tmp_path / "b.tar", tmp_path / "again")
    assert Workspace(tmp_path / "again").head() == before != Workspace(workspace).head()
    assert kit.tables(tmp_path / "again") == tables


def test_vacuum_waits_for_a_backup(workspace: Path) -> None:
    waiting = threading.Thread(target=vacuum, args=(Workspace(workspace), 0.0))
    with Workspace(workspace).snapshot_lock():
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
    waiting.join(60)
    assert not waiting.is_alive()


def test_a_damaged_record_is_not_copied_and_the_backup_before_stays(workspace: Path, tmp_path: Path) -> None:
    backup(Workspace(workspace), tmp_path / "b.tar")
    whole = (tmp_path / "b.tar").read_bytes()
    part = Path(Workspace(workspace).files("event")[0])
    assert part_files.as_written(part)
    part.write_bytes(part.read_bytes()[:-9] + b"x" + part.read_bytes()[-8:])
    assert "kinsight verify" in run("backup", str(tmp_path / "b.tar"), "-w", str(workspace), code=1)
    assert (tmp_path / "b.tar").read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


@pytest.mark.parametrize("place", ["flipped", "cut", "no manifest", "no archive"])
def test_a_damaged_backup_restores_nothing_and_is_named(place: str, workspace: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar"
    backup(Workspace(workspace), archive)
    content = bytearray(archive.read_bytes())
    if place == "flipped":
        at = content.index(b"PAR1") + 8
        content[at] ^= 1
    elif place == "cut":
        del content[len(content) // 2 :]
    elif place == "no archive":
        content = bytearray(b"not an archive")
    archive.write_bytes(content)
    if place == "no manifest":
        _rewritten(archive, lambda name: name != "manifest.json")
    told = run("restore", str(archive), "-w", str(tmp_path / "again"), code=1)
    assert "nothing was restored" in told and "use another one" in told
    assert not (tmp_path / "again").exists() and not list(tmp_path.glob(".again*"))


def _rewritten(archive: Path, keep: Any, *more: tuple[str, bytes]) -> None:
    """The archive with only some of its files, and with others."""
    with tarfile.open(archive) as tar:
        files = [(member.name, tar.extractfile(member).read()) for member in tar if keep(member.name)]  # type: ignore[union-attr]
    with tarfile.open(archive, "w") as tar:
        for name, content in [*files, *more]:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


@pytest.mark.parametrize("name", ["../outside", "/outside", "records/../../outside", "records/event/../../x", "other"])
def test_an_archive_writes_nothing_outside_the_workspace(name: str, workspace: Path, tmp_path: Path) -> None:
    backup(Workspace(workspace), tmp_path / "b.tar")
    _rewritten(tmp_path / "b.tar", lambda _: True, (name, b"x"))
    with pytest.raises(RestoreError, match="no place in a workspace"):
        restore(tmp_path / "b.tar", tmp_path / "again")
    assert not (tmp_path / "outside").exists() and not (tmp_path / "again").exists()


def test_nothing_is_restored_over_what_is_there(workspace: Path, tmp_path: Path) -> None:
    backup(Workspace(workspace), tmp_path / "b.tar")
    before = kit.tables(workspace)
    assert "is not empty" in run("restore", str(tmp_path / "b.tar"), "-w", str(workspace), code=1)
    assert kit.tables(workspace) == before
    (tmp_path / "empty").mkdir()
    restore(tmp_path / "b.tar", tmp_path / "empty")
    assert kit.tables(tmp_path / "empty") == before


def test_a_backup_in_the_workspace_itself_is_refused(workspace: Path) -> None:
    assert "would be lost with it" in run("backup", str(workspace / "b.tar"), "-w", str(workspace), code=1)


def test_what_is_not_in_it_is_said(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINSIGHT_DATABASE", "postgresql://kin@db/casework")
    monkeypatch.setenv("KINSIGHT_SETTINGS", "local.yaml")
    told = run("backup", str(tmp_path / "b.tar"), "-w", str(workspace), "--json")
    left_out = " ".join(json.loads(told)["left_out"])
    assert "pg_dump after this backup" in left_out and "KINSIGHT_SETTINGS" in left_out and "codelists" not in left_out
