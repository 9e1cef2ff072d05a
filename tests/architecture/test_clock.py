"""Nobody below the command line and the site asks what day it is: the day is handed down, or replay would lie.

Casework keeps instants (when an audit row was written, until when a door stands open): there `timezone.now()` is an
instant and may be read, and a day never.
"""

import ast
import re

import pytest

from tests.architecture.repository import ROOT, Module, modules

ABOVE = ("cli", "web")
INSTANTS = ("casework",)
CLOCKS = {"today", "now", "utcnow", "localdate", "localtime", "gmtime"}
SQL_CLOCK = re.compile(
    r"\bcurrent_(date|timestamp)\b|\blocaltimestamp\b|\b(now|today|get_current_timestamp)\s*\(", re.I
)


def clocks(module: Module) -> list[str]:
    """Every place of a module that reads the clock for a day."""
    tree = module.tree
    docs = {id(text) for text in docstrings(tree)}
    found = [node for node in ast.walk(tree) if id(node) not in docs and reads_clock(node)]
    if module.room in INSTANTS:
        found = [node for node in found if not is_instant(node)] + days_of_instants(tree)
    return sorted(f"{module.place}:{node.lineno}" for node in found)  # type: ignore[attr-defined]


def reads_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in CLOCKS
    if isinstance(node, ast.ImportFrom):
        return any(name.name in CLOCKS for name in node.names)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_CLOCK.search(node.value) is not None


def docstrings(tree: ast.Module) -> list[ast.expr]:
    """Bare strings: words for people."""
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]


def is_instant(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "now" and ast.unparse(node.value) == "timezone"


def days_of_instants(tree: ast.Module) -> list[ast.AST]:
    """`timezone.now().date()`, and date columns that fill themselves."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if made_a_day(call) or fills_itself(call)]


def made_a_day(call: ast.Call) -> bool:
    return ast.unparse(call.func) in ("timezone.now().date", "timezone.localtime().date")


def fills_itself(call: ast.Call) -> bool:
    named = {keyword.arg for keyword in call.keywords}
    return ast.unparse(call.func).endswith("DateField") and bool(named & {"auto_now", "auto_now_add"})


def test_no_room_below_cli_and_web_asks_for_the_day() -> None:
    judged = [module for module in modules("kinsight") if module.room not in ABOVE]
    assert {module.room for module in judged} >= {
        "store",
        "rules",
        "ingest",
        "identity",
        "engine",
        "sweep",
        "casework",
        "insight",
    }
    assert [said for module in judged for said in clocks(module)] == []


def test_no_statement_asks_for_the_day() -> None:
    paths = sorted((ROOT / "kinsight").rglob("*.sql"))
    assert paths
    assert [path.name for path in paths if SQL_CLOCK.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "line",
    [
        "day = date.today()",
        "at = datetime.now(UTC)",
        "from django.utils.timezone import localdate",
        "day = timezone.localdate()",
        "q = 'SELECT * FROM event WHERE known <= current_date'",
        "q = f'SELECT now() AS {x}'",
        "default = date.today",
    ],
)
def test_the_clock_is_noticed(line: str) -> None:
    assert clocks(Module("kinsight/sweep/run.py", line))
    assert clocks(Module("kinsight/casework/access.py", line))


def test_instants_are_casework_s_alone() -> None:
    stamp = "until = timezone.now() + OPEN_FOR"
    assert clocks(Module("kinsight/casework/access.py", stamp)) == []
    assert clocks(Module("kinsight/sweep/run.py", stamp))
    assert clocks(Module("kinsight/casework/access.py", "on = timezone.now().date()"))
    assert clocks(Module("kinsight/casework/models.py", "on = models.DateField(auto_now_add=True)"))
    assert clocks(Module("kinsight/casework/models.py", "at = models.DateTimeField(auto_now_add=True)")) == []


def test_words_about_the_clock_are_no_clock() -> None:
    assert clocks(Module("kinsight/sweep/run.py", '"""No today() here, and no current_date."""\nknown_now = 1')) == []
    assert SQL_CLOCK.search("SELECT current_date") and not SQL_CLOCK.search("SELECT e.known FROM now_at, clock")
