"""Why someone needs to see a child who is not on their caseload, and what the lead finds of it."""

from django import forms

from kinsight.casework.actions.break_glass import KINDS, OUTCOMES
from kinsight.web.forms.outcome_form import OutcomeForm
from kinsight.web.forms.reason_field import ReasonField


class OpenForm(forms.Form):
    """Why somebody opens a record outside their caseload."""

    kind = forms.ChoiceField(
        label="What is the reason?",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the reason is"},
    )
    reason = ReasonField(
        label="Why do you need to see this child’s record?",
        help_text="Your name, this reason and the time are kept. The designated professional is told and reviews it.",
        required="Say why you need to see this child’s record",
        unclear="Say why in a few more words: someone else must be able to judge the reason",
    )


class ReviewForm(OutcomeForm):
    """What the designated professional found of an opening."""

    outcomes = tuple(OUTCOMES.items())
    followed = frozenset({"not-justified"})
    asks = "What you asked and were told"
    hint = "Needed where there was no good reason: what is being done about it, and by whom."
    unclear = "Say in a few words what is being followed up, and by whom"
