"""A site stopped while its database is being made or mended goes on from there at the next start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]
#: Stops once before each migration is noted, which is where Django may have applied it already.
SCRIPT = """
import django; django.setup()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from kinsight.casework.migrating import bring_up_to_date
from kinsight.casework.models import Child

class Stopped(Exception): ...
noted, stopped = MigrationRecorder.record_applied, set()
def stopping(self, app, name):
    if (app, name) not in stopped:
        stopped.add((app, name))
        raise Stopped
    noted(self, app, name)
MigrationRecorder.record_applied = stopping
while True:
    try:
        bring_up_to_date()
    except Stopped:
        connection.close()
    else:
        break
assert stopped == set(MigrationRecorder(connection).applied_migrations()), stopped
assert ("casework", "0001_initial") in stopped
assert Child.objects.count() == 0
with connection.cursor() as cursor:
    assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert cursor.execute("PRAGMA foreign_key_check").fetchall() == []
print("stopped", len(stopped), "times")
"""


def test_stopped_at_any_migration_the_next_start_goes_on(tmp_path: Path):
    env = {**os.environ, "KINSIGHT_WORKSPACE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "kinsight.web.settings"}
    env.pop("KINSIGHT_DATABASE", None)
    ran = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, env=env, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert int(ran.stdout.split()[1]) > 20, ran.stdout


@pytest.mark.django_db
def test_the_models_ask_for_nothing_that_no_migration_gives() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
