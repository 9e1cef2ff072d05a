"""The form of "Find a child": a name, an NHS number, a date of birth; at least one of them."""

import nhs_number
from django import forms

from kinsight.web.forms.cleaned import Cleaned
from kinsight.web.forms.dates import DateInThreeBoxes


class FindForm(forms.Form):
    """Posted, so that nothing about a child ever stands in an address."""

    name = forms.CharField(label="Name", required=False, max_length=200, help_text="Any part, in any order")
    number = forms.CharField(
        label="NHS number", required=False, max_length=20, help_text="10 digits, for example 999 123 4567"
    )
    born = DateInThreeBoxes(what="The date of birth", label="Date of birth", required=False)

    def clean_number(self) -> str:
        """The ten digits, or nothing. Raises ValidationError."""
        digits = "".join(self.cleaned_data["number"].split()).replace("-", "")
        if digits and not nhs_number.is_valid(digits):
            raise forms.ValidationError("Enter a real NHS number: 10 digits, the last of which checks the others")
        return digits

    def clean(self) -> Cleaned:
        """Raises ValidationError when nothing was typed."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Enter a name, an NHS number or a date of birth")
        return cleaned
