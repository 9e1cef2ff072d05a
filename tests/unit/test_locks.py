"""Every lock has an end: a second process holds it, and whoever waits is told which, and is never kept waiting for ever."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from kinsight.casework import audit_head
from kinsight.casework.audit_head import Head
from kinsight.casework.models import RecordedFact
from kinsight.casework.records import Records
from kinsight.cli.main import app
from kinsight.engine.families import families_check
from kinsight.picture import family
from kinsight.store import workspace_locks
from kinsight.store.upkeep.backup import backup
from kinsight.store.upkeep.compaction import compact
from kinsight.store.upkeep.vacuum import vacuum
from kinsight.store.workspace import Workspace
from kinsight.store.workspace_locks import WorkspaceBusy
from kinsight.sweep import run as sweep
from kinsight.web import loaded_knowledge
from tests.unit import feeds_kit as kit
from tests.unit.casework_world import child, published, staff, the
from tests.unit.casework_world import sweep as swept

DAY = 20_000
#: Holds a lock until its standard input is closed.
HOLDER = """
import sys
sys.argv = ["/usr/bin/kinsight", "load", "9990000018"]
from pathlib import Path
from kinsight.store.workspace_locks import exclusive
with exclusive(Path(PLACE)):
    print("held", flush=True)
    sys.stdin.read()
"""
FLOCK = """
import fcntl, sys
with open(PLACE, "r+b") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(place: Path, program: str = HOLDER) -> Iterator[int]:
    """A real second process that holds the lock of this file; its number."""
    place.parent.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-c", program.replace("PLACE", repr(str(place)))]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"held\n"
        try:
            yield process.pid
        finally:
            process.communicate()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    kit.take(tmp_path / "w", kit.MUM, kit.patient("kid"))
    return Workspace(tmp_path / "w", patience=0.2)


#: What waits for a lock, and which.
WAITS = {
    "compacting": ("writing.lock", lambda w: compact(w)),
    "a sweep": ("swept/sweeping.lock", lambda w: sweep.bring_up(w, DAY, kit.practice())),
    "a picture": ("index/families/writing.lock", lambda w: family(w, "Patient/kid", DAY, kit.practice())),
    "removing the families": ("index/families/writing.lock", lambda w: families_check.drop(w)),
    "a backup": ("snapshot.lock", lambda w: backup(w, w.root.parent / "b.tar")),
    "vacuum": ("snapshot.lock", lambda w: vacuum(w, 0.0)),
}


@pytest.mark.parametrize("what", WAITS)
def test_whoever_waits_in_vain_is_told_which_process_holds_it_and_since_when(workspace: Workspace, what: str) -> None:
    lock, waits = WAITS[what]
    with another(workspace.root / lock) as pid, pytest.raises(WorkspaceBusy) as busy:
        waits(workspace)
    said = str(busy.value)
    assert f"{workspace.root / lock} is in use by process {pid} (kinsight load), since " in said
    assert "999" not in said.replace(str(pid), "") and "end it if it hangs" in said
    waits(workspace)
    assert not (workspace.root / f"{lock}.holder").exists()


def test_a_command_ends_with_a_sentence(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace_locks, "PATIENCE", 0.2)
    with another(workspace.root / "swept/sweeping.lock") as pid:
        ran = CliRunner().invoke(app, ["sweep", "--no-publish", "--workspace", str(workspace.root)])
    assert ran.exit_code == 1 and "Traceback" not in ran.output
    assert f"process {pid} (kinsight load)" in " ".join(ran.output.split())


def test_who_waits_long_says_so_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(workspace_locks, "_SAY_AFTER", 0.05)
    with (
        another(tmp_path / "a.lock") as pid,
        pytest.raises(WorkspaceBusy),
        workspace_locks.exclusive(tmp_path / "a.lock", 0.1),
    ):
        pass
    assert f"a.lock is in use by process {pid}" in caplog.text


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    """Its note of who it was stays, and is replaced by whoever comes next."""
    with another(tmp_path / "a.lock") as pid:
        os.kill(pid, 9)
    assert f"process {pid}" in workspace_locks.held_by(tmp_path / "a.lock.holder")
    with workspace_locks.exclusive(tmp_path / "a.lock", 1):
        assert f"process {os.getpid()}" in workspace_locks.held_by(tmp_path / "a.lock.holder")


@pytest.mark.django_db
def test_a_page_waits_some_seconds_and_gives_back_what_was_sent(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert loaded_knowledge.PATIENCE <= 5
    kit.take(tmp_path / "w", kit.MUM, kit.patient("kid"))
    published(swept([child("Patient/kid")]))
    records = Records(tmp_path / "w", kit.practice(), patience=0.2)
    monkeypatch.setattr(loaded_knowledge, "records", lambda: records)
    monkeypatch.setattr("kinsight.web.pages.child_page.records", lambda: records)
    client.force_login(staff().user)
    client.raise_request_exception = False
    slug = the("Patient/kid").slug
    sent = {"concept": "was-not-brought", "about": "RelatedPerson/mum", "note": "Nobody was in"}
    with another(tmp_path / "w" / "index" / "families" / "writing.lock"):
        began = time.monotonic()
        looked, answer = (
            client.get(f"/child/{slug}/", secure=True),
            client.post(f"/happened/{slug}/", sent, secure=True),
        )
        form = client.get(f"/happened/{slug}/", secure=True)
        assert time.monotonic() - began < 20
    assert looked.status_code == answer.status_code == 503
    assert "Nobody was in" in answer.content.decode() and "Send it again" in answer.content.decode()
    assert not RecordedFact.objects.exists()
    assert form.status_code == 200, "what is about the child alone need not wait"
    assert client.get(f"/child/{slug}/", secure=True).status_code == 200


def test_noting_the_head_of_the_audit_waits_for_nobody_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(audit_head, "_TRIES", 3)
    audit_head.note(tmp_path, 1, "a" * 64)
    with another(tmp_path / audit_head.NAME, FLOCK):
        audit_head.note(tmp_path, 2, "b" * 64)
    assert audit_head.noted(tmp_path) == [Head(1, "a" * 64)] and "stayed locked" in caplog.text
    audit_head.note(tmp_path, 3, "c" * 64)
    assert audit_head.noted(tmp_path) == [Head(3, "c" * 64)]
