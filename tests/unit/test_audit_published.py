"""What a sweep publishes carries the audit's head: who has it sees that a tail was cut off, whatever an insider rewrote."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.unit import feeds_kit as kit

_COMMAND = [sys.executable, "-c", "from kinsight.cli.main import app; app()"]


def run(*words: str) -> tuple[int, Any]:
    """Exit code, and the JSON that a command printed."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("KINSIGHT_", "DJANGO_"))}
    done = subprocess.run([*_COMMAND, *words, "--json"], env=ours, capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)


def cut_tail(workspace: Path) -> None:
    """As an insider would: without guards, the last row of the audit and every trace of it in this workspace."""
    with closing(sqlite3.connect(workspace / "casework.sqlite3")) as con, con:
        for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            guards = con.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
            con.execute(f"DROP TRIGGER {name}")
            con.execute("CREATE TEMP TABLE IF NOT EXISTS guard (words TEXT)")
            con.execute("INSERT INTO guard VALUES (?)", [guards])
        last = con.execute("SELECT max(sequence) FROM casework_audit").fetchone()[0]
        con.execute("DELETE FROM casework_audit WHERE sequence = ?", [last])
        before = con.execute("SELECT sequence, hash FROM casework_audit ORDER BY sequence DESC").fetchone()
        con.execute("UPDATE casework_chainhead SET sequence = ?, hash = ?", before or (0, ""))
        for (words,) in con.execute("SELECT words FROM guard").fetchall():
            con.execute(words)
    (workspace / "audit-heads.txt").unlink()


def test_a_tail_cut_off_with_every_trace_of_it_is_seen_by_who_has_what_was_published(tmp_path: Path) -> None:
    place = ["--workspace", str(tmp_path / "w")]
    kit.take(tmp_path / "w", kit.MUM, kit.patient("kid"))
    published = []
    for day in ("2024-01-01", "2024-02-01"):
        code, told = run("sweep", "--as-of", day, *place)
        assert code == 0
        published.append(told["audit_head"])
    assert published[0] != published[1]
    for head in published:
        assert run("verify", "--audit", "--head", head, *place)[0] == 0
    cut_tail(tmp_path / "w")
    assert run("verify", "--audit", *place)[0] == 0, "nothing in the workspace shows it"
    code, told = run("verify", "--audit", "--head", published[1], *place)
    assert code == 1 and "removed" in told["findings"][0]["what"]
    assert "audit_head" not in run("sweep", "--as-of", "2024-03-01", "--no-publish", *place)[1]
