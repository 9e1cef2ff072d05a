"""Decisions not to do what is owed, a few drawn by lot, for a manager or a lead to talk over in supervision."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinsight.casework import access, sampled
from kinsight.web import clock, loaded_knowledge
from kinsight.web.presenters.decision_rows import row
from kinsight.web.staff_request import StaffRequest
from kinsight.web.text import words


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The sample of this week; every child in it is noted as seen."""
    as_of, knowledge = clock.as_of(), loaded_knowledge.knowledge()
    drawn = sampled.sample(request.user, as_of)
    access.seen(request.user, {one.child_id: one.child for one in drawn.decisions}.values(), "decisions")
    context = {
        "rows": [row(one, knowledge, request.staff, as_of) for one in drawn.decisions],
        "among": drawn.among,
        "since": words.short(drawn.since),
        "until": words.short(drawn.until),
    }
    return render(request, "my_work/decisions.html", context)
