"""Why something owed is not done, and when somebody looks at it again."""

from datetime import date
from typing import Any

from django import forms

from kinsight.casework.actions.decide import review_days
from kinsight.casework.models import Ending
from kinsight.web.forms.dates import DateInThreeBoxes
from kinsight.web.forms.one_time_form import OnceForm
from kinsight.web.forms.reason_field import ReasonField
from kinsight.web.text.words import said


class DecideForm(OnceForm):
    """A decision about something owed."""

    day = "The day to look at it again"
    ending = forms.ChoiceField(
        label="Why is it not done?",
        choices=Ending.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it is not done"},
    )
    reason = ReasonField(
        label="What led to this?",
        help_text="Your name, this reason and the day stand on the child’s page. Family members may ask to read it.",
        required="Say what led to this",
        unclear="Say what led to this in a few more words: someone else must be able to judge it",
    )
    on = DateInThreeBoxes(
        what=day,
        label="When will you look at it again?",
        error_messages={"required": "Enter the day to look at it again"},
    )
    field_order = ("ending", "reason", "on")

    def __init__(self, *args: Any, as_of: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = review_days(as_of)
        self.fields["on"].help_text = "On that day it is back on the list. Something new brings it back at once."

    def clean_on(self) -> date:
        """A day from tomorrow up to a year from now. Raises ValidationError."""
        on: date = self.cleaned_data["on"]
        if not self.first <= on <= self.last:
            raise forms.ValidationError(f"{self.day} must be between {said(self.first)} and {said(self.last)}")
        return on
