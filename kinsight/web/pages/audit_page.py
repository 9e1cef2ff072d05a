"""The audit: who did what, and who looked at whom. For the designated professional."""

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinsight.casework.actions.audit_row import read_audit
from kinsight.casework.actions.break_glass import to_review
from kinsight.casework.models import AccessLog, Audit, BreakGlass
from kinsight.web.presenters import child_links
from kinsight.web.presenters.audit_words import KINDS, line
from kinsight.web.staff_request import StaffRequest

#: Rows on one page.
ROWS = 50
Rows = QuerySet[Audit] | QuerySet[AccessLog] | QuerySet[BreakGlass]


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Newest first; filters in the address name staff and acts, never a child but by the opaque slug."""
    asked = request.GET.get("show", "")
    show = asked if asked in KINDS else "acts"
    rows = Paginator(narrowed(request, everything(show)), ROWS).get_page(request.GET.get("page"))
    query = {name: value for name, value in request.GET.dict().items() if value and name != "page"}
    read_audit(by=request.staff, show=show, page=rows.number)
    return render(request, "audit/audit.html", {
        "show": show, "kinds": KINDS, "lines": [line(row) for row in rows], "page": rows, "query": query,
        "staff": staff(), "whats": Audit.objects.order_by("what").values_list("what", flat=True).distinct(),
        "previous": turn(query, rows.number - 1) if rows.has_previous() else "",
        "following": turn(query, rows.number + 1) if rows.has_next() else "",
    })  # fmt: skip


def everything(show: str) -> Rows:
    """All rows of one of KINDS."""
    if show == "review":
        return to_review()
    if show == "reads":
        return AccessLog.objects.all()
    if show == "outside":
        return AccessLog.objects.filter(outside=True)
    return Audit.objects.filter(what="broke-glass") if show == "glass" else Audit.objects.all()


def narrowed(request: StaffRequest, rows: Rows) -> Rows:
    """Those that the filters of the address let through, the newest first."""
    if who := request.GET.get("who"):
        rows = rows.filter(by__username=who)
    if slug := request.GET.get("child"):
        rows = rows.filter(child__slug=slug)
    if (what := request.GET.get("what")) and rows.model is Audit:
        rows = rows.filter(what=what)
    return rows.select_related("by", "child").order_by("-at", "-pk")


def staff() -> list[tuple[str, str]]:
    """(user name, name and role) of everyone with a role."""
    users = get_user_model().objects.filter(staff__isnull=False).select_related("staff").order_by("last_name")
    return [(user.username, str(user.staff)) for user in users]


def turn(query: dict[str, str], number: int) -> str:
    """The address of another page of the same list."""
    return child_links.with_query("/audit/", **{**query, "page": str(number)})
