"""A session that runs out never costs what was being written: the form is kept and offered after signing in again.

The session is gone by then, so a signed cookie says whose form it was; only that person is offered it.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kinsight.casework.models import Draft
from kinsight.web.staff_request import StaffRequest

COOKIE, SALT = "kin_writer", "kinsight.drafts"
OFFERED_FOR = timedelta(hours=24)
LONGEST = 20_000  # characters of one form
#: Only these pages hold written work; signing in and searching are never kept.
PAGES = ("/record/", "/visit/", "/decide/", "/happened/", "/recorded/", "/open/")
_MECHANICS = {"csrfmiddlewaretoken", "again"}


class Drafts:
    """Keeps the form of a timed-out post; marks who is writing while the session lives."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if signed_in and request.user.is_authenticated:
            remember_writer(response, request.user.pk)
        elif signed_in:
            response.delete_cookie(COOKIE)  # signed out on purpose
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Runs after the CSRF check of the same request, so a foreign page cannot plant a draft."""
        if request.method == "POST" and not request.user.is_authenticated and request.path.startswith(PAGES):
            keep(request)


def remember_writer(response: HttpResponse, writer: int) -> None:
    """Say in a signed cookie who is writing in this browser."""
    response.set_signed_cookie(
        COOKIE,
        str(writer),
        salt=SALT,
        max_age=OFFERED_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def keep(request: HttpRequest) -> None:
    """Store the form that was sent, for whoever wrote it in this browser; not one that is too long, nor a stranger's."""
    writer = request.user.pk or request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=OFFERED_FOR)
    body = {name: request.POST.getlist(name) for name in request.POST if name not in _MECHANICS}
    if writer and len(str(body)) <= LONGEST:
        Draft.objects.update_or_create(user_id=int(writer), path=request.get_full_path(), defaults={"body": body})


def offered(request: StaffRequest) -> dict[str, list[str]] | None:
    """What this person had written on this page, once: it is removed as it is offered. Old ones go too."""
    Draft.objects.filter(at__lt=timezone.now() - OFFERED_FOR).delete()
    draft = Draft.objects.filter(user=request.user, path=request.get_full_path()).first()
    if draft is None:
        return None
    draft.delete()
    written: dict[str, list[str]] = draft.body
    return written
