"""Dates, ages and numbers as a person says them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinsight.web.text import words

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(2026, 11, 23), "0 days"),
        (date(2026, 11, 22), "1 day"),
        (date(2026, 11, 10), "13 days"),
        (date(2026, 11, 9), "2 weeks"),
        (date(2026, 9, 29), "7 weeks"),
        (date(2026, 5, 23), "6 months"),
        (date(2025, 1, 24), "21 months"),
        (date(2024, 11, 23), "2 years"),
        (date(2023, 9, 23), "3 years 2 months"),
        (date(2023, 9, 24), "3 years 1 month"),
        (date(2008, 11, 23), "18 years"),
        (date(1990, 1, 1), "36 years"),
    ],
)
def test_age_is_said_in_the_unit_a_person_would_pick(born: date, said: str) -> None:
    assert words.age(born, ON) == said


def test_unborn_says_when_it_is_expected() -> None:
    assert words.age_or_unborn(None, "2027-03-03", ON) == "unborn, expected 3 March 2027"


def test_a_child_is_not_yet_born_when_looked_at_before_its_birth() -> None:
    assert words.age_or_unborn("2026-12-01", None, ON) == "not yet born on that day"
    assert words.age_or_unborn("2026-12-01", "2026-12-05", ON) == "unborn, expected 5 December 2026"


def test_unknown_birth_is_said_not_guessed() -> None:
    assert words.age_or_unborn(None, None, ON) == "age not recorded"


def test_days_of_one_year_say_the_year_once() -> None:
    assert words.days_listed(["2024-05-05", "2024-02-01", "2024-03-03"]) == "1 February, 3 March and 5 May 2024"
    assert words.days_listed(["2023-12-31", "2024-01-01"]) == "31 December 2023 and 1 January 2024"


def test_a_day_twice_is_said_once() -> None:
    assert words.days_listed(["2024-05-05", "2024-05-05"]) == "5 May 2024"


def test_nhs_number_is_spaced_as_on_a_letter() -> None:
    assert words.nhs_number("9434765919") == "943 476 5919"
    assert words.nhs_number(None) == "not recorded"


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Amira Khan", "Amira"),
        ("KHAN, Amira (Miss)", "Amira"),
        ("Amira", "Amira"),
        (None, "the child"),
        ("", "the child"),
    ],
)
def test_first_name(name: str | None, called: str) -> None:
    assert words.first_name(name) == called


def test_languages_have_their_english_name() -> None:
    assert words.language("so") == "Somali"
    assert words.language("pl-PL") == "Polish"
    assert words.language("xx") == "xx"
    assert words.language(None) is None


def test_a_century_of_ages_reads_like_one() -> None:
    assert words.short_age("2026-10-01", ON) == "7w"
    assert words.short_age("2025-10-01", ON) == "13m"
    assert words.short_age("1990-10-01", ON) == "36"
    assert words.short_age(None, ON) == "?"


@given(st.dates(date(1930, 1, 1), ON), st.dates(date(1930, 1, 1), ON))
def test_months_never_run_ahead_of_days(one: date, other: date) -> None:
    start, end = sorted((one, other))
    months = words.whole_months(start, end)
    assert 0 <= months <= (end - start).days / 28
