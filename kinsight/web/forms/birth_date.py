"""A date of birth, or a part of one, as people write it: in three boxes, or beside a name."""

import re
from calendar import isleap

from django import forms

from kinsight.casework.finding import Born
from kinsight.web.forms.dates import PARTS, NhsDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    "aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_APART = r"[\s./\-]+"
#: 3 May 2024 and 3 May; May 2024; numbers with something between them. A month's name alone may be a girl's.
_WRITTEN = [
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_APART}(?P<month>{_NAMED})\b\.?(?:{_APART}(?P<year>\d{{4}}|\d\d)\b)?", re.I),
    re.compile(rf"\b(?P<month>{_NAMED})\b\.?{_APART}(?P<year>\d{{4}})\b", re.I),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}}){_APART}(?P<month>\d{{1,2}}){_APART}(?P<year>\d{{4}}|\d\d)\b"),
    re.compile(rf"\b(?P<month>\d{{1,2}}){_APART}(?P<year>\d{{4}})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}}){_APART}(?P<month>0?[1-9]|1[0-2])\b"),
    re.compile(rf"\b(?P<month>\d{{1,2}}){_APART}(?P<year>\d\d)\b"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)\b"),
]  # fmt: skip


def parted(typed: str) -> tuple[str, Born | None]:
    """What is left of a name without the date beside it, and the date. Raises ValueError where there is no such day."""
    for pattern in _WRITTEN:
        if match := pattern.search(typed):
            rest = f"{typed[: match.start()]} {typed[match.end() :]}"
            return " ".join(rest.split()), real(**match.groupdict())
    return typed, None


def real(day: str | None = None, month: str | None = None, year: str | None = None) -> Born:
    """The date of these parts as typed. Raises ValueError where there is none."""
    born = Born(_year(year), _month(month), int(day) if day else None)
    longest = (31, 29 if born.year is None or isleap(born.year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if born.year is not None and not 1900 <= born.year <= 2999:
        raise ValueError("no such year")
    if born.month is not None and not 1 <= born.month <= 12:
        raise ValueError("no such month")
    if born.day is not None and not 1 <= born.day <= longest[(born.month or 1) - 1]:
        raise ValueError("no such day")
    return born


def _year(typed: str | None) -> int | None:
    """Of two digits a year of this century: whoever is looked for is a child."""
    return (2000 if len(typed) == 2 else 0) + int(typed) if typed else None


def _month(typed: str | None) -> int | None:
    if not typed:
        return None
    return int(typed) if typed.isdecimal() else _MONTHS.index(typed[:3].casefold()) + 1


class BirthInThreeBoxes(forms.Field):
    """All of a date of birth, or a part. `what` names it in an error."""

    widget = NhsDate

    def __init__(self, *, what: str, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]  # passed on as it came
        self.what = what

    def to_python(self, value: dict[str, str] | None) -> Born | None:
        """The parts; None for three empty boxes. Raises ValidationError where they are no date, or a day without its month."""
        if not value or not any(value.values()):
            return None
        if value["day"] and not value["month"]:
            raise forms.ValidationError(f"{self.what} must include a month")
        if value["month"] and not (value["day"] or value["year"]):
            raise forms.ValidationError(f"{self.what} must include a day or a year")
        if value["year"] and not (value["year"].isdecimal() and len(value["year"]) in (2, 4)):
            raise forms.ValidationError(f"{self.what} must have a year of 4 digits, such as 2026")
        try:
            return real(**{part: value[part] for part in PARTS})
        except ValueError:
            raise forms.ValidationError(f"{self.what} must be a real date, such as 27 3 2026, or part of one") from None
