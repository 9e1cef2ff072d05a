"""The form of "Record what was done": what, about whom, when, and a note."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kinsight.web.forms.choice_field import choice_field
from kinsight.web.forms.cleaned import Cleaned
from kinsight.web.forms.dates import DateInThreeBoxes
from kinsight.web.forms.recording_fields import Choice, RecordingForm, fits, note_field


class RecordForm(RecordingForm):
    """`choices` and `people` come from what is owed and from the family; a single one needs no question."""

    day = "The day it was done"
    concept = forms.ChoiceField(label="What was done?", error_messages={"required": "Select what was done"})
    about = forms.ChoiceField(
        label="Whom was it done with or about?", error_messages={"required": "Select whom it was about"}
    )
    on = DateInThreeBoxes(what=day, label="When was it done?", error_messages={"required": "Enter the day it was done"})
    note = note_field("What matters for the next person who opens this record. Family members may ask to read it.")
    field_order = ("concept", "about", "on", "service", "note")

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        choice_field(self, "concept").choices = [(choice.concept, choice.title) for choice in choices]
        self.fields["on"].help_text = f"For example, {self.as_of.day} {self.as_of.month} {self.as_of.year}"

    def clean(self) -> Cleaned:
        """What is recorded for something owed must be about one of those it is owed for."""
        cleaned = super().clean() or {}
        choice, person = self.picked(cleaned, self.choices)
        if choice and person and choice.about and not choice.about & person.roles:
            counted = [one.title for one in self.people if one.roles & choice.about]
            self.add_error(
                "about", f"To count, this must be about {' or '.join(counted) or 'someone not recorded yet'}"
            )
        if choice and person and not fits(choice, person):
            self.add_error("about", "This person is not asked that. Ask who may be harmed, alone, and no child")
        self.check_first(cleaned.get("on"), person)
        return cleaned
