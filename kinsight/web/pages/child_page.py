"""A child's picture as a page: read through the one door, on the day asked for, and shown."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinsight.casework import access
from kinsight.casework.minimise import minimised
from kinsight.casework.models import Child
from kinsight.casework.records import ChildUnknown
from kinsight.store import days
from kinsight.web import clock, paper
from kinsight.web.child import page as presenter
from kinsight.web.child import replay
from kinsight.web.child.chronology import filters
from kinsight.web.child.page_context import knowledge_context
from kinsight.web.loaded_knowledge import knowledge, records
from kinsight.web.presenters.recorded_words import RecordedLine, line
from kinsight.web.staff_request import StaffRequest


@require_safe
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """GET `as_of` (or its three boxes), `who`, `service`, `lanes`, `all`. A wrong date is answered with 400 and today."""
    child = access.child(request.user, slug, "child")
    asked = request.GET.dict()
    seen, told = looked_at(child.ref, replay.read(asked, clock.as_of()), access.own_services(request.user))
    outside = access.relatives(request.user, child, (one["ref"] for one in told["family"]["people"]), "family")
    told = minimised(told, outside)
    shown = presenter.page(slug, told, seen, filters(asked), access.staff_of(request.user).role)
    waits = [] if seen.past else waiting(request, child, told["family"])
    context = {"page": shown, "paper": sheet(child, told["picture"], shown), "waiting": waits}
    return render(request, "child/picture.html", context, status=400 if seen.error else 200)


def waiting(request: StaffRequest, child: Child, family: dict[str, Any]) -> list[RecordedLine]:
    """What was recorded about the child on the site and is not in the picture yet."""
    facts = access.waiting_facts(request.user, child)
    return [line(fact, knowledge(), request.staff, {child.pk}, {child.pk: family}) for fact in facts]


def sheet(child: Child, picture: dict[str, Any], shown: presenter.Page) -> paper.Sheet:
    """What prints of the page."""
    owed = [
        (o["expectation"], date.fromisoformat(o["due"])) for o in picture["owed"] if o["state"] != "met" and o["due"]
    ]
    return paper.of_child(child, owed, knowledge(), shown.replay.as_of, shown.banner.interpreter.partition(" by ")[0])


def looked_at(ref: str, seen: replay.Replay, own: frozenset[str] = frozenset()) -> tuple[replay.Replay, dict[str, Any]]:
    """What is shown and of which day: a day on which nobody knew of the child yet is answered with today, and said."""
    try:
        return seen, sources(ref, seen.as_of, own)
    except ChildUnknown:
        if not seen.past:
            raise
        unknown = replace(replay.at(seen.today, seen.today), error="No service knew of this child on that day")
        return unknown, sources(ref, seen.today, own)


def sources(ref: str, on: date, own: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Everything the page says, as it could be known on a day, from one reading of the family; `own`: the reader's services."""
    told = records().page(ref, days.to_day(on), own)
    return {"picture": told.picture, "fragments": told.fragments, "family": told.family, "lore": words_beside()}


@cache
def words_beside() -> dict[str, Any]:
    """Knowledge changes only with a new start of the site."""
    return knowledge_context(knowledge())
