"""The site is served as it was told to be, or not at all; and what it keeps is for its owner alone."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.web import startup
from tests.unit import feeds_kit as kit

SECRET = "".join(chr(33 + n) for n in range(startup.SECRET_LENGTH))
Set = Callable[..., list[str]]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Set:
    """What is wrong with a site whose environment is this and nothing else."""
    for name in [name for name in os.environ if name.startswith("KINSIGHT_")]:
        monkeypatch.delenv(name)
    workspace = tmp_path / "w"
    workspace.mkdir(mode=0o700)

    def problems(**values: str) -> list[str]:
        for name, value in values.items():
            monkeypatch.setenv(f"KINSIGHT_{name}", value)
        return startup.problems(workspace)

    return problems


PROXY = {"BEHIND_PROXY": "1", "HOSTS": "kinsight.example"}


@pytest.mark.parametrize(
    "values", [{"LOCAL": "1"}, {"LOCAL": "1", "HOSTS": "localhost"}, PROXY, {**PROXY, "LOCAL": "0"}]
)
def test_a_site_that_was_told_how_it_is_reached_is_served(told: Set, values: dict[str, str]) -> None:
    assert told(**values) == []


@pytest.mark.parametrize("values", [{}, {"LOCAL": "0"}, {"BEHIND_PROXY": "1"}, {"HOSTS": "kinsight.example"}])
def test_one_that_was_not_is_refused_and_it_is_said_what_to_set(told: Set, values: dict[str, str]) -> None:
    (problem,) = told(**values)
    assert all(word in problem for word in ("--local", "KINSIGHT_BEHIND_PROXY=1", "KINSIGHT_HOSTS"))


@pytest.mark.parametrize("more", [{"BEHIND_PROXY": "1"}, {"HOSTS": "kinsight.example"}])
def test_the_local_mode_is_for_this_machine_alone(told: Set, more: dict[str, str]) -> None:
    (problem,) = told(LOCAL="1", **more)
    assert "plain HTTP" in problem


@pytest.mark.parametrize("hosts", ["*", "kinsight.example,*"])
def test_every_host_is_no_host(told: Set, hosts: str) -> None:
    assert ["*" in problem for problem in told(BEHIND_PROXY="1", HOSTS=hosts)] == [True]


@pytest.mark.parametrize("secret", ["", "short", " " * 60, "a" * 60, SECRET[:-1]])
def test_an_empty_or_short_secret_is_refused_and_not_repeated(told: Set, secret: str) -> None:
    (problem,) = told(LOCAL="1", SECRET_KEY=secret)
    assert "KINSIGHT_SECRET_KEY" in problem and (not secret.strip() or secret not in problem)


def test_a_short_one_in_the_workspace_too(told: Set, tmp_path: Path) -> None:
    (tmp_path / "w" / "secret_key").write_text("short")
    (tmp_path / "w" / "secret_key").chmod(0o600)
    assert ["remove it" in problem for problem in told(LOCAL="1")] == [True]
    assert told(LOCAL="1", SECRET_KEY=SECRET) == []


@pytest.mark.parametrize(
    "url, lacks",
    [
        ("", "postgresql://"),
        ("sqlite:///x.db", "postgresql://"),
        ("postgresql://db.example/casework?sslmode=require", "a user"),
        ("postgresql://kin:word@/casework?sslmode=require", "a host"),
        ("postgresql://kin:word@db.example?sslmode=require", "a name"),
        ("postgresql://kin:word@db.example/casework", "sslmode"),
        ("postgresql://kin:word@db.example/casework?sslmode=prefer", "sslmode"),
        ("postgresql://kin:word@db.example:port/casework", "a port"),
    ],
)
def test_a_database_without_what_it_needs_is_refused_and_its_password_not_repeated(
    told: Set, url: str, lacks: str
) -> None:
    (problem,) = told(LOCAL="1", DATABASE=url)
    assert lacks in problem and "word@" not in problem


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kin:word@db.example/casework?sslmode=verify-full",
        "postgresql://kin@localhost:5433/casework",
        "postgresql:///casework?host=/run/postgresql&user=kin",
    ],
)
def test_a_database_with_all_it_needs_is_taken(told: Set, url: str) -> None:
    assert told(LOCAL="1", DATABASE=url) == []


@pytest.mark.parametrize("name", ["", "secret_key", "casework.sqlite3", "casework.sqlite3-wal", "records"])
@pytest.mark.parametrize("bit", [stat.S_IRGRP, stat.S_IROTH, stat.S_IWOTH])
def test_files_that_others_may_read_are_refused_with_the_command_that_mends(
    told: Set, tmp_path: Path, name: str, bit: int
) -> None:
    path = tmp_path / "w" / name
    if name:
        path.write_text(SECRET)
        path.chmod(0o600)
    assert told(LOCAL="1") == []
    path.chmod(path.stat().st_mode | bit)
    (problem,) = told()
    subprocess.run(problem.partition("`")[2].rstrip("`").split(), check=True)
    assert told() == []


def test_serve_says_all_that_is_wrong_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Set) -> None:
    told(SECRET_KEY="short")
    (tmp_path / "w" / "HEAD.json").write_text("{}")
    (tmp_path / "w").chmod(0o755)
    ran = CliRunner().invoke(app, ["serve", "--workspace", str(tmp_path / "w")])
    assert ran.exit_code == 2
    assert all(word in ran.output for word in ("--local", "KINSIGHT_SECRET_KEY", "chmod -R go-rwx"))


_COMMAND = [sys.executable, "-c", "import os; os.umask(0o022); from kinsight.cli.main import app; app()"]


def test_whatever_a_command_writes_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Records by DuckDB and Delta Lake, checkpoints, the index, what sweeps keep, the site's database, a backup."""
    kit.write(tmp_path / "feed.ndjson", [kit.MUM, kit.patient("c"), kit.condition("x", who="Patient/c")])
    workspace, archive = str(tmp_path / "w"), tmp_path / "b.tar"
    for words in (["load", str(tmp_path / "feed.ndjson")], ["sweep", "--as-of", "2024-01-01"], ["compact"]):
        subprocess.run([*_COMMAND, *words, "--workspace", workspace, "--json"], check=True, capture_output=True)
    subprocess.run([*_COMMAND, "backup", str(archive), "--workspace", workspace], check=True, capture_output=True)
    there = [tmp_path / "w", archive, *(tmp_path / "w").rglob("*")]
    assert {path.name for path in there} >= {
        "HEAD.json",
        "casework.sqlite3",
        "manifest.json",
        "_delta_log",
        "writing.lock",
    }
    assert [str(path) for path in there if path.stat().st_mode & 0o077] == []


def test_what_is_spilled_is_too(tmp_path: Path) -> None:
    spill = (
        "import os, json, stat; os.umask(0o022); from pathlib import Path; from kinsight.cli import main; main.begin()\n"
        "from kinsight.store import scratch_database\n"
        "with scratch_database.connected('40MB') as con:\n"
        "    con.execute('SET threads = 1')\n"
        "    con.execute('CREATE TABLE t AS SELECT range AS n, md5(range::VARCHAR) AS m FROM range(2_000_000)')\n"
        "    base = Path(con.execute(\"SELECT current_setting('temp_directory')\").fetchone()[0])\n"
        "    print(json.dumps([stat.S_IMODE(p.stat().st_mode) for p in (base, *base.iterdir())]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", spill],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    modes = json.loads(ran.stdout)
    assert len(modes) > 1 and not [mode for mode in modes if mode & 0o077]
