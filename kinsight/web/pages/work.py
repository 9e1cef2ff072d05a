"""My work: what is owed by my role to the children of my services, and what changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "work/work.html", {})
