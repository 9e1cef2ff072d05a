"""A form that acts once: a token that every showing of the form makes anew, and an answer to "record it again?"."""

import secrets
from typing import Any

from django import forms


class OnceForm(forms.Form):
    """Base of forms that record something: include `parts/once.html` within the form, and save through `actions.once`.

    `duplicate` is set by the page when the same was recorded within the hour; the form is then shown again with a question.
    """

    token = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)
    duplicate: Any = None

    def token_value(self) -> str:
        """The token to put in the page: what was sent, so that a corrected form is still the same one; else a new one."""
        sent = self.data.get("token", "") if self.is_bound else ""
        return sent if 0 < len(sent) <= 64 else secrets.token_urlsafe(16)
