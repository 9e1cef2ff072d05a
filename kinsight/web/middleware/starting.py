"""Keeps people waiting a moment for the engine, then says that the site is starting: no request waits for a compiler."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kinsight.web import busy, warming

#: What is answered at all times: `/healthz` says itself that the engine is not ready, and pages are drawn with the others.
_ALWAYS = ("healthz", "design", "design-script")
#: Seconds. Read from the cache, the engine is there in one or two; compiled, in a minute.
PATIENCE = 5.0
WHY = "Kinsight is starting. That takes a few seconds, and about a minute after a new version."


def starting(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 503 until the engine is ready."""
    always = {reverse(name) for name in _ALWAYS}

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path in always or warming.is_ready(PATIENCE):
            return get_response(request)
        return busy.again(request, WHY)

    return respond
