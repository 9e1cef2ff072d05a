"""My work: what is owed by my role to the children of my services, and what changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kinsight.casework import access, worklist
from kinsight.casework.actions.looked import looked
from kinsight.casework.models import Child, Owed, Role, Staff
from kinsight.casework.worklist import ANYONE, STATES, Asked
from kinsight.web import clock, lore
from kinsight.web.forms.work import WorkFilters
from kinsight.web.presenters.work import Lines, Section, section

ROWS = 20
_EMPTY = {
    "overdue": "Nothing is overdue.",
    "week": "Nothing is due in the next 7 days.",
    "later": "Nothing is due later.",
    "new": "No pattern is new since you last looked.",
}
#: Roles that oversee others' work see everyone's by default.
_OVERSEERS = (Role.MANAGER, Role.DESIGNATED)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every section with its whole count; filters and pages stand in the address."""
    as_of, staff = clock.as_of(), request.staff
    form = filters(request)
    chosen = form.chosen()
    work = Work(request, Asked(as_of, **asked(chosen, staff)), Lines(lore.knowledge(), staff, as_of))
    sections = work.sections(chosen)
    access.seen(request.user, work.children.values(), "work")
    return render(request, "work/work.html", {
        "form": form, "sections": sections, "chosen": chosen, "counts": {s.key: s.total for s in sections},
        "mine": work.asked.owner != ANYONE, "looked": worklist.last_looked(staff),
        "services": list(staff.services.order_by("name")), "sees_patterns": access.may_see_patterns(staff),
        "filters_set": bool(set(chosen) - {"order"}),
    })  # fmt: skip


@require_POST
def mark_looked(request: HttpRequest) -> HttpResponse:
    """The reader has read the new patterns."""
    looked(by=request.staff, on=clock.as_of())
    messages.success(request, "New patterns marked as read. Next time you see only what is new after today.")
    return redirect("work")


def asked(chosen: Mapping[str, str], staff: Staff) -> dict[str, str]:
    """The filters with their defaults: my role's work, the longest overdue first."""
    owner = chosen.get("owner") or (ANYONE if staff.role in _OVERSEERS else staff.role)
    told = {name: chosen[name] for name in ("expectation", "age", "service", "order") if name in chosen}
    return {"owner": ANYONE if owner == ANYONE else owner, **told}


def filters(request: HttpRequest) -> WorkFilters:
    staff, expectations = request.staff, lore.knowledge().expectations
    titles = sorted((item.title, name) for name, item in expectations.items())
    if not access.may_see_patterns(staff):
        titles = [(title, name) for title, name in titles if expectations[name].owner == Role.RECEPTION]
    return WorkFilters(
        request.GET,
        owners=owners(staff),
        expectations=[(name, title) for title, name in titles],
        services=[(service.ref, str(service)) for service in staff.services.order_by("name")],
    )


def owners(staff: Staff) -> list[tuple[str, str]]:
    """My role and anyone; those who oversee may pick any role."""
    mine = (staff.role, f"My role: {staff.get_role_display()}")
    if staff.role == Role.RECEPTION:
        return [("", mine[1])]
    if staff.role in _OVERSEERS:
        return [("", "Anyone"), mine, *((role.value, role.label) for role in Role if role != staff.role)]
    return [("", mine[1]), (ANYONE, "Anyone")]


class Work:
    """Reads one page of each section; `children` collects every child shown."""

    def __init__(self, request: HttpRequest, asked: Asked, lines: Lines) -> None:
        self.request, self.asked, self.lines = request, asked, lines
        self.children: dict[int, Child] = {}

    def sections(self, chosen: Mapping[str, str]) -> list[Section]:
        """All four, or the one that the filter asks for."""
        keys = [chosen["state"]] if "state" in chosen else list(STATES)
        if not access.may_see_patterns(self.request.staff):
            keys = [key for key in keys if key != "new"]
        query = {name: value for name, value in self.request.GET.items() if value}
        return [self.section(key, query) for key in keys]

    def section(self, key: str, query: Mapping[str, str]) -> Section:
        title = "Overdue or due today" if key == "overdue" else STATES[key]
        page = Paginator(self.rows(key), ROWS).get_page(self.request.GET.get(f"{key}-page"))
        lines = self.pattern_lines(page) if key == "new" else self.owed_lines(page)
        return section(key, title, _EMPTY[key], page, lines, query)

    def rows(self, key: str) -> Any:
        user, as_of = self.request.user, self.asked.as_of
        if key == "new":
            return worklist.new_patterns(user, self.asked, worklist.last_looked(self.request.staff))
        return worklist.part(worklist.owed(user, self.asked), key, as_of)

    def owed_lines(self, page: Page) -> list[Any]:
        rows = list(page)
        children = Child.objects.in_bulk({row["child"] for row in rows})
        self.children |= children
        told = self.reasons(rows, self.asked.as_of) if access.may_see_patterns(self.request.staff) else {}
        return [
            self.lines.owed(row, children[row["child"]], told.get((row["child"], row["expectation"]), "")) for row in rows
        ]

    def reasons(self, rows: list[dict[str, Any]], as_of: date) -> dict[tuple[int, str], str]:
        """Why the earliest of each row's debts is owed."""
        wanted = Q(pk=None)
        for row in rows:
            wanted |= Q(child=row["child"], expectation=row["expectation"], due=row["due"])
        found = Owed.objects.filter(wanted, worklist.unmet(as_of), withdrawn_on=None).order_by("-pk")
        return {(one.child_id, one.expectation): one.reason for one in found}

    def pattern_lines(self, page: Page) -> list[Any]:
        rows = list(page)
        self.children |= {row.child_id: row.child for row in rows}
        return [self.lines.pattern(row) for row in rows]


