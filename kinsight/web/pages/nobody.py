"""Belongs to nobody yet: what is owed to children who have no service that would do it, for the named professional to hand on."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinsight.casework import access, worklist
from kinsight.casework.models import Child
from kinsight.casework.worklist import Thing
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.owners import owner_at
from kinsight.web import clock, loaded_knowledge, paper
from kinsight.web.presenters import child_links
from kinsight.web.presenters.work_rows import Lines, OwedLine, Person, section
from kinsight.web.staff_request import StaffRequest
from kinsight.web.text import labels

#: Children on one page.
CHILDREN = 12
_TITLE, _EMPTY = "Belongs to nobody yet", "Everything that is owed belongs to a service."


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Children in the order of their dates, each with what nobody has, and who would."""
    as_of, knowledge = clock.as_of(), loaded_knowledge.knowledge()
    rows, lines = worklist.unowned(request.user, as_of, knowledge), Lines(knowledge, request.staff, as_of)
    shown = Paginator(worklist.by_date(rows, "longest"), CHILDREN).get_page(request.GET.get("nobody-page"))
    ids = [row["child"] for row in shown]
    things, children = worklist.things_of(rows, ids), worklist.children(ids)
    access.seen(request.user, children.values(), "nobody")
    people = [
        Person(lines.child(children[pk]), [_line(lines, thing, children[pk], knowledge) for thing in things[pk]])
        for pk in ids
    ]
    printed = [(children[pk], [(thing.debt.expectation, thing.debt.due) for thing in things[pk]]) for pk in ids]
    return render(request, "my_work/nobody.html", {
        "title": _TITLE, "section": section("nobody", "To hand on", _EMPTY, shown, people, rows.count(), {}, "/nobody/"),
        "mine": False, "paper": paper.of_list(_TITLE, printed, knowledge, as_of),
    })  # fmt: skip


def _line(lines: Lines, thing: Thing, child: Child, knowledge: Knowledge) -> OwedLine:
    """One thing, with the role that would owe it if the child had such a service."""
    birth = child.born or child.expected
    age = None if birth is None else (lines.as_of - birth).days
    role = owner_at(knowledge.expectations[thing.debt.expectation], age)
    owner, instead = (
        f"nobody. The rule says: {labels.owner(role)}",
        child_links.decide(child.slug, thing.debt.expectation),
    )
    return replace(lines.owed(thing, child.slug), owner=owner, instead=instead)
