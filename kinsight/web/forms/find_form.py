"""The form of "Find a child": a name, an NHS number, a date of birth; at least one of them."""

import nhs_number
from django import forms

from kinsight.web.forms.birth_date import BirthInThreeBoxes, parted
from kinsight.web.forms.cleaned import Cleaned


class FindForm(forms.Form):
    """Posted, so that nothing about a child ever stands in an address."""

    name = forms.CharField(
        label="Name",
        required=False,
        max_length=200,
        help_text="The child’s or the mother’s: any part, in any order. A date of birth or part of one may follow: Smith 3/2024",
    )
    number = forms.CharField(
        label="NHS number", required=False, max_length=20, help_text="10 digits, for example 999 123 4567"
    )
    born = BirthInThreeBoxes(
        what="The date of birth",
        label="Date of birth",
        required=False,
        help_text="All of it, or a part: the year, month and year, or day and month",
    )

    def clean_number(self) -> str:
        """The ten digits, or nothing. Raises ValidationError."""
        digits = "".join(self.cleaned_data["number"].split()).replace("-", "")
        if digits and not nhs_number.is_valid(digits):
            raise forms.ValidationError("Enter a real NHS number: 10 digits, the last of which checks the others")
        return digits

    def clean(self) -> Cleaned:
        """Raises ValidationError when nothing was typed."""
        cleaned = super().clean() or {}
        self._dated(cleaned)
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Enter a name, an NHS number or a date of birth")
        return cleaned

    def _dated(self, cleaned: Cleaned) -> None:
        """Part the name from a date that was typed beside it; `born_parts`: all that was said of the birth."""
        boxes = cleaned.get("born")
        try:
            cleaned["name"], typed = parted(cleaned.get("name", ""))
        except ValueError:
            self.add_error("name", "Enter a date that is real beside the name, such as 27 3 2026, 3/2026 or 2026")
            return
        cleaned["born_parts"] = [one for one in (boxes, typed) if one]
