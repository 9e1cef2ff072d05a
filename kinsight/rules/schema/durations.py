"""Lengths of time as practice writes them (`5d`, `12w`, `6m`, `18y`), and what they are in days."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from kinsight.store.days import FOREVER

#: Days of a unit. A month is a twelfth of a year of 365.25 days.
UNITS = {"d": Decimal(1), "w": Decimal(7), "m": Decimal("30.4375"), "y": Decimal("365.25")}
NAMES = {"d": "day", "w": "week", "m": "month", "y": "year"}
LENGTH = r"^\d+[dwmy]$"
#: A length that is not nought.
PERIOD = r"^[1-9]\d*[dwmy]$"
AGE = r"^-?\d+[dwmy]$"
LASTS = r"^(\d+[dwmy]|while-open|ever)$"
WORTH = r"^(\d+[dwmy]|ever)$"

WHILE_OPEN = "while-open"
EVER = "ever"
#: How `while-open` is written where `lasts` is a number of days.
OPEN = -1


@cache
def days(text: str) -> int:
    """Days of a length or an age, halves rounded away from nought; ValueError when it is neither."""
    if not re.fullmatch(AGE, text):
        raise ValueError(f"{text!r} is not a length of time: write a number and d, w, m or y, such as 5d or 12m")
    return int((Decimal(text[:-1]) * UNITS[text[-1]]).to_integral_value(ROUND_HALF_UP))


def lasts_days(text: str) -> int:
    """Days that something lasts: `FOREVER` for `ever`, `OPEN` for `while-open`."""
    return {EVER: FOREVER, WHILE_OPEN: OPEN}[text] if text in (EVER, WHILE_OPEN) else days(text)


def whole_months(text: str) -> int:
    """Calendar months of an age in months or years: `2y` → 24."""
    return int(text[:-1]) * {"m": 1, "y": 12}[text[-1]]


def in_words(text: str) -> str:
    """`12m` → `12 months`."""
    number, unit = int(text[:-1]), NAMES[text[-1]]
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
