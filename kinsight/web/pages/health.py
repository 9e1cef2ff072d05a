"""Alive and able to read the database: for whatever watches over the site."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """`ok`, or 503 when the casework database does not answer. Says nothing else to a stranger."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM casework_publication")
            cursor.fetchone()
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
