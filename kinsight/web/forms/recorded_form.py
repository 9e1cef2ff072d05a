"""Why a recorded fact is withdrawn."""

from django import forms

from kinsight.casework.actions.break_glass import can_be_judged
from kinsight.web.forms.one_time_form import OnceForm


class InErrorForm(OnceForm):
    """A withdrawal of a recorded fact."""

    reason = forms.CharField(
        label="What was wrong with it?",
        max_length=1000,
        help_text="For example, it was written in the wrong child’s record. Your name, this reason and the time are kept.",
        error_messages={
            "required": "Say what was wrong with it",
            "max_length": "The reason must be 1,000 characters or fewer",
        },
    )

    def clean_reason(self) -> str:
        """Raises ValidationError where nobody else could judge the reason."""
        reason: str = self.cleaned_data["reason"]
        if not can_be_judged(reason):
            raise forms.ValidationError("Say what was wrong in a few more words: someone else must be able to judge it")
        return reason
