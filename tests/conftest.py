"""What all tests share: random families take as long as they take, on any machine; figures that tests give are printed at the end."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.sqlite3.operations import DatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as examples

examples.register_profile(
    "kinsight", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
examples.load_profile("kinsight")


@pytest.fixture(scope="session", autouse=True)
def emptied_after_a_test() -> Iterator[None]:
    """Django empties the tables after a test of several connections; the audit refuses, so its guards step aside for that."""
    from django.db import connection

    from kinsight.casework import guards

    flush = DatabaseOperations.execute_sql_flush

    def unguarded(self: DatabaseOperations, statements: list[str]) -> None:
        with connection.cursor() as cursor:
            for name in guards.wanted("sqlite"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        flush(self, statements)
        with connection.cursor() as cursor:
            for _, words in guards.wanted("sqlite").values():
                cursor.execute(words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", unguarded)
        yield


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    """Tests sign in without a second factor, as in the demonstration; those about it say otherwise."""
    settings.DEMONSTRATION = True


@pytest.fixture(autouse=True)
def a_command_run_within_a_test_starts_no_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be the test's own database; `test_audit_coverage.py` shows that a command writes down who read."""
    monkeypatch.setattr("kinsight.cli.audits.note_read", lambda *args, **more: None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a test has measured or counted, by `record_property("figures", …)`, on whatever worker it ran."""
    reports = [
        report for told in terminalreporter.stats.values() for report in told if hasattr(report, "user_properties")
    ]
    for line in sorted(
        {str(value) for report in reports for name, value in report.user_properties if name == "figures"}
    ):
        terminalreporter.write_line(line)
