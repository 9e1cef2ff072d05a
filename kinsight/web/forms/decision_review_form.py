"""What supervision found of a decision that something owed is not done."""

from kinsight.casework.models import Outcome
from kinsight.web.forms.outcome_form import OutcomeForm


class DecisionReviewForm(OutcomeForm):
    """The outcome, and what was talked over."""

    outcomes = tuple(Outcome.choices)
    followed = frozenset({Outcome.TALK.value, Outcome.UNDONE.value})
    asks = "What you talked over"
    hint = "Needed unless it would be decided so again. Your name and this stand beside the decision."
    unclear = "Say in a few words why, and what is to follow"
