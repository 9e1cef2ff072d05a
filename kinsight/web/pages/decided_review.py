"""Write down what supervision found of one decision not to do what is owed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kinsight.casework import access
from kinsight.casework.actions.review_decision import AlreadyReviewed, review_decision
from kinsight.casework.models import Decision, Outcome
from kinsight.web import loaded_knowledge
from kinsight.web.forms.decision_review_form import DecisionReviewForm
from kinsight.web.pages.decided_sample import row
from kinsight.web.staff_request import StaffRequest

#: What is said after it was saved.
_SAID = {
    Outcome.AGREED.value: "Saved.",
    Outcome.TALK.value: "Saved. It stands on the child’s page that it is to be talked over.",
    Outcome.UNDONE.value: "Saved. It is owed again, and back on the list.",
}


@require_http_methods(["GET", "POST"])
def page(request: StaffRequest, decision: UUID) -> HttpResponse:
    """The form, for a decision of the caseload that somebody else made; after saving, the sample."""
    others = access.decisions_to_sample(request.user).exclude(by=request.user)
    one = get_object_or_404(others.select_related("child", "by", "by__staff", "review"), pk=decision)
    form = DecisionReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return save(request, one, form)
    access.seen(request.user, [one.child], "decision-review")
    shown = row(one, loaded_knowledge.knowledge(), request)
    return render(request, "my_work/decision_review.html", {"row": shown, "form": form})


def save(request: StaffRequest, one: Decision, form: DecisionReviewForm) -> HttpResponse:
    """Once: whoever comes second is told so."""
    try:
        review_decision(by=request.staff, decision=one, **form.cleaned_data)
    except AlreadyReviewed:
        messages.info(request, "Somebody has looked at this decision meanwhile, so nothing was changed.")
    else:
        messages.success(request, _SAID[form.cleaned_data["outcome"]])
    return redirect("decisions")
