"""Whom a sweep judges is decided from what the results rest on and what is asked for, and the reason is said."""

from dataclasses import replace

import pytest

from kinsight.engine.families.inputs import SEASON
from kinsight.sweep.plan import Basis, Changes, Nothing, Whole, plan

LAST = Basis(program="p", knowledge="k", as_of=20_000, load=7)


def test_what_is_the_very_answer_judges_nobody() -> None:
    assert plan(LAST, LAST) == Nothing()


@pytest.mark.parametrize(
    "now", [replace(LAST, load=9), replace(LAST, as_of=20_001), replace(LAST, load=8, as_of=20_001)]
)
def test_later_loads_and_days_judge_whom_they_concern(now: Basis) -> None:
    assert plan(LAST, now) == Changes(since_load=7, since_day=20_000)


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (replace(LAST, program="q"), "Kinsight itself changed"),
        (replace(LAST, knowledge="l", load=9), "the knowledge changed: version l, before it k"),
        (replace(LAST, load=6), "the records went back: their newest load is 6, and 7 was swept"),
        (replace(LAST, as_of=19_999), "an earlier day was asked for: 2024-10-03, and the last one was 2024-10-04"),
        (
            replace(LAST, as_of=20_000 + SEASON),
            "what is owed again and again was worked out up to a day that is too near by now",
        ),
    ],
)
def test_anything_else_judges_everyone_and_says_why(now: Basis, reason: str) -> None:
    assert plan(LAST, now) == Whole(reason)
