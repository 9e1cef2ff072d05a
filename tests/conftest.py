"""What all tests share: random families take as long as they take, on any machine; figures that tests give are printed at the end."""

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "kinsight", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("kinsight")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a test has measured or counted, by `record_property("figures", …)`, on whatever worker it ran."""
    reports = [
        report for told in terminalreporter.stats.values() for report in told if hasattr(report, "user_properties")
    ]
    for line in sorted(
        {str(value) for report in reports for name, value in report.user_properties if name == "figures"}
    ):
        terminalreporter.write_line(line)
