"""Which day the page shows when somebody asks for a day on which nobody knew of the child."""

from datetime import date
from typing import Any

import pytest

from kinsight.picture import ChildUnknown
from kinsight.web.child.replay import read
from kinsight.web.pages import child_page

TODAY = date(2026, 11, 23)


def known_from(first: date) -> Any:
    def sources(ref: str, on: date, own: frozenset[str], past: bool = False) -> dict[str, Any]:
        if on < first:
            raise ChildUnknown("this person is not a child on that day")
        return {"on": on}

    return sources


def test_a_day_before_anybody_knew_the_child_shows_today_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_page, "sources", known_from(date(2026, 1, 1)))
    seen, told = child_page.looked_at("Patient/1", read({"as_of": "2025-06-01"}, TODAY))
    assert told == {"on": TODAY} and not seen.past
    assert seen.error == "No service knew of this child on that day"


def test_a_day_on_which_the_child_was_known_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_page, "sources", known_from(date(2026, 1, 1)))
    seen, told = child_page.looked_at("Patient/1", read({"as_of": "2026-06-01"}, TODAY))
    assert told == {"on": date(2026, 6, 1)} and seen.past and not seen.error


def test_a_child_unknown_today_is_not_hidden_behind_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_page, "sources", known_from(date(2027, 1, 1)))
    with pytest.raises(ChildUnknown):
        child_page.looked_at("Patient/1", read({}, TODAY))
