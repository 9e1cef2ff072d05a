"""The form of "Record what was done": what, about whom, when, and a note."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from kinsight.records.plausible import wrong_day
from kinsight.web.forms.dates import DateInThreeBoxes
from kinsight.web.forms.once import OnceForm
from kinsight.web.words import said


@dataclass(frozen=True)
class Choice:
    """Something that can be recorded. `about` holds the roles it must be about to count; empty: anyone. `hint`: other words for it.

    `of_adults`: a question that is put to adults. `alone`: a question about abuse, put to nobody who may be the cause of it.
    """

    concept: str
    title: str
    about: frozenset[str] = field(default_factory=frozenset)
    hint: str = ""
    of_adults: bool = False
    alone: bool = False


@dataclass(frozen=True)
class Someone:
    """A person it can be about, with every role to the child. `first`: the first day on which something about them can have been.

    `grown`: questions for adults may be put to them. `asked_alone`: so may those about abuse.
    """

    ref: str
    title: str
    roles: frozenset[str]
    first: date | None = None
    grown: bool = True
    asked_alone: bool = True


def fits(choice: Choice, person: Someone) -> bool:
    """Whether what is recorded is something that this person may be asked."""
    return (person.grown or not choice.of_adults) and (person.asked_alone or not choice.alone)


class RecordForm(OnceForm):
    """`choices` and `people` come from what is owed and from the family; a single one needs no question."""

    concept = forms.ChoiceField(label="What was done?", error_messages={"required": "Select what was done"})
    about = forms.ChoiceField(
        label="Whom was it done with or about?", error_messages={"required": "Select whom it was about"}
    )
    on = DateInThreeBoxes(
        what="The day it was done", label="When was it done?", error_messages={"required": "Enter the day it was done"}
    )
    service = forms.ChoiceField(label="For which of your services?", required=False)
    note = forms.CharField(
        label="Note (optional)", required=False, max_length=2000, strip=True,
        help_text="What matters for the next person who opens this record. Family members may ask to read it.",
        error_messages={"max_length": "The note must be 2,000 characters or fewer"},
    )  # fmt: skip

    def __init__(
        self, *args: Any, choices: Sequence[Choice], people: Sequence[Someone], services: Sequence[tuple[str, str]],
        as_of: date, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.choices, self.people, self.as_of = choices, people, as_of
        self.fields["concept"].choices = [(choice.concept, choice.title) for choice in choices]
        self.fields["about"].choices = [(person.ref, person.title) for person in people]
        self.fields["service"].choices = list(services)
        self.fields["on"].help_text = f"For example, {as_of.day} {as_of.month} {as_of.year}"

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.as_of:
            raise forms.ValidationError(f"The day it was done must be today, {said(self.as_of)}, or in the past")
        return on

    def clean(self) -> dict[str, Any]:
        """What is recorded for something owed must be about one of those it is owed for."""
        told = super().clean() or {}
        choice = next((one for one in self.choices if one.concept == told.get("concept")), None)
        person = next((one for one in self.people if one.ref == told.get("about")), None)
        if choice and person and choice.about and not choice.about & person.roles:
            counted = [one.title for one in self.people if one.roles & choice.about]
            self.add_error(
                "about", f"To count, this must be about {' or '.join(counted) or 'someone not recorded yet'}"
            )
        if choice and person and not fits(choice, person):
            self.add_error("about", "This person is not asked that. Ask who may be harmed, alone, and no child")
        if person and person.first and told.get("on"):
            self.check_first(told["on"], person.first)
        return told

    def check_first(self, on: date, first: date) -> None:
        """The same rule as the store's: nothing is recorded that it would refuse."""
        if wrong_day(on, first=first, as_of=self.as_of) == "too-early":
            self.add_error("on", f"The day it was done must be {said(first)} or later for this person: check the year")
