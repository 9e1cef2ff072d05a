"""What somebody who may belong to a child's family is to the child, or that they do not belong to it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kinsight.casework.models import HowKnown, Tie
from kinsight.web.forms.choice_field import choice_field
from kinsight.web.forms.one_time_form import OnceForm
from kinsight.web.forms.recording_fields import note_field

#: How one can know who belongs to a family; what is only alleged makes nobody a relative.
_KNOWN = [(value, words) for value, words in HowKnown.choices if value != HowKnown.ALLEGED]


class BelongsForm(OnceForm):
    """About one of `people` (word, name): the word stands for a person's reference, which no page may hold."""

    about = forms.ChoiceField(
        label="Who do you mean?", widget=forms.RadioSelect, error_messages={"required": "Select who you mean"}
    )
    tie = forms.ChoiceField(
        label="What are they to the child?",
        choices=Tie.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what they are to the child, or that they are not part of this family"},
    )
    how = forms.ChoiceField(
        label="How do you know?",
        choices=_KNOWN,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how you know"},
    )
    service = forms.ChoiceField(label="For which of your services?", required=False)
    note = note_field("What was said or seen. Family members may ask to read it. It is never printed.")

    def __init__(
        self, *args: Any, people: Sequence[tuple[str, str]], services: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "about").choices = list(people)
        choice_field(self, "service").choices = list(services)
