"""A strict content policy on every answer, and no copy of a page about people left in a cache."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

DESIGN = ("/design.css", "/design.js")
Answer = Callable[[HttpRequest], HttpResponse]


def policy() -> str:
    """Nothing but our own files; no inline script or style. Images may be data: the second factor's QR code is."""
    sign_on = urlsplit(settings.SSO["url"])
    elsewhere = f" {sign_on.scheme}://{sign_on.netloc}" if sign_on.netloc else ""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "manifest-src 'self'",
            f"form-action 'self'{elsewhere}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def headers(get_response: Answer) -> Answer:
    """Give every answer the headers that keep it out of frames, caches and other sites."""
    content_policy = policy()

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        )
        if request.path in DESIGN:
            response.headers["Cache-Control"] = "public, max-age=3600"
        elif not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return respond
