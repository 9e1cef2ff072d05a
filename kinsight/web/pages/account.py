"""My account: who I am here, my services, my password and second factor."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinsight.web.staff_request import PageRequest


@require_safe
def page(request: PageRequest) -> HttpResponse:
    """The services of whoever is signed in, if they have a role, and the ways to change how they sign in."""
    services = list(request.staff.services.order_by("name")) if request.staff else []
    return render(request, "account/account.html", {"services": services})
