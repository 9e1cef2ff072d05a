"""Who may open which page, by the table in `casework/matrix.py`; and where a refusal leads."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from kinsight.casework.access import OutsideCaseload, by_slug
from kinsight.casework.actions.audit_row import refused
from kinsight.casework.matrix import MATRIX, Scope, allows
from kinsight.casework.models import Staff
from kinsight.web.staff_request import PageRequest

_NEED_NO_ROLE = (Scope.PUBLIC, Scope.ACCOUNT)


class StaffOnly:
    """Sets `request.staff`; refuses a page that the reader's role may not open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PageRequest) -> HttpResponse:
        request.staff = staff_of(request)
        return self.get_response(request)

    def process_view(self, request: PageRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """The page that refuses, or None where the reader may go on. A refusal is written into the audit."""
        name = request.resolver_match.view_name
        row = MATRIX.get(name)
        if row and row.scope in _NEED_NO_ROLE:
            return None
        if request.staff is None:
            return render(request, "no_role.html", status=403)
        if allows(name, request.staff.role):
            return None
        refused(by=request.staff.user, page=name, status=403)
        return render(request, "403.html", status=403)

    def process_exception(self, request: PageRequest, error: Exception) -> HttpResponse | None:
        """What was refused is written down. A child outside the caseload: ask why, then lead back."""
        if isinstance(error, PermissionDenied | Http404) and request.staff is not None:
            note(request, request.staff, error)
        if not isinstance(error, OutsideCaseload):
            return None
        back = urlencode({"next": request.get_full_path()})
        return redirect(f"/open/{error.slug}/?{back}")


def note(request: PageRequest, staff: Staff, error: Exception) -> None:
    """Write the refusal into the audit, and of a child who is there, which: an address that is tried out is the beginning of something."""
    slug = request.resolver_match.kwargs.get("slug")
    status = 404 if isinstance(error, Http404) else 403
    child = by_slug(slug) if slug else None
    refused(by=staff.user, page=request.resolver_match.view_name, status=status, child=child)


def staff_of(request: HttpRequest) -> Staff | None:
    """Who asks, by their role; None for a stranger and for an account without one."""
    return getattr(request.user, "staff", None) if request.user.is_authenticated else None
