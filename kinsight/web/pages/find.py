"""Find a child: by name, NHS number or date of birth. Posted, so that no identifier stands in an address."""

from datetime import date
from typing import TypedDict

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kinsight.casework import access
from kinsight.casework.actions.search import searched_for
from kinsight.casework.models import Child
from kinsight.web import clock
from kinsight.web.forms.find_form import FindForm
from kinsight.web.presenters.child_lists import ChildLine, child_line
from kinsight.web.staff_request import StaffRequest

#: Children on the page of results.
SHOWN = 50


class Search(TypedDict):
    """What is looked for: parts of a name, a whole NHS number, a day of birth; empty or None where it was not given."""

    name: str
    number: str
    born: date | None


class Results(TypedDict):
    """Who matches: the first `limit` of `total`, and, where nobody does, the one child outside the caseload who matches exactly."""

    lines: list[ChildLine]
    total: int
    outside: Child | None
    limit: int


@require_http_methods(["GET", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """The form; after a search, who matches on the caseload, and whether an exact match lies outside it."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "find/find.html", {"form": form, "searched": False})
    return render(request, "find/find.html", {"form": form, "searched": True, **results(request, form)})


def results(request: StaffRequest, form: FindForm) -> Results:
    """Who matches on the caseload; the search is written into the audit."""
    typed = form.cleaned_data
    asked = Search(name=typed["name"], number=typed["number"], born=typed["born"])
    matches = access.children(request.user).filter(matching(asked)).order_by("search_name", "born", "pk")
    total, shown = matches.count(), list(matches[:SHOWN])
    outside = None if shown else access.outside(request.user, exactly(asked))
    searched_for(by=request.staff, shown=shown, total=total, outside=outside)
    lines = [child_line(child, clock.as_of(), request.staff) for child in shown]
    return {"lines": lines, "total": total, "outside": outside, "limit": SHOWN}


def matching(asked: Search) -> Q:
    """Every part given must match; each word of the name anywhere in the child's."""
    wanted = Q()
    for word in asked["name"].casefold().split():
        wanted &= Q(search_name__contains=word)
    if asked["number"]:
        wanted &= Q(nhs_number=asked["number"])
    return wanted & Q(born=asked["born"]) if asked["born"] else wanted


def exactly(asked: Search) -> Q | None:
    """Only who already knows exactly whom they look for learns that a record outside the caseload exists."""
    if asked["number"]:
        return matching(asked)
    name = " ".join(asked["name"].casefold().split())
    return Q(search_name=name, born=asked["born"]) if " " in name and asked["born"] else None
