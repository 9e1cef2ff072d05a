"""Where the site finds its database, its secret and its day."""

import re
import stat
from datetime import date
from pathlib import Path

import pytest

from kinsight.web import environment

PACKAGE = Path(environment.__file__).parents[1]


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path, monkeypatch):
    monkeypatch.delenv("KINSIGHT_SECRET_KEY", raising=False)
    first = environment.secret_key(tmp_path)
    assert environment.secret_key(tmp_path) == first and len(first) > 60
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_given_secret_is_used_and_not_written(tmp_path, monkeypatch):
    monkeypatch.setenv("KINSIGHT_SECRET_KEY", "given")
    assert environment.secret_key(tmp_path) == "given" and not list(tmp_path.iterdir())


def test_without_a_workspace_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.delenv("KINSIGHT_SECRET_KEY", raising=False)
    assert environment.secret_key(tmp_path / "none") and not list(tmp_path.iterdir())


def test_the_database_is_sqlite_in_the_workspace_unless_named(tmp_path, monkeypatch):
    monkeypatch.delenv("KINSIGHT_DATABASE", raising=False)
    assert environment.database(tmp_path)["NAME"] == tmp_path / "casework.sqlite3"
    monkeypatch.setenv("KINSIGHT_DATABASE", "postgresql://kin:p%40ss@db.example:5433/casework?sslmode=require")
    told = environment.database(tmp_path)
    assert (told["HOST"], told["PORT"], told["USER"], told["PASSWORD"]) == ("db.example", "5433", "kin", "p@ss")
    assert told["NAME"] == "casework"
    assert told["OPTIONS"] == {"sslmode": "require", "options": "-c lock_timeout=20s"}, (
        "nobody waits for a lock for ever"
    )


def test_how_long_a_lock_is_waited_for_can_be_set():
    told = environment.postgresql("postgresql:///casework?options=-c%20lock_timeout%3D5s")
    assert told["OPTIONS"]["options"].split(" -c ")[-1] == "lock_timeout=5s"


@pytest.mark.parametrize("said, day", [("2026-11-01", date(2026, 11, 1)), ("", None)])
def test_the_day_can_be_fixed_for_a_demonstration(monkeypatch, said, day):
    monkeypatch.setenv("KINSIGHT_AS_OF", said)
    assert environment.fixed_day() == day


def test_a_site_is_a_demonstration_only_where_it_is_said(monkeypatch):
    monkeypatch.delenv("KINSIGHT_DEMONSTRATION", raising=False)
    assert not environment.demonstration()
    monkeypatch.setenv("KINSIGHT_DEMONSTRATION", "1")
    assert environment.demonstration()


def test_only_the_door_and_the_actions_read_children():
    """Pages go through `access` or `worklist`, never to the tables."""
    tables = re.compile(r"\b(Child|Pattern|Owed)\.(objects|_default_manager)")
    rooms = [PACKAGE / room for room in ("web", "api", "insight")]
    found = [str(f.relative_to(PACKAGE)) for room in rooms for f in room.rglob("*.py") if tables.search(f.read_text())]
    assert found == []
