"""My account: who I am here, my services, my password and second factor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    services = list(request.staff.services.order_by("name")) if request.staff else []
    return render(request, "account/account.html", {"services": services})
