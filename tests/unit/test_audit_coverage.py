"""What the audit covers beside what people do on the site: the command line, refusals, and the audit page itself."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from kinsight import picture as pictures
from kinsight.casework.actions.looked import read_at_the_command_line
from kinsight.casework.models import AccessLog, Audit, Role
from kinsight.cli import audits, picture_commands
from kinsight.cli.main import app
from tests.unit.casework_world import GP, child, published, staff, sweep, the
from tests.unit.test_casework_pages import signed_in

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("asked", ["Patient/1", "1", "9990000018", "999 000 0018"])
def test_a_child_read_at_the_command_line_is_written_down_with_who_read(asked):
    published(sweep([child("Patient/1", nhs_number="9990000018"), child("Patient/2")]))
    read_at_the_command_line(command="picture", os_user="jo", child=asked)
    row = AccessLog.objects.get()
    assert (row.child, row.by, row.os_user, row.purpose) == (the("Patient/1"), None, "jo", "command-picture")


def test_a_child_whom_the_site_does_not_know_is_written_down_without_a_name():
    for asked in ("9990000018", "999 000 0018", "9990000026"):
        read_at_the_command_line(command="picture", os_user="jo", child=asked)
    rows = [row.details for row in Audit.objects.filter(what="read-at-command-line")]
    assert rows[0] == rows[1] != rows[2] and rows[0]["os_user"] == "jo" and "999000" not in str(rows)
    tried_out = {sha256(f"99900000{n:02}".encode()).hexdigest()[:16] for n in range(100)}
    assert not tried_out & {row["unknown_child"] for row in rows}, "nobody finds the number by trying all of them"


def test_nothing_is_shown_that_could_not_be_written_down(monkeypatch, tmp_path):
    def cannot(*args, **more):
        raise typer.Exit(1)

    monkeypatch.setattr(audits, "note_read", cannot)
    monkeypatch.setattr(picture_commands, "_workspace", lambda path: path)
    monkeypatch.setattr(pictures, "ref_of", lambda *args: "Patient/1")
    monkeypatch.setattr(
        pictures, "picture", lambda *args: {"child": "secret", "patterns": [], "owed": [], "never_answered": []}
    )
    for words in (["picture", "9990000018"], ["picture", "9990000018", "--json"]):
        ran = CliRunner().invoke(app, [*words, "--workspace", str(tmp_path)])
        assert ran.exit_code == 1 and "secret" not in ran.output


SCRIPT = """
import sys
from pathlib import Path
from kinsight.cli.audits import note_read
note_read(Path(sys.argv[1]), "owed", children=3)
"""


def test_verify_reads_the_audit_and_names_what_was_changed(tmp_path: Path):
    """As the commands do it, on a workspace of its own."""
    told = {name: value for name, value in os.environ.items() if not name.startswith(("KINSIGHT_", "DJANGO_"))}

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, *words], env=told, cwd=ROOT, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    verify = ["-c", "from kinsight.cli.main import app; app()", "verify", "--audit", "--workspace", str(tmp_path)]
    for _ in range(3):
        assert run("-c", SCRIPT, str(tmp_path)) == (0, "")
    code, said = run(*verify)
    head = said.split()[-1]
    assert code == 0 and "as it was written: 3 rows" in said and head.startswith("3:")
    assert run(*verify, "--head", head)[0] == 0
    changed = "DROP TRIGGER casework_audit_no_delete; DELETE FROM casework_audit WHERE id = 2;"
    made = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])"
    assert run("-c", made, str(tmp_path / "casework.sqlite3"), changed)[0] == 0
    code, said = run(*verify)
    assert code == 1 and "row 2 is missing: it was removed" in said and "casework_audit_no_delete is not there" in said
    (tmp_path / "audit-heads.txt").unlink()
    code, said = run(*verify, "--head", f"3:{'0' * 64}")
    assert code == 1 and "written anew" in said and "no earlier head" in said
    assert run(*verify, "--head", "nonsense")[0] == 2


@pytest.mark.parametrize(
    "path, status, page, which",
    [
        ("/audit/", 403, "audit", None),
        ("/child/OTHER/", 302, "child", "Patient/2"),
        ("/child/no-such-child/", 404, "child", None),
    ],
)
def test_a_refusal_is_written_down_with_the_child_who_was_asked_for(settings, path, status, page, which):
    settings.SECURE_SSL_REDIRECT = False
    published(sweep([child("Patient/2", services=[GP])]))
    member = staff()
    answer = signed_in(member).get(path.replace("OTHER", the("Patient/2").slug))
    row = Audit.objects.get(what="refused")
    assert answer.status_code == status and (row.by, row.details["page"]) == (member.user, page)
    assert row.child == (the(which) if which else None)


def test_reading_the_audit_is_in_the_audit(settings):
    settings.SECURE_SSL_REDIRECT = False
    lead = staff(Role.DESIGNATED, [])
    page = signed_in(lead).get("/audit/?show=reads").content.decode()
    row = Audit.objects.get(what="read-audit")
    assert (row.by, row.details) == (lead.user, {"show": "reads", "page": 1}) and "Audit" in page
    read_at_the_command_line(command="owed", os_user="jo", children=3)
    assert "jo, at the command line" in signed_in(lead).get("/audit/").content.decode()
