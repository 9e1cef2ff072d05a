"""Who may open which page, by the table in `casework/matrix.py`; and where a refusal leads."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from kinsight.casework.access import OutsideCaseload
from kinsight.casework.matrix import MATRIX, Scope, allows
from kinsight.casework.models import Staff

_NEED_NO_ROLE = (Scope.PUBLIC, Scope.ACCOUNT)


class StaffOnly:
    """Sets `request.staff`; refuses a page that the reader's role may not open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.staff = staff_of(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name
        row = MATRIX.get(name)
        if row and row.scope in _NEED_NO_ROLE:
            return None
        if request.staff is None:
            return render(request, "no_role.html", status=403)
        return None if allows(name, request.staff.role) else render(request, "403.html", status=403)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A child outside the caseload: ask why, then lead back."""
        if not isinstance(error, OutsideCaseload):
            return None
        back = urlencode({"next": request.get_full_path()})
        return redirect(f"/open/{error.slug}/?{back}")


def staff_of(request: HttpRequest) -> Staff | None:
    return getattr(request.user, "staff", None) if request.user.is_authenticated else None
