"""Decisions not to do what is owed, a few drawn by lot, for a manager or a lead to talk over in supervision."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kinsight.casework import access, sampled
from kinsight.casework.models import Decision
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.web import clock, loaded_knowledge
from kinsight.web.presenters import decision_words
from kinsight.web.presenters.child_lists import ChildLine, child_line
from kinsight.web.staff_request import StaffRequest
from kinsight.web.text import words


@dataclass(frozen=True)
class DecisionRow:
    """One decision: about whom, what was owed, how it ended and when, and who decided why and until when. `link`: where it is looked at."""

    child: ChildLine
    title: str
    ending: str
    why: str
    reviewed: bool
    link: str


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The sample of this week; every child in it is noted as seen."""
    as_of, knowledge = clock.as_of(), loaded_knowledge.knowledge()
    drawn = sampled.sample(request.user, as_of)
    access.seen(request.user, {one.child_id: one.child for one in drawn.decisions}.values(), "decisions")
    return render(request, "my_work/decisions.html", {
        "rows": [row(one, knowledge, request) for one in drawn.decisions], "among": drawn.among,
        "since": words.short(drawn.since), "until": words.short(drawn.until),
    })  # fmt: skip


def row(one: Decision, knowledge: Knowledge, request: StaffRequest) -> DecisionRow:
    """A decision in words, as the reader is shown it."""
    item = knowledge.expectations.get(one.expectation)
    title = item.title if item else words.plain(one.expectation)
    ending, why = decision_words.said(one)
    line, link = child_line(one.child, clock.as_of(), request.staff), reverse("decision-review", args=[one.pk])
    return DecisionRow(line, title, ending, why, decision_words.reviewed(one) is not None, link)
