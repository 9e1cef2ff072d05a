"""Into a database that knows no child, rows are inserted where they stay and indexed after: the same, and safe from a kill."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kinsight.casework import bulk
from kinsight.casework.models import Child, Owed, Pattern, Service
from kinsight.casework.rebuilt_indexes import rebuilt
from tests.unit.casework_world import AS_OF, GP, HV, child, debt, published, spell, sweep

ROOT = Path(__file__).parents[2]
INDEXES = (
    "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'casework_%' ORDER BY 1, 2"
)
pytestmark = pytest.mark.django_db


def everyone():
    """Three children in no order, one of them on two caseloads, with a pattern and something owed that has ended."""
    return sweep(
        [child("Patient/3"), child("Patient/1", services=[HV, GP]), child("Patient/2", services=[])],
        [spell("Patient/3"), spell("Patient/1"), spell("Patient/1", view=HV, until=AS_OF)],
        [debt("Patient/2", ends=AS_OF), debt("Patient/1")],
    )


def standing():
    """All that is published, without what an order of writing numbers."""
    patterns = Pattern.objects.values_list(
        "child__ref",
        "view",
        "indicator",
        "since",
        "until",
        "count",
        "withdrawn_on",
        "knowledge_version",
        "first__as_of",
    )
    owed = Owed.objects.values_list(
        "child__ref", "expectation", "owner", "anchor", "trigger", "due", "met_on", "ends", "reason", "withdrawn_on"
    )
    children = Child.objects.values_list("ref", "nhs_number", "name", "search_name", "born", "expected", "practice")
    return *(sorted(rows, key=str) for rows in (patterns, owed, children)), caseloads()


def caseloads():
    return {one.ref: {service.ref for service in one.services.all()} for one in Child.objects.all()}


def test_it_says_what_a_comparison_with_what_stands_would():
    with transaction.atomic():
        first, counts = published(everyone()), standing()
        transaction.set_rollback(True)
    published(sweep([child("Patient/1", services=[])]))
    compared = published(everyone())
    assert standing() == counts
    assert (first["children_new"], first["caseload_new"], first["patterns_new"], first["owed_new"]) == (3, 3, 3, 2)
    assert (compared["patterns_new"], compared["owed_new"]) == (3, 2)
    assert not any(number for name, number in first.items() if not name.endswith("_new"))


def test_nothing_is_staged_and_indexes_come_after_the_rows():
    with CaptureQueriesContext(connection) as queries:
        published(everyone())
    said = [one["sql"] for one in queries]
    assert not [one for one in said if "TEMPORARY" in one]
    dropped, inserted, made = (
        [number for number, one in enumerate(said) if words in one]
        for words in ('DROP INDEX "casework_pa', 'INSERT INTO "casework_pattern"', 'CREATE INDEX "casework_pa')
    )
    assert max(dropped) < min(inserted) and max(inserted) < min(made)
    with CaptureQueriesContext(connection) as queries:
        published(everyone())
    assert [one for one in queries if "TEMPORARY" in one["sql"]]
    assert not [one for one in queries if one["sql"].startswith("DROP INDEX")]


def test_the_indexes_are_those_that_were_there():
    before = indexes()
    assert len(before) > 10
    published(everyone())
    assert indexes() == before


def test_a_row_that_comes_twice_stops_it_and_leaves_the_database_as_it_was():
    before = indexes()
    with pytest.raises(IntegrityError), transaction.atomic():
        published(sweep([child("Patient/1")], [spell("Patient/1"), spell("Patient/1")]))
    assert indexes() == before
    assert not Child.objects.exists()


def test_indexes_are_away_only_within_the_block():
    before = indexes()
    with rebuilt([Service, Child]):
        assert not [one for one in indexes() if one[0] == "casework_child" and one[2]]
    assert indexes() == before


def test_rows_are_inserted_whole_whatever_their_number():
    for count in (0, 1, 99, 100, 101, 1_000):
        rows = [[f"{count}-{n}" for n in range(count)], [f"Name {n}" for n in range(count)]]
        assert bulk.insert(Service, [rows], ["ref", "name"], {"kind": "gp"}) == count
        assert Service.objects.filter(ref__startswith=f"{count}-", kind="gp").count() == count
    assert Service.objects.get(ref="1000-999").name == "Name 999"


def indexes():
    with connection.cursor() as cursor:
        return cursor.execute(INDEXES).fetchall()


#: Publishes to the workspace's database, and ends without a word after a statement that begins as it is told.
SCRIPT = """
import os, signal, sys
import django; django.setup()
from django.db import connection
from kinsight.casework.migrating import bring_up_to_date
from tests.unit.casework_world import published
from tests.unit.test_first_publication import everyone

def kill_after(execute, sql, params, many, context):
    done = execute(sql, params, many, context)
    if sql.startswith(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return done

with connection.execute_wrapper(kill_after):
    bring_up_to_date() if sys.argv[1] == "migrate" else published(everyone())
"""


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose database is empty."""
    place = tmp_path_factory.mktemp("migrated")
    assert _run(place, "migrate") == 0
    return place


@pytest.mark.parametrize("moment", ['INSERT INTO "casework_owed"', 'CREATE INDEX "casework_pa'])
def test_killed_in_the_middle_the_database_is_whole_and_has_its_indexes(moment: str, migrated: Path, tmp_path: Path):
    place = tmp_path / "killed"
    shutil.copytree(migrated, place)
    assert _run(place, moment) == -signal.SIGKILL
    assert _asked(place, "PRAGMA integrity_check") == [("ok",)]
    assert _asked(place, INDEXES) == _asked(migrated, INDEXES)
    assert _asked(place, "SELECT count(*) FROM casework_child") == [(0,)]
    assert _run(place, "nowhere") == 0
    assert _asked(place, INDEXES) == _asked(migrated, INDEXES)
    assert _asked(place, "SELECT count(*) FROM casework_pattern") == [(3,)]


def _run(workspace: Path, moment: str) -> int:
    environment = os.environ | {"KINSIGHT_WORKSPACE": str(workspace), "DJANGO_SETTINGS_MODULE": "kinsight.web.settings"}
    environment.pop("KINSIGHT_DATABASE", None)
    return subprocess.run([sys.executable, "-c", SCRIPT, moment], cwd=ROOT, env=environment).returncode


def _asked(workspace: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(workspace / "casework.sqlite3")) as con:
        return con.execute(query).fetchall()
