"""What was never answered stays on the child's page: the last year's at hand, older ones folded, and no button as if it were still owed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.child_page import as_of, html, seen, sources

TODAY = as_of("disclosure")


def page(*days_ago: int, past: bool = False) -> str:
    """A page on which one thing after another was never answered."""
    found = sources("disclosure")
    first = found["picture"]["owed"][0]
    for nth, ago in enumerate(days_ago):
        lapsed = (TODAY - timedelta(days=ago)).isoformat()
        said: dict[str, Any] = {"state": "lapsed", "met_on": None, "lapsed_on": lapsed, "overdue_since": None}
        found["picture"]["never_answered"].append(
            {**first, **said, "expectation": f"thing-{nth}", "title": f"Thing {nth}"}
        )
    query = {} if not past else {"as_of": (TODAY - timedelta(days=1)).isoformat()}
    return html(seen("disclosure", found, **query))


def test_the_last_years_are_at_hand_and_older_ones_are_folded() -> None:
    shown = page(30, 800, 900)
    at_hand, _, folded = shown.partition("Longer ago than a year (2)")
    assert "Never answered (3)" in at_hand and "Thing 0" in at_hand
    assert "Thing 1" in folded and "Thing 1" not in at_hand


def test_nothing_is_folded_where_nothing_is_old() -> None:
    assert "Longer ago than a year" not in page(30)


@pytest.mark.parametrize("past", [False, True])
def test_only_of_today_is_it_said_that_it_can_still_be_recorded(past: bool) -> None:
    assert ("can still be recorded" in page(30, past=past)) is not past
