"""What the forms that record something share: what can be recorded, about whom, for which service, and a day that can have been."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from kinsight.store.plausible import wrong_day
from kinsight.web.forms.choice_field import choice_field
from kinsight.web.forms.cleaned import Cleaned
from kinsight.web.forms.one_time_form import OnceForm
from kinsight.web.text.words import said


@dataclass(frozen=True)
class Choice:
    """Something that can be recorded. `about` holds the roles it must be about to count; empty: anyone. `hint`: other words for it.

    `of_adults`: a question that is put to adults. `alone`: a question about abuse, put to nobody who may be the cause of it; of the child
    it may be where it is not put to adults only.
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
    safe = person.asked_alone or ("self" in person.roles and not choice.of_adults)
    return (person.grown or not choice.of_adults) and (safe or not choice.alone)


class DatedForm(OnceForm):
    """A form with the fields `on` and `service`; `day` names in its errors the day that is asked for."""

    day = "The day"
    service = forms.ChoiceField(label="For which of your services?", required=False)

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], as_of: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_of = as_of
        choice_field(self, "service").choices = list(services)

    def clean_on(self) -> date:
        """A day up to today. Raises ValidationError."""
        on: date = self.cleaned_data["on"]
        if on > self.as_of:
            raise forms.ValidationError(f"{self.day} must be today, {said(self.as_of)}, or in the past")
        return on

    def check_first(self, on: date | None, person: Someone | None) -> None:
        """The same rule as the store's: nothing is recorded that it would refuse."""
        first = person.first if person else None
        if on and first and wrong_day(on, first=first, as_of=self.as_of) == "too-early":
            self.add_error("on", f"{self.day} must be {said(first)} or later for this person: check the year")


class RecordingForm(DatedForm):
    """A dated form with the field `about`, and a note."""

    def __init__(self, *args: Any, people: Sequence[Someone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        choice_field(self, "about").choices = [(person.ref, person.title) for person in people]

    def picked(self, cleaned: Cleaned, choices: Iterable[Choice]) -> tuple[Choice | None, Someone | None]:
        """What was chosen among these, and about whom."""
        choice = next((one for one in choices if one.concept == cleaned.get("concept")), None)
        return choice, next((one for one in self.people if one.ref == cleaned.get("about")), None)


def note_field(help_text: str) -> forms.CharField:
    """The field for a note, with what to write in it."""
    return forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=2000,
        strip=True,
        help_text=help_text,
        error_messages={"max_length": "The note must be 2,000 characters or fewer"},
    )
