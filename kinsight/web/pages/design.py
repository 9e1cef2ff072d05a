"""The design system's style sheet without its font: that comes from another site, and our pages load nothing from there."""

import re
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_FONT = re.compile(r"@font-face\s*\{[^}]*\}")


@login_not_required
@require_safe
def style_sheet(request: HttpRequest) -> HttpResponse:
    """A browser reports every font that our content policy refuses, even one it would not use; so none is named."""
    return HttpResponse(without_fonts(), content_type="text/css; charset=utf-8")


@cache
def without_fonts() -> str:
    path = settings.DESIGN_SYSTEM / "nhsuk-frontend.min.css"
    if not path.is_file():
        raise Http404("The NHS design system is not installed: run npm ci, or set KINSIGHT_ASSETS")
    return _FONT.sub("", path.read_text())
