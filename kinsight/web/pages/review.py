"""Review one opening outside the caseload: who, when, why; and what the designated professional finds of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kinsight.casework import access
from kinsight.casework.actions.break_glass import KINDS, OUTCOMES, review
from kinsight.casework.models import BreakGlass
from kinsight.web.forms.open_form import ReviewForm
from kinsight.web.staff_request import StaffRequest
from kinsight.web.text import words


@require_http_methods(["GET", "POST"])
def page(request: StaffRequest, number: int) -> HttpResponse:
    """The form is shown to who may review it: not to who opened the record, and once."""
    opening = get_object_or_404(BreakGlass.objects.select_related("by", "child"), pk=number)
    assert opening.by is not None and opening.child is not None  # somebody opened it, for a child
    reviewed, own = getattr(opening, "review", None), opening.by_id == request.user.pk
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not (reviewed or own) and form.is_valid():
        review(by=request.staff, opening=opening, **form.cleaned_data)
        return redirect("/audit/?show=review")
    access.seen(request.user, [opening.child], "review")
    at = timezone.localtime(opening.at)
    return render(request, "audit/review.html", {
        "opening": opening, "own": own, "reviewed": reviewed, "outcome": OUTCOMES.get(reviewed.outcome) if reviewed else "", "form": form,
        "kind": KINDS.get(opening.kind, ""), "when": f"{words.short(at.date())}, {at:%H:%M}",
        "who": opening.by.get_full_name() or opening.by.get_username(),
    })  # fmt: skip
