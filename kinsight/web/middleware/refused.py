"""A guess that is not looked at: too many were wrong, or too many people are signing in at this moment."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kinsight.casework.actions.guesses import Blocked
from kinsight.web.accounts.hashing import TooBusy


class Refused:
    """Answers 429 or 503, with when to try again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page that says when to try again; None for every other error."""
        if isinstance(error, Blocked):
            return later(request, "account/locked.html", 429, error.seconds)
        return later(request, "account/busy.html", 503, error.seconds) if isinstance(error, TooBusy) else None


def later(request: HttpRequest, template: str, status: int, seconds: int) -> HttpResponse:
    """A page that says in how many minutes to try again; the header says it in seconds."""
    response = render(request, template, {"minutes": -(-seconds // 60)}, status=status)
    response.headers["Retry-After"] = str(seconds)
    return response
