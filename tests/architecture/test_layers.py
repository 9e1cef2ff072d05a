"""Data flows one way: the import contracts of pyproject.toml hold, and notice when they do not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT

LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """import-linter in a process of its own, on the `kinsight` that lies in `root`."""
    return subprocess.run([sys.executable, "-c", LINT], cwd=root, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rooms' Python files and the contracts, to be spoilt."""
    keep = shutil.ignore_patterns("__pycache__", "templates", "static", "*.sql", "*.yaml")
    shutil.copytree(ROOT / "kinsight", tmp_path / "kinsight", ignore=keep)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_contracts_are_kept() -> None:
    told = lint(ROOT)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "0 broken" in told.stdout


def test_a_copy_is_judged_like_the_original(copy: Path) -> None:
    assert lint(copy).returncode == 0


@pytest.mark.parametrize(
    ("place", "line", "contract"),
    [
        ("kinsight/store/upwards.py", "import kinsight.engine", "Data flows one way"),
        ("kinsight/ingest/sideways.py", "import kinsight.identity", "Data flows one way"),
        ("kinsight/rules/upwards.py", "import kinsight.engine", "Data flows one way"),
        ("kinsight/identity/upwards.py", "import kinsight.engine", "Data flows one way"),
        ("kinsight/engine/upwards.py", "import kinsight.sweep", "Data flows one way"),
        ("kinsight/sweep/upwards.py", "import kinsight.picture", "Data flows one way"),
        ("kinsight/engine/pages.py", "import django.urls", "Django lives above picture only"),
        ("kinsight/picture/pages.py", "import django.urls", "Django lives above picture only"),
        ("kinsight/casework/fast.py", "import numba", "Data engines stay below casework"),
        ("kinsight/web/tables.py", "import duckdb", "Data engines stay below casework"),
        ("kinsight/web/direct.py", "import kinsight.engine.judge", "The site goes down by casework.records alone"),
        (
            "kinsight/casework/direct.py",
            "import kinsight.store.workspace",
            "The site goes down by casework.records alone",
        ),
        ("kinsight/rules/text/upwards.py", "import kinsight.rules.checks", "Inside the rules"),
        ("kinsight/ingest/files/upwards.py", "import kinsight.ingest.load", "Inside ingest"),
        ("kinsight/web/text/circle.py", "import kinsight.web.child.page", "No circles, inside a room either"),
    ],
)
def test_an_import_the_wrong_way_is_noticed(copy: Path, place: str, line: str, contract: str) -> None:
    (copy / place).write_text(f"{line}\n")
    told = lint(copy)
    assert told.returncode == 1
    assert f"{contract} BROKEN" in told.stdout
