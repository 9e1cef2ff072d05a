"""Find a child: by name, NHS number or date of birth. Posted, so that no identifier stands in an address."""

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TypedDict

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kinsight.casework import access
from kinsight.casework.actions.search import searched_for
from kinsight.casework.finding import Born, find
from kinsight.casework.models import Child
from kinsight.web import clock
from kinsight.web.forms.find_form import FindForm
from kinsight.web.presenters.child_lists import ChildLine, child_line
from kinsight.web.staff_request import StaffRequest

#: Children on the page of results.
SHOWN = 50


class Search(TypedDict):
    """What is looked for: parts of a name, a whole NHS number, days of birth or parts of them; empty where it was not given."""

    name: str
    number: str
    born: list[Born]


@dataclass(frozen=True)
class MatchLine:
    """A child found; `how`, where it was not by what stands in the row."""

    child: ChildLine
    how: str


class Results(TypedDict):
    """Who matches: the first `limit` of `total`, and, where nobody plainly does, the one child outside the caseload who matches exactly."""

    lines: list[MatchLine]
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
    asked = Search(name=typed["name"], number=typed["number"], born=typed["born_parts"])
    matches = find(access.children(request.user), asked["name"], particulars(asked), SHOWN)
    outside = None if matches.plainly else access.outside(request.user, exactly(asked))
    searched_for(by=request.staff, shown=[child for child, _ in matches.shown], total=matches.total, outside=outside)
    lines = [MatchLine(child_line(child, clock.as_of(), request.staff), how) for child, how in matches.shown]
    return {"lines": lines, "total": matches.total, "outside": outside, "limit": SHOWN}


def particulars(asked: Search) -> Q:
    """The number and the birth, as far as they were given."""
    wanted = Q(nhs_number=asked["number"]) if asked["number"] else Q()
    for born in asked["born"]:
        wanted &= born.condition()
    return wanted


def exactly(asked: Search) -> Q | None:
    """Only who already knows exactly whom they look for learns that a record outside the caseload exists."""
    name, whole = asked["name"].casefold().split(), any(born.whole for born in asked["born"])
    if asked["number"]:
        return reduce(and_, [particulars(asked), *(Q(search_name__contains=word) for word in name)])
    return particulars(asked) & Q(search_name=" ".join(name)) if len(name) > 1 and whole else None
