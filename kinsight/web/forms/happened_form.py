"""The form of "Something happened": what, about whom, how it is known, when, and a note. Nothing need be owed."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kinsight.casework.models import HowKnown
from kinsight.rules.schema import roles
from kinsight.web.forms.choice_field import choice_field
from kinsight.web.forms.cleaned import Cleaned
from kinsight.web.forms.dates import DateInThreeBoxes
from kinsight.web.forms.recording_fields import Choice, RecordingForm, note_field

OTHER = "other"
#: More would be a list to read and no answer.
MOST_MATCHES = 8
_SMALL_WORDS = {
    "a",
    "an",
    "and",
    "the",
    "of",
    "to",
    "is",
    "was",
    "in",
    "or",
    "by",
    "with",
    "at",
    "their",
    "they",
    "them",
}


class HappenedForm(RecordingForm):
    """`most` is what this role meets most; with `all_of_it`, everything else can be searched for by its words."""

    day = "The day it happened"
    concept = forms.ChoiceField(label="What happened?", required=False)
    other = forms.CharField(
        label="If it is something else: type a word or two",
        required=False,
        max_length=200,
        help_text="For example, bruise, school, housing",
    )
    match = forms.ChoiceField(label="Which of these is it?", required=False)
    about = forms.ChoiceField(label="Who is it about?", error_messages={"required": "Select who it is about"})
    how = forms.ChoiceField(
        label="How do you know?", choices=HowKnown.choices, error_messages={"required": "Select how you know"}
    )
    on = DateInThreeBoxes(
        what=day,
        label="When did it happen?",
        error_messages={"required": "Enter the day it happened"},
    )
    note = note_field("What was said or seen, in their own words. It is never printed.")
    field_order = ("concept", "other", "match", "about", "how", "on", "service", "note")

    def __init__(
        self, *args: Any, most: Sequence[Choice], all_of_it: Sequence[Choice], asks_how: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.most, self.all_of_it = most, all_of_it
        self.matches: list[Choice] = []
        more = [(OTHER, "Something else")] if all_of_it else []
        choice_field(self, "concept").choices = [*_options(most), *more]
        choice_field(self, "match").choices = _options(all_of_it)
        self.fields["on"].help_text = f"Today is {self.as_of.day} {self.as_of.month} {self.as_of.year}"
        if not asks_how:
            del self.fields["how"]

    def clean(self) -> Cleaned:
        """`concept` is what was meant in the end, and it can be about this person."""
        cleaned = super().clean() or {}
        cleaned["concept"] = self._meant(cleaned)
        choice, person = self.picked(cleaned, (*self.most, *self.all_of_it))
        if choice and person and not choice.about & person.roles:
            self.add_error("about", f"“{choice.title}” can be recorded about {roles.in_words(sorted(choice.about))}")
        self.check_first(cleaned.get("on"), person)
        return cleaned

    def _meant(self, cleaned: Cleaned) -> str:
        """The one chosen, or the one searched for; both is asked about, so that nothing typed is passed over."""
        chosen, typed = cleaned.get("concept", ""), cleaned.get("other", "")
        if chosen == OTHER or (typed and not chosen):
            return self._searched(cleaned)
        if typed:
            self.add_error("other", "Choose “Something else” above, or empty this")
        elif not chosen and "concept" not in self.errors:
            self.add_error("concept", "Select what happened")
        return str(chosen)

    def _searched(self, cleaned: Cleaned) -> str:
        """The one that was chosen among the matches, or is typed word for word; else the matches are offered."""
        typed, chosen = cleaned.get("other", ""), cleaned.get("match", "")
        self.matches = matching(typed, self.all_of_it)
        exact = next((one.concept for one in self.all_of_it if one.title.casefold() == typed.casefold()), "")
        if not typed:
            self.add_error("other", "Type a word or two of what happened")
        elif not (exact or chosen) and not self.matches:
            self.add_error("other", "Nothing has these words. Try one word, such as bruise or school")
        elif not (exact or chosen in {one.concept for one in self.matches}):
            self.add_error("match", "Select which of these it is, or type other words")
        return exact or chosen


def matching(typed: str, choices: Sequence[Choice]) -> list[Choice]:
    """The choices with most of the typed words in them, best first; small words say nothing."""
    words = [word for word in typed.casefold().split() if word not in _SMALL_WORDS]
    scored = [(sum(word in f"{one.title} {one.hint}".casefold() for word in words), one) for one in choices]
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [one for _, one in best[:MOST_MATCHES]]


def _options(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(choice.concept, choice.title) for choice in choices]
