"""The answer to an error that no page foresaw. Where the site is busy for a while, what was sent is given back to be sent again."""

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.views.defaults import server_error

from kinsight.web.locks import locked

#: Seconds after which to try again.
AGAIN = 10
#: Signing in and all about passwords and codes: never written into a page.
_ACCOUNTS = "/accounts/"
#: Fields that people write in, shown to be read again; all others are sent again as they are.
WRITTEN = {"note": "What you wrote", "reason": "What you wrote", "other": "What you searched for"}


def page(request: HttpRequest) -> HttpResponse:
    """503 and the form as it was sent when the database was locked; else the page of an error, 500."""
    locked_out = locked(sys.exc_info()[1]) is not None
    return again(request, "Kinsight is writing something large.") if locked_out else server_error(request)


def again(request: HttpRequest, why: str) -> HttpResponse:
    """503, why the site cannot answer now, and the form as it was sent, with its token."""
    context = {
        "why": why,
        "fields": sent(request),
        "written": WRITTEN,
        "address": request.get_full_path(),
        "posted": request.method == "POST",
    }
    response = render(request, "busy.html", context, status=503)
    response.headers["Retry-After"] = str(AGAIN)
    return response


def sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field of the form in its order, unless a page of another site sent it, or it holds a secret."""
    if request.method != "POST" or request.path.startswith(_ACCOUNTS) or not genuine(request):
        return []
    return [
        (name, str(value)) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]


class _Check(CsrfViewMiddleware):
    """Django's check, without the page that it answers with."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:
        return HttpResponseForbidden()


def genuine(request: HttpRequest) -> bool:
    """Whether a page of ours sent it. The error may have come before this was looked at."""
    check = _Check(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, _checked, (), {}) is None


def _checked(*args: object) -> HttpResponse:
    """Stands for a page that is to be checked."""
    return HttpResponse()
