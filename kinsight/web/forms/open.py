"""Why someone needs to see a child who is not on their caseload."""

from django import forms


class OpenForm(forms.Form):
    reason = forms.CharField(
        label="Why do you need to see this child’s record?", min_length=10, max_length=1000,
        help_text="Your name, this reason and the time are kept, and the designated professional reads them.",
        error_messages={
            "required": "Say why you need to see this child’s record",
            "min_length": "Say why in a few more words: someone else must be able to judge the reason",
            "max_length": "The reason must be 1,000 characters or fewer",
        },
    )  # fmt: skip
