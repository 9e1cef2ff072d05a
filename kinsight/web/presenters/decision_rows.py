"""Decisions in a list: about whom, what was owed, how it ended, and who decided why."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from kinsight.casework.models import Decision, Staff
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.web.presenters import decision_words, rule_titles
from kinsight.web.presenters.child_lists import ChildLine, child_line


@dataclass(frozen=True)
class DecisionRow:
    """One decision. `ending`: how and when; `why`: who, why, until when, and what supervision found; `link`: where that is written down."""

    child: ChildLine
    title: str
    ending: str
    why: str
    reviewed: bool
    link: str


def row(one: Decision, knowledge: Knowledge, staff: Staff, as_of: date) -> DecisionRow:
    """A decision as this member of staff is shown it."""
    ending, why = decision_words.said(one)
    return DecisionRow(
        child=child_line(one.child, as_of, staff),
        title=rule_titles.of_expectation(one.expectation, knowledge),
        ending=ending,
        why=why,
        reviewed=decision_words.reviewed(one) is not None,
        link=reverse("decision-review", args=[one.pk]),
    )
