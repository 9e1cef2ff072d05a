"""The chain of the audit on both databases: rows older than it are tied, and many writers at once make one chain."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.test_casework_postgresql import cluster, why_not  # noqa: F401  (a fixture)

ROOT = Path(__file__).parents[2]
WRITERS, ROWS = 6, 25
SCRIPT = f"""
import multiprocessing, sys
from pathlib import Path
import django; django.setup()
from django.conf import settings
from django.db import connection, transaction, DatabaseError
from django.db.migrations.executor import MigrationExecutor
from kinsight.casework import access, audit_check, audit_head, guards
from kinsight.casework.actions.audit_row import audit
from kinsight.casework.migrating import bring_up_to_date
from kinsight.casework.models import AccessLog, Audit, ChainHead

def old():
    MigrationExecutor(connection).migrate([("casework", "0015_sign_in")])
    with connection.cursor() as cursor:
        for number in range(40):
            at = f"2025-01-{{number % 28 + 1:02}} 10:00:00"
            cursor.execute("INSERT INTO casework_audit (at, what, why, details) VALUES (%s, 'old', '', '{{}}')", [at])
            cursor.execute("INSERT INTO casework_accesslog (at, purpose, outside) VALUES (%s, 'child', %s)", [at, number % 2 == 0])

def write(number):
    for _ in range({ROWS}):
        with transaction.atomic():
            AccessLog.objects.bulk_create([AccessLog(purpose="work") for _ in range(3)])
            audit(by=None, what="recorded", writer=number)

def refused(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        assert "append-only" in str(error), error
    else:
        raise AssertionError(statement)

if __name__ == "__main__":
    old()
    bring_up_to_date()
    assert audit_check.check([]).findings == [], audit_check.check([]).findings[:3]
    connection.close()
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=write, args=(number,)) for number in range({WRITERS})]
    for one in writers: one.start()
    checks = [audit_check.check(audit_head.noted(settings.WORKSPACE)).findings for _ in range(5)]
    for one in writers: one.join()
    assert [one.exitcode for one in writers] == [0] * {WRITERS}
    assert checks == [[]] * 5, checks  # also while others write
    noted = audit_head.noted(settings.WORKSPACE)
    look = audit_check.check(noted)
    assert look.findings == [] and look.rows == 80 + {WRITERS} * {ROWS} * 4, look
    assert noted[-1] == look.head
    words = ["DELETE FROM {{}}", "UPDATE {{}} SET at = at"] + (["TRUNCATE {{}} CASCADE"] if connection.vendor == "postgresql" else [])
    for table in guards.TABLES[:2]:
        for word in words: refused(word.format(table))
    refused("UPDATE casework_chainhead SET sequence = 1")
    guards.remove(connection.schema_editor().__enter__())
    assert len(guards.missing()) == len(guards.wanted(connection.vendor))
    bring_up_to_date()
    assert guards.missing() == [] and Audit.objects.filter(what="guards-put-back").count() == 1
    print("one chain")
"""


def said(folder: Path, **environment: str) -> str:
    script = folder / "script.py"
    script.write_text(SCRIPT)
    told = {name: value for name, value in os.environ.items() if name != "KINSIGHT_DATABASE"}
    told |= {
        "DJANGO_SETTINGS_MODULE": "kinsight.web.settings",
        "KINSIGHT_WORKSPACE": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, str(script)], env=told | environment, cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout.strip() or done.stderr[-3000:]


def test_many_writers_make_one_chain_on_sqlite(tmp_path: Path):
    assert said(tmp_path) == "one chain"


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "PostgreSQL is here")
def test_many_writers_make_one_chain_on_postgresql(cluster: str, tmp_path: Path):  # noqa: F811
    assert said(tmp_path, KINSIGHT_DATABASE=cluster) == "one chain"
