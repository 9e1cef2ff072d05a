"""Why a recorded fact is withdrawn."""

from kinsight.web.forms.one_time_form import OnceForm
from kinsight.web.forms.reason_field import ReasonField


class InErrorForm(OnceForm):
    """A withdrawal of a recorded fact."""

    reason = ReasonField(
        label="What was wrong with it?",
        help_text="For example, it was written in the wrong child’s record. Your name, this reason and the time are kept.",
        required="Say what was wrong with it",
        unclear="Say what was wrong in a few more words: someone else must be able to judge it",
    )
