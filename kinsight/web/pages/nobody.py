"""Belongs to nobody yet: what is owed to children who have no service that would do it, for the named professional to hand on; and what
is urgent and was never answered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinsight.casework import access, unanswered, worklist
from kinsight.casework.models import Child, Owed
from kinsight.casework.worklist import Thing
from kinsight.rules.schema import urgency
from kinsight.rules.schema.owners import owner_at
from kinsight.web import clock, loaded_knowledge, paper
from kinsight.web.presenters import child_links
from kinsight.web.presenters.work_rows import Lines, OwedLine, Person, Section, section
from kinsight.web.staff_request import StaffRequest
from kinsight.web.text import labels, words

#: Children on one page.
CHILDREN = 12
_TITLE, _EMPTY = "Belongs to nobody yet", "Everything that is owed belongs to a service."
_URGENT, _NOTHING_URGENT = "Urgent, and never answered", "Nothing urgent was left unanswered in the last year."
#: Makes the line of one thing owed to a child.
Line = Callable[[Lines, Thing, Child], OwedLine]


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """What is urgent first, the latest at the top; then what nobody has, in the order of its dates, each with who would."""
    as_of, knowledge, lists = clock.as_of(), loaded_knowledge.knowledge(), Lists(request)
    urgent = unanswered.urgent(request.user, as_of, urgency.urgent(knowledge))
    late = lists.section("urgent", _URGENT, _NOTHING_URGENT, urgent, "latest", _lapsed)
    rows = worklist.unowned(request.user, as_of, knowledge)
    nobodys = lists.section("nobody", "To hand on", _EMPTY, rows, "longest", _line)
    access.seen(request.user, lists.children.values(), "nobody")
    return render(request, "my_work/nobody.html", {
        "title": _TITLE, "urgent": late, "section": nobodys, "mine": False,
        "paper": paper.of_list(_TITLE, lists.printed, knowledge, as_of),
    })  # fmt: skip


class Lists:
    """Makes the sections of the page; `children`: everyone shown so far."""

    def __init__(self, request: StaffRequest) -> None:
        self.request = request
        self.lines = Lines(loaded_knowledge.knowledge(), request.staff, clock.as_of())
        self.children: dict[int, Child] = {}
        self.printed: list[tuple[Child, list[tuple[str, date]]]] = []

    def section(self, key: str, title: str, empty: str, rows: QuerySet[Owed], order: str, line: Line) -> Section:
        """One page of a list of children, each with a line for everything in `rows`; what is still owed can be printed."""
        page = Paginator(worklist.by_date(rows, order), CHILDREN).get_page(self.request.GET.get(f"{key}-page"))
        ids = [row["child"] for row in page]
        things, children = worklist.things_of(rows, ids), worklist.children(ids)
        self.children |= children
        people = [
            Person(self.lines.child(children[pk]), [line(self.lines, thing, children[pk]) for thing in things[pk]])
            for pk in ids
        ]
        if key == "nobody":
            self.printed += [(children[pk], [(one.debt.expectation, one.debt.due) for one in things[pk]]) for pk in ids]
        query = {name: value for name, value in self.request.GET.dict().items() if value}
        return section(key, title, empty, page, people, rows.count(), query, "/nobody/")


def _line(lines: Lines, thing: Thing, child: Child) -> OwedLine:
    """One thing, with the role that would owe it if the child had such a service."""
    birth = child.born or child.expected
    age = None if birth is None else (lines.as_of - birth).days
    role = owner_at(lines.knowledge.expectations[thing.debt.expectation], age)
    owner = f"nobody. The rule says: {labels.owner(role)}"
    return replace(lines.owed(thing, child.slug), owner=owner, instead=_decide(thing, child))


def _lapsed(lines: Lines, thing: Thing, child: Child) -> OwedLine:
    """One urgent thing that nobody answered: when its time ended, and when it was due."""
    debt = thing.debt
    said = f"Never answered by {words.short(debt.lapses)}", f"was due {words.short(debt.due)}"
    return replace(lines.owed(thing, child.slug), due=said[0], due_on=said[1], instead=_decide(thing, child))


def _decide(thing: Thing, child: Child) -> str:
    return child_links.decide(child.slug, thing.debt.expectation)
