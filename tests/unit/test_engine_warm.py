"""The engine is compiled ahead of need, whole, by one command that says how long it takes."""

import json
import os
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from threading import Lock

import duckdb
import pytest
from typer.testing import CliRunner

import kinsight.engine
from kinsight.cli.main import app
from kinsight.engine import code_cache, compiled, judged_cases, notice, warm
from kinsight.engine.database import Duck
from kinsight.engine.judging import Judge
from kinsight.engine.rules import Rules
from kinsight.picture import picture
from kinsight.rules import loading as practice
from kinsight.rules.schema.cases import Bond, Case, Child, Event
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from kinsight.sweep.run import bring_up
from tests.unit import feeds_kit as kit

ROOT = Path(__file__).resolve().parents[2]


def test_every_function_that_python_calls_is_compiled() -> None:
    for module in pkgutil.walk_packages(kinsight.engine.__path__, "kinsight.engine."):
        import_module(module.name)
    names = {name for name in compiled.ENTRIES if name.startswith("kinsight.engine.")}
    warmed = warm.warm()
    assert {
        "kinsight.engine.judge.judge_families.judge_families",
        "kinsight.engine.judge.judge_families.evidence_of",
    } <= names
    assert warmed.compiled + warmed.read >= len(names)


def test_one_that_is_left_out_is_named() -> None:
    try:

        @compiled.entry
        def forgotten(number: int) -> int:
            return number

        with pytest.raises(warm.NotCompiled, match="forgotten"):
            warm.warm()
        forgotten(1)
        warm.warm()
    finally:
        for name in [name for name in compiled.ENTRIES if name.endswith("forgotten")]:
            del compiled.ENTRIES[name]


def test_the_command_says_what_it_did_and_where() -> None:
    warm.warm()
    done = CliRunner().invoke(app, ["engine", "warm"])
    assert done.exit_code == 0, done.output
    assert "The engine is ready" in done.output and str(code_cache.folder()) in done.output.replace("\n", "")
    assert "Compiling" not in done.output
    told = json.loads(CliRunner().invoke(app, ["engine", "warm", "--json"]).stdout)
    assert told["compiled"] + told["read"] >= 6 and told["folder"] == str(code_cache.folder())


def test_it_is_said_before_it_begins_how_long_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    def compiles() -> warm.Warmed:
        notice.compiling()
        notice.compiling()
        return warm.Warmed(6, 0, 21.04, Path("cache"))

    monkeypatch.setattr(notice, "_once", Lock())
    monkeypatch.setattr(warm, "warm", compiles)
    done = CliRunner().invoke(app, ["engine", "warm"])
    assert done.output.count("Compiling") == 1
    assert done.output.index(
        "Compiling the engine: once for each version of Kinsight, about a minute"
    ) < done.output.index("ready")
    assert "6 compiled in 21.0 s, cached in cache" in done.output


def test_what_could_not_be_cached_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "warm", lambda: warm.Warmed(6, 0, 21.0, None))
    done = CliRunner().invoke(app, ["engine", "warm"])
    assert done.exit_code == 1 and "KINSIGHT_COMPILED_CACHE" in done.output


def test_the_judge_runs_uncompiled_for_debuggers() -> None:
    """The same functions, as plain Python, give answers that were worked out by hand."""
    chosen = "two_services or worked_out or evidence_is"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/test_judge.py", "-k", chosen]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "KINSIGHT_UNCOMPILED": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_nothing_is_compiled_once_the_engine_is_warm(tmp_path: Path) -> None:
    """The sweep's way, one child's way, that of a case and that of Spark: each calls with the types that were compiled."""
    warm.warm()
    before = {name: list(entry.signatures) for name, entry in compiled.ENTRIES.items()}
    case = Case(Child("kid", 0), (Bond("kid", "ann", "mother"),), (Event("e", "ann", "bereavement", 9, None, 9),))
    judged_cases.evaluate(practice.load(), [case], 100, 100)
    db = Duck(duckdb.connect())
    judged_cases.load(db, [case], 100, 500)
    Judge(Rules(practice.load())).all(db, threads=2)
    assert db.rows("SELECT count(*) AS n FROM owed")[0]["n"] > 0
    kit.take(tmp_path / "w", kit.MUM, kit.patient("kid"), kit.condition("a", who="Patient/kid"))
    workspace, day = Workspace(tmp_path / "w"), parse("2016-01-01")
    assert bring_up(workspace, day, kit.practice()).counts["owed"] > 0
    assert picture(workspace, "Patient/kid", day, kit.practice())["quiet"]
    assert {name: list(entry.signatures) for name, entry in compiled.ENTRIES.items()} == before


def test_a_command_that_judges_nobody_does_not_load_the_compiler() -> None:
    """It takes a second, at every command."""
    asked = "import sys, kinsight.cli.main; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
