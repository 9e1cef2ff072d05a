"""Help lists commands without importing what they need; each is then the command that its module makes."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from kinsight.cli.deferred import Deferred
from kinsight.cli.main import COMMANDS, app

#: What takes long to import: none of it is needed to list commands.
HEAVY = (
    "duckdb",
    "pyarrow",
    "numpy",
    "pydantic",
    "django",
    "numba",
    "polars",
    "kinsight.rules",
    "kinsight.synthetic",
    "splink",
)

#: What takes long to import and has nothing to do with reading knowledge.
STORES = ("duckdb", "pyarrow", "numpy", "django", "numba", "polars", "kinsight.synthetic", "splink")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_the_line_of_help_is_the_commands_own(command: Deferred) -> None:
    own = (command.loaded.help or "").split("\n\n")[0].replace("\n", " ")
    assert (command.loaded.name, own) == (command.name, command.help)


def told(words: list[str], heavy: tuple[str, ...]) -> str:
    """What a command prints in a process of its own, and which of the heavy modules it imported."""
    code = (
        "import sys\nfrom kinsight.cli.main import app\n"
        f"try: app({words!r})\nexcept SystemExit: pass\n"
        f"print('imported:', [name for name in {heavy!r} if name in sys.modules])"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_help_lists_every_command_and_imports_none_of_them() -> None:
    said = told(["--help"], HEAVY)
    assert "imported: []" in said
    assert all(f" {one.name} " in said for one in COMMANDS)


def test_a_rule_is_shown_without_importing_what_stores_and_judges() -> None:
    said = told(["knowledge", "show", "looked-after-now"], STORES)
    assert "Looked after until it ended" in said and "imported: []" in said


def test_a_command_that_is_asked_for_says_what_it_takes() -> None:
    assert "--children" in CliRunner().invoke(app, ["synth", "--help"]).stdout
    assert "check" in CliRunner().invoke(app, ["knowledge", "--help"]).stdout


def test_a_word_that_is_no_command_is_refused() -> None:
    ran = CliRunner().invoke(app, ["sweeep"])
    assert ran.exit_code == 2 and "sweep" in ran.output
