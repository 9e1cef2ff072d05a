"""A date as three boxes, as the NHS design system asks for it, and as clearly refused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

PARTS = ("day", "month", "year")


class NhsDate(forms.Widget):
    """Reads `name-day`, `name-month`, `name-year`; drawn by the date-input macro."""

    def value_from_datadict(self, data: Mapping[str, str], files: object, name: str) -> dict[str, str]:
        """What was typed into each box."""
        return {part: (data.get(f"{name}-{part}") or "").strip() for part in PARTS}

    def value_omitted_from_data(self, data: Mapping[str, str], files: object, name: str) -> bool:
        """Whether none of the boxes was sent."""
        return not any(f"{name}-{part}" in data for part in PARTS)


class DateInThreeBoxes(forms.Field):
    """A date from day, month and year. `what` names it in the error: "Enter the day it was done"."""

    widget = NhsDate

    def __init__(self, *, what: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.what = what

    def to_python(self, value: dict[str, str] | None) -> date | None:
        """The day; None for three empty boxes. Raises ValidationError where it is none."""
        if not value or not any(value.values()):
            return None
        if missing := [part for part in PARTS if not value[part]]:
            raise forms.ValidationError(f"{self.what} must include a {' and a '.join(missing)}")
        return self.real(value)

    def real(self, value: dict[str, str]) -> date:
        """The day of three boxes that are all filled. Raises ValidationError where there is none."""
        if value["year"].isdecimal() and len(value["year"]) != 4:
            raise forms.ValidationError(f"{self.what} must have a year of 4 digits, such as 2026")
        try:
            return date(int(value["year"]), int(value["month"]), int(value["day"]))
        except ValueError:
            raise forms.ValidationError(f"{self.what} must be a real date, such as 27 3 2026") from None

    def prepare_value(self, value: date | dict[str, str] | None) -> dict[str, str]:
        """A date as its three boxes; what was typed stays as typed."""
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return value or {}
