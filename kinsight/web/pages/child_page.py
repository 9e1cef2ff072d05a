"""A child's picture as a page: read through the one door, on the day asked for, and shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinsight.casework import access
from kinsight.casework.minimise import minimised_family, minimised_picture
from kinsight.casework.models import Child
from kinsight.casework.records import ChildUnknown
from kinsight.store import days
from kinsight.web import clock, paper
from kinsight.web.child import page as presenter
from kinsight.web.child import replay
from kinsight.web.child.chronology import filters
from kinsight.web.child.page_context import knowledge_context
from kinsight.web.loaded_knowledge import knowledge, records
from kinsight.web.presenters import decision_words
from kinsight.web.presenters.recorded_words import RecordedLine, line
from kinsight.web.staff_request import StaffRequest

if TYPE_CHECKING:
    from kinsight.casework.records import ChildPicture, FamilyShown
    from kinsight.web.child.page_context import PageKnowledge, PageSources


@require_safe
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """GET `as_of` (or its three boxes), `who`, `service`, `lanes`, `all`. A wrong date is answered with 400 and today."""
    child = access.child(request.user, slug, "child")
    asked = request.GET.dict()
    seen, data = looked_at(child.ref, replay.read(asked, clock.as_of()), access.own_services(request.user))
    people = [one["ref"] for one in data["family"]["people"]]
    outside = access.relatives(request.user, child, people, "family")
    data = minimised(data, outside) if outside else data
    decisions = {} if seen.past else decided(request, child)
    pages = access.pages_of(request.user, people)
    shown = presenter.page(slug, data, seen, filters(asked), access.staff_of(request.user).role, decisions, pages)
    waits = [] if seen.past else waiting(request, child, data["family"])
    context = {"page": shown, "paper": sheet(child, data["picture"], shown), "waiting": waits}
    return render(request, "child/picture.html", context, status=400 if seen.error else 200)


def minimised(data: PageSources, outside: frozenset[str]) -> PageSources:
    """The same, with what it says of the relatives `outside` cut to what the page needs."""
    family, picture = minimised_family(data["family"], outside), minimised_picture(data["picture"], outside)
    return {**data, "family": family, "picture": picture}


def decided(request: StaffRequest, child: Child) -> dict[tuple[str, str], tuple[str, str]]:
    """What was decided about what is owed to the child, in words, as `steps.Decisions` has it."""
    standing = access.decisions(request.user, child, clock.as_of())
    return {(one.expectation, one.trigger.isoformat()): decision_words.said(one) for one in standing}


def waiting(request: StaffRequest, child: Child, family: FamilyShown) -> list[RecordedLine]:
    """What was recorded about the child on the site and is not in the picture yet."""
    facts = access.waiting_facts(request.user, child)
    return [line(fact, knowledge(), request.staff, {child.pk}, {child.pk: family}) for fact in facts]


def sheet(child: Child, picture: ChildPicture, shown: presenter.Page) -> paper.Sheet:
    """What prints of the page."""
    owed = [
        (o["expectation"], date.fromisoformat(o["due"])) for o in picture["owed"] if o["state"] != "met" and o["due"]
    ]
    return paper.of_child(child, owed, knowledge(), shown.replay.as_of, shown.banner.interpreter.partition(" by ")[0])


def looked_at(ref: str, seen: replay.Replay, own: frozenset[str] = frozenset()) -> tuple[replay.Replay, PageSources]:
    """The day that is shown and what of it: today, and an error to show, where nobody knew of the child on the day asked for.

    Raises ChildUnknown where nobody knows of the child today either.
    """
    try:
        return seen, sources(ref, seen.as_of, own, seen.past)
    except ChildUnknown:
        if not seen.past:
            raise
        unknown = replace(replay.at(seen.today, seen.today), error="No service knew of this child on that day")
        return unknown, sources(ref, seen.today, own)


def sources(ref: str, on: date, own: frozenset[str] = frozenset(), past: bool = False) -> PageSources:
    """All that the page is made of, as it could be known on a day, and `past`: called as on that day; `own`: the reader's services.
    Raises ChildUnknown."""
    data = records().page(ref, days.to_day(on), own, past)
    return {
        "picture": data.picture,
        "fragments": data.fragments,
        "family": data.family,
        "knowledge": words_beside(),
    }


@cache
def words_beside() -> PageKnowledge:
    """Knowledge changes only with a new start of the site."""
    return knowledge_context(knowledge())
