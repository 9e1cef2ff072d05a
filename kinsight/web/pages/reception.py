"""What the desk needs about a child: priority appointments, interpreter, help to attend. Never a pattern."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinsight.casework import access, worklist
from kinsight.casework.models import Child, Role
from kinsight.store.days import to_day
from kinsight.web import clock, loaded_knowledge, paper
from kinsight.web.family.concept_fields import concept_fields
from kinsight.web.family.lasting_facts import what_closes
from kinsight.web.presenters import child_links
from kinsight.web.presenters.child_lists import child_line
from kinsight.web.presenters.desk import desk
from kinsight.web.presenters.work_rows import Lines, OwedLine
from kinsight.web.staff_request import StaffRequest


@require_safe
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """Who the child is, what help they need to attend, and what the desk owes them."""
    child, as_of = access.child(request.user, slug, "reception"), clock.as_of()
    family, knowledge = loaded_knowledge.records().family(child.ref, to_day(as_of)), loaded_knowledge.knowledge()
    arranged = desk(family, as_of, concept_fields(knowledge), what_closes(knowledge))
    return render(request, "reception/child.html", {
        "line": child_line(child, as_of, request.staff), "desk": arranged, "owed": owed(request, child, as_of),
        "paper": paper.of_child(child, [], knowledge, as_of),
        "happened_link": child_links.happened(slug),
    })  # fmt: skip


def owed(request: StaffRequest, child: Child, as_of: date) -> list[OwedLine]:
    """What the desk owes this child, without the reason."""
    asked = worklist.Asked(as_of, owner=Role.RECEPTION.value)
    lines = Lines(loaded_knowledge.knowledge(), request.staff, as_of)
    debts = worklist.owed(request.user, asked, access.children(request.user))
    return [lines.owed(thing, child.slug) for thing in worklist.things_of(debts, [child.pk]).get(child.pk, [])]
