"""Open the record of a child outside the caseload: say why, and it is written down."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from kinsight.casework import access
from kinsight.casework.actions.break_glass import break_glass
from kinsight.web.forms.open_form import OpenForm
from kinsight.web.middleware.drafts import offered
from kinsight.web.presenters import child_links
from kinsight.web.staff_request import StaffRequest


@require_http_methods(["GET", "POST"])
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """Shows nothing of the child before the reason is given."""
    child = access.unopened(request.user, slug)
    form = OpenForm(request.POST) if request.method == "POST" else OpenForm(initial=began(request))
    if form.is_bound and form.is_valid():
        break_glass(by=request.staff, child=child, **form.cleaned_data)
        return redirect(back(request) or child_links.child(slug, request.staff))
    return render(request, "open.html", {"form": form})


def began(request: StaffRequest) -> dict[str, str]:
    """The reason as it had been begun when the session ran out."""
    draft = offered(request) or {}
    return {name: (draft.get(name) or [""])[0] for name in ("kind", "reason")}


def back(request: StaffRequest) -> str:
    """Where the reader was going, if it is a page of ours."""
    asked = request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}) else ""
