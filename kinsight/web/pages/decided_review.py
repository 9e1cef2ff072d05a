"""Write down what supervision found of one decision not to do what is owed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kinsight.casework import access
from kinsight.casework.actions.review_decision import AlreadyReviewed, review_decision
from kinsight.casework.models import Decision, Outcome
from kinsight.web import clock, loaded_knowledge
from kinsight.web.forms.decision_review_form import DecisionReviewForm
from kinsight.web.presenters.decision_rows import row
from kinsight.web.staff_request import StaffRequest


@require_http_methods(["GET", "POST"])
def page(request: StaffRequest, decision: UUID) -> HttpResponse:
    """The form, for a decision of the caseload that somebody else made; after saving, the sample."""
    others = access.decisions_to_sample(request.user)
    one = get_object_or_404(others.select_related("child", "by", "by__staff", "review"), pk=decision)
    form = DecisionReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return save(request, one, form)
    access.seen(request.user, [one.child], "decision-review")
    shown = row(one, loaded_knowledge.knowledge(), request.staff, clock.as_of())
    return render(request, "my_work/decision_review.html", {"row": shown, "form": form})


def save(request: StaffRequest, one: Decision, form: DecisionReviewForm) -> HttpResponse:
    """Once: whoever comes second is told so."""
    try:
        review_decision(by=request.staff, decision=one, **form.cleaned_data)
    except AlreadyReviewed:
        messages.info(request, "Somebody has looked at this decision meanwhile, so nothing was changed.")
    else:
        messages.success(request, said(one, form.cleaned_data["outcome"]))
    return redirect("decisions")


def said(one: Decision, outcome: str) -> str:
    """What is said after it was saved; `one`: as it stood before."""
    if outcome != Outcome.UNDONE:
        return "Saved beside the decision."
    if one.stands:
        return "Saved. It is back on the list, unless it was done meanwhile or its time is over."
    return "Saved. This decision stood no more, so no list changed: look at the child’s page."
