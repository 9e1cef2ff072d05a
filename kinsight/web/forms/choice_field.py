"""A field of a form that is to be chosen from: Django's forms know their fields by name alone."""

from django.forms import BaseForm, ChoiceField


def choice_field(form: BaseForm, name: str) -> ChoiceField:
    """The field of this name, to give it its choices or to read them."""
    field = form.fields[name]
    assert isinstance(field, ChoiceField)
    return field
