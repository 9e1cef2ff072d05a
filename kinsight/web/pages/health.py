"""Alive, able to judge and to read the database: for whatever watches over the site."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kinsight.web import warming


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """`ok`, or 503 while the engine is not ready or the casework database does not answer. Says nothing else to a stranger."""
    if not warming.is_ready():
        return _not_yet("the engine is not ready: after a new version that takes about a minute")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM casework_publication")
            cursor.fetchone()
    except DatabaseError:
        return _not_yet("the database does not answer")
    return HttpResponse("ok\n", content_type="text/plain")


def _not_yet(why: str) -> HttpResponse:
    return HttpResponse(f"{why}\n", status=503, content_type="text/plain")
