"""A reason that is kept with its author's name, and that somebody else must be able to judge."""

from django import forms

from kinsight.casework.actions.break_glass import can_be_judged


class ReasonField(forms.CharField):
    """`required`: what is said where it is left out; `unclear`: where it is too little to be judged."""

    def __init__(self, *, label: str, help_text: str, required: str, unclear: str) -> None:
        self.unclear = unclear
        errors = {"required": required, "max_length": "The reason must be 1,000 characters or fewer"}
        super().__init__(label=label, help_text=help_text, max_length=1000, error_messages=errors)

    def clean(self, value: object) -> str:
        """Raises ValidationError where nobody else could judge the reason."""
        reason: str = super().clean(value)
        if not can_be_judged(reason):
            raise forms.ValidationError(self.unclear)
        return reason
