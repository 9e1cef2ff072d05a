"""The tables of casework. What each field may hold of a person is said in `casework/privacy.py`."""

from kinsight.casework.models.append_only import ChainHead
from kinsight.casework.models.audit import AccessLog, Audit, BreakGlass, BreakGlassReview
from kinsight.casework.models.children import Child, Service
from kinsight.casework.models.decisions import Decision, DecisionReview, Ending, Outcome
from kinsight.casework.models.facts import HowKnown, RecordedFact, SubmittedForm, Tie
from kinsight.casework.models.publications import Owed, Pattern, Publication
from kinsight.casework.models.sign_in import GuessCount
from kinsight.casework.models.staff import Draft, LastLooked, Role, Staff

__all__ = [
    "AccessLog",
    "Audit",
    "BreakGlass",
    "BreakGlassReview",
    "ChainHead",
    "Child",
    "Decision",
    "DecisionReview",
    "Draft",
    "Ending",
    "GuessCount",
    "HowKnown",
    "LastLooked",
    "Outcome",
    "Owed",
    "Pattern",
    "Publication",
    "RecordedFact",
    "Role",
    "Service",
    "Staff",
    "SubmittedForm",
    "Tie",
]
