"""The filters of My work, as a form that is sent by GET: an address that can be kept and says nothing of a child."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kinsight.casework.worklist import AGE_BANDS, ORDERS, STATES
from kinsight.web.forms.choice_field import choice_field

Options = Sequence[tuple[str, str]]


class WorkFilters(forms.Form):
    """Every filter is optional, and an unknown value is as good as none."""

    state = forms.ChoiceField(label="Show", choices=[("", "Everything"), *STATES.items()], required=False)
    owner = forms.ChoiceField(label="Owed by", required=False)
    expectation = forms.ChoiceField(label="What is owed", required=False)
    age = forms.ChoiceField(label="Age of the child", choices=[("", "Any age"), *AGE_BANDS.items()], required=False)
    service = forms.ChoiceField(label="Service", required=False)
    order = forms.ChoiceField(label="Order", choices=list(ORDERS.items()), required=False)

    def __init__(self, *args: Any, owners: Options, expectations: Options, services: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "owner").choices = owners
        choice_field(self, "expectation").choices = [("", "Anything"), *expectations]
        choice_field(self, "service").choices = [("", "All my services"), *services]

    def chosen(self) -> dict[str, str]:
        """The filters that were set and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
