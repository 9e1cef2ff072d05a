"""Parameters of the NHS form components from a bound field of a Django form."""

from collections.abc import Iterable, Mapping
from typing import cast

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField, ChoiceField

from kinsight.web.forms.recording_fields import Choice

#: What a macro of the design system takes, by name; whatever a template adds goes with it.
Params = dict[str, object]


def errors_of(form: BaseForm) -> list[Params]:
    """The error summary's list: each error points at its field, or at the form when it belongs to none."""
    return [
        {"text": str(error), "href": f"#{anchor(form, name)}"}
        for name, errors in form.errors.items()
        for error in errors
    ]


def anchor(form: BaseForm, name: str) -> str:
    """Where a click on the error goes: the field; of a date its day, of radios the first."""
    if name == NON_FIELD_ERRORS:
        return "form"
    kind = form.fields[name].widget.__class__.__name__
    return f"{form[name].auto_id}{'-day' if kind == 'NhsDate' else ''}"


def params(field: BoundField, **more: object) -> Params:
    """Label, hint, value and error of one field."""
    return {
        "id": field.auto_id,
        "name": field.html_name,
        "label": {"text": str(field.label), "classes": "nhsuk-u-font-weight-bold"},
        "value": shown(field),
        **hint_and_error(field),
        **more,
    }


def hint_and_error(field: BoundField) -> Params:
    """The hint and the first error of a field, where it has them."""
    hint: Params = {"hint": {"text": str(field.help_text)}} if field.help_text else {}
    return hint | ({"errorMessage": {"text": str(field.errors[0])}} if field.errors else {})


def shown(field: BoundField) -> str:
    """What stands in the field now; a password is never sent back."""
    value = field.value()
    secret = getattr(field.field.widget, "input_type", "") == "password"
    return "" if value is None or secret else str(value)


def radios(field: BoundField, options: Iterable[tuple[str, str]] | None = None, **more: object) -> Params:
    """Radios under a legend. The first radio has the field's id, so the group itself has none: a label finds its radio."""
    shared = params(field)
    del shared["id"], shared["label"]
    return {"idPrefix": field.auto_id, **shared, "items": items(field, options), "fieldset": legend(field), **more}


def select(field: BoundField, options: Iterable[tuple[str, str]] | None = None, **more: object) -> Params:
    """One choice of a list that opens."""
    return {**params(field), "items": items(field, options), **more}


def items(field: BoundField, options: Iterable[tuple[str, str]] | None) -> list[Params]:
    """The choices of a field, or these, with the one that stands in it marked as chosen."""
    chosen = shown(field)
    return [option(value, text, chosen) for value, text in options or choices_of(field)]


def choices_of(field: BoundField) -> Iterable[tuple[str, str]]:
    """What the field lets choose from."""
    assert isinstance(field.field, ChoiceField)
    # What is read is pairs; Django's types name all that may be set.
    return cast(Iterable[tuple[str, str]], field.field.choices)


def pairs(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """Choices of the records as options."""
    return [(choice.concept, choice.title) for choice in choices]


def legend(field: BoundField) -> Params:
    """The label of a group of boxes or radios."""
    return {"legend": {"text": str(field.label), "classes": "nhsuk-fieldset__legend--s"}}


def option(value: str, text: str, chosen: str) -> Params:
    """One choice; `chosen` is the value that stands in the field."""
    on = str(value) == chosen
    return {"value": str(value), "text": str(text), "selected": on, "checked": on}


def date(field: BoundField, **more: object) -> Params:
    """Three boxes: day, month, year."""
    parts = field.value() or {}
    boxes = [box(field, part, parts) for part in ("day", "month", "year")]
    return {"id": field.auto_id, "items": boxes, **hint_and_error(field), "fieldset": legend(field), **more}


def box(field: BoundField, part: str, parts: Mapping[str, str]) -> Params:
    """One of the three boxes of a date; `parts`: what was typed into each."""
    width = "nhsuk-input--width-4" if part == "year" else "nhsuk-input--width-2"
    error = " nhsuk-input--error" if field.errors else ""
    return {
        "id": f"{field.auto_id}-{part}",
        "name": f"{field.html_name}-{part}",
        "label": part.capitalize(),
        "classes": width + error,
        "value": parts.get(part, ""),
    }
