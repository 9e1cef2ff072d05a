"""What supervision found of a decision that something owed is not done."""

from django import forms

from kinsight.casework.actions.break_glass import can_be_judged
from kinsight.casework.models import Outcome
from kinsight.web.forms.cleaned import Cleaned


class DecisionReviewForm(forms.Form):
    """The outcome, and in words what is to follow, where something is."""

    outcome = forms.ChoiceField(
        label="What did you find?",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you found"},
    )
    note = forms.CharField(
        label="What you talked over",
        required=False,
        max_length=1000,
        help_text="Needed unless it would be decided so again. It stands on the child’s page with your name.",
        error_messages={"max_length": "What you talked over must be 1,000 characters or fewer"},
    )

    def clean(self) -> Cleaned:
        """Where something is to follow, it must be said so that someone else can judge it."""
        cleaned = super().clean() or {}
        follows = cleaned.get("outcome") in (Outcome.TALK, Outcome.UNDONE)
        if follows and not can_be_judged(cleaned.get("note", "")):
            self.add_error("note", "Say in a few words why, and what is to follow")
        return cleaned
