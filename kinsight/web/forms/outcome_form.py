"""What somebody found who looked at what another did, and in words what is to follow."""

from typing import Any, ClassVar

from django import forms

from kinsight.casework.actions.break_glass import can_be_judged
from kinsight.web.forms.choice_field import choice_field
from kinsight.web.forms.cleaned import Cleaned
from kinsight.web.forms.work_form import Options


class OutcomeForm(forms.Form):
    """Base of such forms: what can be found, of which of it something must follow, and the words around the note."""

    outcomes: ClassVar[Options]
    followed: ClassVar[frozenset[str]]
    asks: ClassVar[str]
    hint: ClassVar[str]
    unclear: ClassVar[str]

    outcome = forms.ChoiceField(
        label="What did you find?", widget=forms.RadioSelect, error_messages={"required": "Select what you found"}
    )
    note = forms.CharField(
        required=False, max_length=1000, error_messages={"max_length": "The note must be 1,000 characters or fewer"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "outcome").choices = list(self.outcomes)
        self.fields["note"].label, self.fields["note"].help_text = self.asks, self.hint

    def clean(self) -> Cleaned:
        """Where something is to follow, it must be said so that someone else can judge it."""
        cleaned = super().clean() or {}
        if cleaned.get("outcome") in self.followed and not can_be_judged(cleaned.get("note", "")):
            self.add_error("note", self.unclear)
        return cleaned
