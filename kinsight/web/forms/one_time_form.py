"""A form that acts once: a token that every showing of the form makes anew, and an answer to "record it again?"."""

import hashlib
import json
import secrets

from django import forms
from django.http import QueryDict

from kinsight.casework.models import RecordedFact


class OnceForm(forms.Form):
    """Base of forms that record something: include `parts/once.html` within the form, and save through `actions.once`.

    `duplicate` is set by the page when the same was recorded within the hour; the form is then shown again with a question.
    """

    token = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)
    duplicate: RecordedFact | None = None
    #: What is sent with a form and is no part of what it says.
    _BESIDE = frozenset({"csrfmiddlewaretoken", "token", "again"})

    def token_value(self) -> str:
        """The token to put in the page: what was sent, so that a corrected form is still the same one; else a new one."""
        sent = self.data.get("token", "") if self.is_bound else ""
        return sent if 0 < len(sent) <= 64 else secrets.token_urlsafe(16)

    def sent_once(self) -> str:
        """What `actions.once` knows this form by: its token and all that it says. Empty without a token.

        A browser that goes back shows the old form with its old token: what is changed there and sent is another act.
        """
        token = self.cleaned_data["token"]
        assert isinstance(self.data, QueryDict)  # as it was sent: a draft that is offered again is not acted on
        said = sorted((name, values) for name, values in self.data.lists() if name not in self._BESIDE)
        return hashlib.sha256(json.dumps([token, said]).encode()).hexdigest() if token else ""
