"""The same casework on PostgreSQL: a throwaway cluster, migrated, published to twice, and refusing to rewrite the audit."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BINARIES = Path("/usr/lib/postgresql/15/bin")
ROOT = Path(__file__).parents[2]
SCRIPT = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection, transaction, DatabaseError
from tests.unit.casework_world import child, debt, published, spell, staff, sweep, the, AS_OF
from kinsight.casework import access, worklist
from kinsight.casework.finding import Born, find
from kinsight.casework.migrating import bring_up_to_date
from kinsight.casework.actions.break_glass import break_glass
from kinsight.casework.models import Audit, Pattern

bring_up_to_date()
assert connection.vendor == "postgresql"
refs = [f"Patient/{n}" for n in range(50)]
found = sweep([child(r) for r in refs], [spell(r) for r in refs], [debt(r) for r in refs])
def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2")
        there = cursor.fetchall()
        cursor.execute("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                       "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2")
        return there, cursor.fetchall()

before = indexes()
assert any("one_spell_per_start" in name for _, name, _ in before[1]) and any("FOREIGN KEY" in what for _, _, what in before[1])
try:
    with transaction.atomic():
        published(found)
        raise InterruptedError
except InterruptedError:
    assert indexes() == before and not Pattern.objects.exists()
assert published(found)["patterns_new"] == 50
assert indexes() == before
assert not any(published(found).values())
changed = sweep([child(r) for r in refs], [spell(r, until=AS_OF) for r in refs[:20]], [debt(r) for r in refs])
counts = published(changed)
assert (counts["patterns_changed"], counts["patterns_withdrawn"]) == (20, 30), counts
far = "https://records.example/" + "a/" * 200
odd = sweep([*(child(r) for r in refs), child("Patient/odd", name="N" * 400 + chr(0), practice="P" * 300, services=[far])],
            [spell(r, until=AS_OF) for r in refs[:20]] + [spell("Patient/odd", view=far)], [debt(r) for r in refs])
assert published(odd)["children_new"] == 1
assert (the("Patient/odd").name, the("Patient/odd").search_name) == ("N" * 400, "n" * 300)
member = staff()
odder = sweep([child("Patient/jose", "José O’Brien", mother_name="Chioma Okafor"), child("Patient/far", "José O’Brien", services=[far])])
published(odder, whole=False)
for typed in ("jose obrien", "Obrian José", "okafour", "jose okafor"):
    assert [one.ref for one, _ in find(access.children(member.user), typed, Born(2024, 3).condition(), 9).shown] == ["Patient/jose"], typed
assert not find(access.children(member.user), "jose", Born(None, 4, 1).condition(), 9).total
asked = worklist.Asked(AS_OF, owner="health-visitor")
debts = worklist.owed(member.user, asked)
assert worklist.counted(debts, AS_OF)["older"].things == 50 and len(worklist.by_date(debts, "longest")) == 50
assert access.child(member.user, the(refs[0]).slug, "child")
break_glass(by=staff(services=[]), child=the(refs[1]), reason="On call for the ward")
for statement in ("UPDATE casework_audit SET why = ''", "DELETE FROM casework_accesslog", "DELETE FROM casework_breakglass"):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as refusal:
        assert "append-only" in str(refusal)
    else:
        raise AssertionError(statement)
call_command("migrate", "casework", "zero", verbosity=0, interactive=False)
print("as on SQLite")
"""


def why_not() -> str:
    """Empty when a cluster can be started here."""
    if not (BINARIES / "initdb").exists():
        return f"no PostgreSQL 15 server in {BINARIES}"
    if os.geteuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        return "running as root, and there is no postgres account to run the server as"
    return ""


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database reached by a socket in a folder of its own; gone afterwards."""
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    data, account = folder / "data", ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if account:
        shutil.chown(folder, "postgres")
    run(*account, BINARIES / "initdb", "-D", data, "-U", "kinsight", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(*account, BINARIES / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
    try:
        run(*account, BINARIES / "createdb", "-h", folder, "-U", "kinsight", "casework")
        yield f"postgresql://kinsight@/casework?host={folder}"
    finally:
        run(*account, BINARIES / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def run(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, cwd="/", timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "PostgreSQL is here")
def test_casework_runs_on_postgresql_as_on_sqlite(cluster: str, tmp_path: Path):
    environment = os.environ | {
        "KINSIGHT_DATABASE": cluster,
        "DJANGO_SETTINGS_MODULE": "kinsight.web.settings",
        "KINSIGHT_WORKSPACE": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "as on SQLite", done.stderr[-3000:]
