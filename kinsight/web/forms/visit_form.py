"""The form of a visit: every question that is owed to a family and can be asked there, once for each whom it is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from kinsight.casework.models import Child
from kinsight.rules.schema.questions import Question
from kinsight.web.forms.cleaned import Cleaned
from kinsight.web.forms.dates import DateInThreeBoxes
from kinsight.web.forms.recording_fields import Choice, DatedForm, Someone, note_field
from kinsight.web.text.words import listed

NOT_NOW = "Not this time"
_NOTE = "What matters for the next person who opens this record. Family members may ask to read it."


@dataclass(frozen=True)
class Asked:
    """A question about one person. `child`: in whose record it is written; `expectation`: what it answers first, if it is owed."""

    field: str
    child: Child
    person: Someone
    choices: Sequence[Choice]
    expectation: str

    @property
    def of_child(self) -> bool:
        """Whether it is about the child itself."""
        return "self" in self.person.roles

    @property
    def label(self) -> str:
        """Whom it is about, as the form says it."""
        return self.child.name or "The child" if self.of_child else self.person.title


@dataclass(frozen=True)
class Part:
    """One question with those whom it is about. `word` stands for it in the form; `why`: for what it is owed."""

    question: Question
    word: str
    asked: Sequence[Asked]
    why: Sequence[str]

    @property
    def note(self) -> str:
        """The field of its note."""
        return f"note-{self.word}"

    @property
    def children(self) -> list[Asked]:
        """Those of it that are about a child itself."""
        return [one for one in self.asked if one.of_child]

    @property
    def together(self) -> str:
        """The field that answers it for several children at once; empty where it is about one or none."""
        return f"all-{self.word}" if len(self.children) > 1 else ""


def _answer(label: str, choices: Sequence[Choice], none: str) -> forms.ChoiceField:
    options = [("", none), *((one.concept, one.title) for one in choices)]
    return forms.ChoiceField(label=label, required=False, choices=options)


class VisitForm(DatedForm):
    """What is left at `NOT_NOW` is not recorded and stays owed. `parts`: the questions in their order."""

    day = "The day of the visit"
    on = DateInThreeBoxes(
        what=day, label="When was the visit?", error_messages={"required": "Enter the day of the visit"}
    )

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        self.fields["on"].help_text = f"For example, {self.as_of.day} {self.as_of.month} {self.as_of.year}"
        for part in parts:
            if part.together:
                named = listed([one.label for one in part.children])
                self.fields[part.together] = _answer(
                    f"The same for {named}", part.children[0].choices, "Not for all of them"
                )
            for asked in part.asked:
                self.fields[asked.field] = _answer(asked.label, asked.choices, NOT_NOW)
            self.fields[part.note] = note_field(_NOTE)

    def clean(self) -> Cleaned:
        """Something must be answered, on a day on which it can have been."""
        cleaned = super().clean() or {}
        given = list(self.answers(cleaned))
        if not given and not self.errors:
            self.add_error(None, "Answer at least one question: what was not asked stays owed")
        for asked, _, _ in given:
            if "on" not in self.errors:
                self.check_first(cleaned.get("on"), asked.person)
        return cleaned

    def answers(self, cleaned: Cleaned) -> Iterator[tuple[Asked, str, str]]:
        """What was asked of whom, the concept that was chosen, and the note."""
        for part in self.parts:
            for asked in part.asked:
                for_all = cleaned.get(part.together, "") if asked.of_child else ""
                counts = any(one.concept == for_all for one in asked.choices)
                if concept := cleaned.get(asked.field) or (for_all if counts else ""):
                    yield asked, concept, cleaned.get(part.note) or ""
