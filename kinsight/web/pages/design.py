"""The NHS design system's style sheet and script: two files out of the fourteen hundred that npm brings."""

from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kinsight.web.style_sheet import without_fonts


@login_not_required
@require_safe
def style_sheet(request: HttpRequest) -> HttpResponse:
    """The style sheet, without the fonts that it would ask others for."""
    return HttpResponse(without_fonts(file("nhsuk-frontend.min.css")), content_type="text/css; charset=utf-8")


@login_not_required
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The script of the design system."""
    return HttpResponse(file("nhsuk-frontend.min.js"), content_type="text/javascript; charset=utf-8")


@cache
def file(name: str) -> str:
    """A file of the design system. Raises Http404 where it is not installed."""
    path = settings.DESIGN_SYSTEM / name
    if not path.is_file():
        raise Http404("The NHS design system is not installed: run npm ci, or set KINSIGHT_ASSETS")
    return path.read_text()
