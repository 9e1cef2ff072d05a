"""One filter, by service, as a form that is sent by GET."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kinsight.web.forms.choice_field import choice_field


class ServiceFilter(forms.Form):
    """Of all the reader's services, or of one; an unknown value is as good as none."""

    service = forms.ChoiceField(label="Service", required=False)

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "service").choices = [("", "All services"), *services]
