"""A form sent from a page older than the last signing in: kept and offered again, never acted on unasked."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kinsight.web.middleware.drafts import PAGES, keep


@login_not_required
def page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Someone who signed in again in another tab gets the form back to look at; anyone else is told to sign in.

    A foreign site's post comes without our cookies (they are SameSite=Lax), so nothing of it is kept.
    """
    if request.user.is_authenticated and request.path.startswith(PAGES):
        keep(request)
        return redirect(request.get_full_path())
    return render(request, "stale.html", status=403)
