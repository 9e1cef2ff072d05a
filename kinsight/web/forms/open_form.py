"""Why someone needs to see a child who is not on their caseload, and what the lead finds of it."""

from django import forms

from kinsight.casework.actions.break_glass import KINDS, OUTCOMES, can_be_judged
from kinsight.web.forms.cleaned import Cleaned
from kinsight.web.forms.reason_field import ReasonField


class OpenForm(forms.Form):
    """Why somebody opens a record outside their caseload."""

    kind = forms.ChoiceField(
        label="What is the reason?",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the reason is"},
    )
    reason = ReasonField(
        label="Why do you need to see this child’s record?",
        help_text="Your name, this reason and the time are kept. The designated professional is told and reviews it.",
        required="Say why you need to see this child’s record",
        unclear="Say why in a few more words: someone else must be able to judge the reason",
    )


class ReviewForm(forms.Form):
    """What the designated professional found of an opening."""

    outcome = forms.ChoiceField(
        label="What did you find?",
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you found"},
    )
    note = forms.CharField(
        label="What you asked and were told",
        required=False,
        max_length=1000,
        help_text="Needed where there was no good reason: what is being done about it, and by whom.",
        error_messages={"max_length": "The note must be 1,000 characters or fewer"},
    )

    def clean(self) -> Cleaned:
        """Where there was no good reason, what is being done about it must be said."""
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == "not-justified" and not can_be_judged(cleaned.get("note", "")):
            self.add_error("note", "Say in a few words what is being followed up, and by whom")
        return cleaned
