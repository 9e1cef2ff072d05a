"""My work: what is owed by my role to the children of my services, and what changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kinsight.casework import access, unanswered, worklist
from kinsight.casework.actions.break_glass import to_review
from kinsight.casework.actions.looked import looked
from kinsight.casework.matrix import allows
from kinsight.casework.models import Child, Owed, Pattern, Role, Staff
from kinsight.casework.worklist import ANYONE, STATES, Asked
from kinsight.rules.schema import urgency
from kinsight.rules.schema.formats import Expectation
from kinsight.web import clock, loaded_knowledge, opaque, paper
from kinsight.web.forms.work_form import WorkFilters
from kinsight.web.pages.recorded import lines
from kinsight.web.presenters.family_rows import family
from kinsight.web.presenters.work_rows import Family, Lines, Person, Row, Section, section
from kinsight.web.staff_request import StaffRequest

#: Families, or children, on one page of a section.
CHILDREN = 12
#: Facts of the reader's own, not in the picture yet, that are listed at the top.
WAITING = 5
_EMPTY = {
    "now": "Nothing is due this week.",
    "new": "No pattern is new since you last looked.",
    "older": "Nothing older is still owed.",
    "visit": "Nothing that every family is asked is missing.",
    "later": "Nothing is due later.",
}
#: Roles that oversee others' work see everyone's by default.
_OVERSEERS = (Role.MANAGER, Role.DESIGNATED)


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Every section with its whole count; filters and pages stand in the address."""
    as_of, staff = clock.as_of(), request.staff
    form = filters(request)
    chosen = form.chosen()
    work = Work(request, Asked(as_of, **asked(chosen, staff)))
    sections = work.sections(chosen)
    access.seen(request.user, work.children.values(), "work")
    waiting = access.waiting_facts(request.user)
    return render(request, "my_work/page.html", {
        "form": form, "sections": sections, "mine": work.asked.owner != ANYONE, "looked": work.looked.on if work.looked else None,
        "unowned": unowned(request), "urgent": urgent(request), "counts_unanswered": allows("never-answered", staff.role),
        "supervises": allows("decisions", staff.role),
        "openings": to_review().count() if access.may_audit(staff) else 0,
        "refused": access.refused_facts(request.user).count(), "lead": access.may_audit(staff),
        "waiting": lines(request, waiting[:WAITING], "work"), "waiting_in_all": waiting.count(),
        "publication": worklist.newest_publication(),
        "services": list(staff.services.order_by("name")), "filters_set": bool(set(chosen) - {"order"}),
        "paper": paper.of_list("My work", work.printed, loaded_knowledge.knowledge(), as_of),
    })  # fmt: skip


def unowned(request: StaffRequest) -> int:
    """How many things belong to nobody, for those who hand them on."""
    if not allows("nobody", request.staff.role):
        return 0
    return worklist.unowned(request.user, clock.as_of(), loaded_knowledge.knowledge()).count()


def urgent(request: StaffRequest) -> int:
    """How many urgent things were never answered, for those who close them."""
    known = urgency.urgent(loaded_knowledge.knowledge())
    return unanswered.urgent(request.user, clock.as_of(), known).count()


@require_POST
def note_looked(request: StaffRequest) -> HttpResponse:
    """The reader has read the new patterns."""
    shown = request.POST.get("publication", "")
    if shown.isdecimal() and looked(by=request.staff, publication=int(shown), on=clock.as_of()):
        messages.success(request, "New patterns marked as read. Next time you see only what is new after these.")
    return redirect("work")


def asked(chosen: Mapping[str, str], staff: Staff) -> dict[str, str]:
    """The filters with their defaults: my role's work, the longest overdue first."""
    wanted = {name: chosen[name] for name in ("age", "order") if name in chosen}
    for name, values in _hidden(staff).items():
        if name in chosen:
            wanted[name] = opaque.named("work", chosen[name], values)
    return {"owner": ANYONE if staff.role in _OVERSEERS else staff.role, **wanted}


def _hidden(staff: Staff) -> dict[str, list[str]]:
    """Filters whose values the address does not say, with all that they can be."""
    services = [service.ref for service in staff.services.all()]
    return {
        "owner": [ANYONE, *Role.values],
        "expectation": list(loaded_knowledge.knowledge().expectations),
        "service": services,
    }


def filters(request: StaffRequest) -> WorkFilters:
    """The filters as a form, each with what this reader may choose from."""
    staff = request.staff
    return WorkFilters(
        request.GET,
        owners=owners(staff),
        expectations=kinds(request),
        services=[(opaque.word("work", service.ref), str(service)) for service in staff.services.order_by("name")],
    )


def kinds(request: StaffRequest) -> list[tuple[str, str]]:
    """(word, title and number of children) of what stands on the list now, and of what was chosen. Of everyone's work at once there
    would be hundreds: an overseer picks a role first."""
    known = loaded_knowledge.knowledge().expectations
    wanted = asked({name: request.GET[name] for name in ("owner", "expectation") if name in request.GET}, request.staff)
    chosen = wanted.get("expectation", "")
    owed = {} if wanted["owner"] == ANYONE else worklist.kinds_owed(request.user, Asked(clock.as_of(), wanted["owner"]))
    shown = {
        name: owed.get(name, 0) for name in {*owed, chosen} if name in known and may_choose(request.staff, known[name])
    }
    titles = sorted((known[name].title, name) for name in shown)
    return [(opaque.word("work", name), f"{title} ({of_children(shown[name])})") for title, name in titles]


def of_children(count: int) -> str:
    """`1 child`, `12 children`."""
    return f"{count} {'child' if count == 1 else 'children'}"


def may_choose(staff: Staff, item: Expectation) -> bool:
    """The desk sees no title but of its own work."""
    return access.may_see_patterns(staff) or item.owner == Role.RECEPTION.value


def owners(staff: Staff) -> list[tuple[str, str]]:
    """My role and anyone; those who oversee may pick any role."""
    mine = f"My role: {staff.get_role_display()}"
    if staff.role == Role.RECEPTION:
        return [("", mine)]
    if staff.role in _OVERSEERS:
        others = [(role.value, role.label) for role in Role if role != staff.role]
        return [
            ("", "Anyone"),
            *((opaque.word("work", value), title) for value, title in [(staff.role, mine), *others]),
        ]
    return [("", mine), (opaque.word("work", ANYONE), "Anyone")]


class Work:
    """Reads one page of each section; `children` collects every child shown, `printed` what is owed to each with its day."""

    def __init__(self, request: StaffRequest, asked: Asked) -> None:
        self.request, self.asked, self.user = request, asked, request.user
        self.looked = worklist.last_looked(request.staff)
        self.lines = Lines(loaded_knowledge.knowledge(), request.staff, asked.as_of, self.looked)
        self.children: dict[int, Child] = {}
        self.printed: list[tuple[Child, list[tuple[str, date]]]] = []
        self.debts = worklist.owed(self.user, asked)

    @property
    def next_visit(self) -> list[str]:
        """What every family of an age is asked or told."""
        return worklist.for_next_visit(loaded_knowledge.knowledge())

    @property
    def urgent(self) -> list[str]:
        """Patterns for which somebody should act within days."""
        known = loaded_knowledge.knowledge().indicators
        return [name for name, one in known.items() if one.stance == "urgent"]

    @cached_property
    def counts(self) -> dict[str, worklist.Counted]:
        """How much is owed in each section but the new patterns."""
        return worklist.counted(self.debts, self.asked.as_of, self.next_visit)

    def sections(self, chosen: Mapping[str, str]) -> list[Section]:
        """All of them, or the one that the filter asks for."""
        keys = [chosen["state"]] if "state" in chosen else list(STATES)
        if not access.may_see_patterns(self.request.staff):
            keys = [key for key in keys if key != "new"]
        return [self.new() if key == "new" else self.owed(key) for key in keys]

    def owed(self, key: str) -> Section:
        """Families in the order of their dates, each with all that this section owes their children, by contact."""
        debts, count = worklist.part(self.debts, key, self.asked.as_of, self.next_visit), self.counts[key]
        page = self.page(key, worklist.by_family(debts, self.asked.order), count.families)
        families = worklist.children_of(debts, [row["family"] for row in page])
        ids = [pk for some in families.values() for pk in some]
        things, children = worklist.things_of(debts, ids), self.read(ids)
        self.printed += [
            (children[pk], [(thing.debt.expectation, thing.debt.due) for thing in things[pk]]) for pk in ids
        ]
        rows = [family(self.lines, [children[pk] for pk in some], things) for some in families.values()]
        return self.section(key, page, rows, count.things, count.children)

    def new(self) -> Section:
        """Children whose patterns ask for action within days first, then the newest."""
        rows = worklist.new_patterns(self.user, self.asked, self.looked)
        page = self.page("new", worklist.by_start(rows, self.urgent))
        ids = [row["child"] for row in page]
        patterns, children = worklist.patterns_of(rows, ids, self.urgent), self.read(ids)
        people = [
            Person(self.lines.child(children[pk]), [self.lines.pattern(row) for row in patterns[pk]]) for pk in ids
        ]
        return self.section("new", page, people, rows.count())

    def page(self, key: str, rows: QuerySet[Owed | Pattern, Row], count: int | None = None) -> Page[Row]:
        """The page that the address asks for; `count`: how many rows there are, where that is known already."""
        paginator = Paginator(rows, CHILDREN)
        if count is not None:
            paginator.count = count
        return paginator.get_page(self.request.GET.get(f"{key}-page"))

    def read(self, ids: list[int]) -> dict[int, Child]:
        """Children of the caseload by id; they count as shown."""
        children = worklist.children(ids)
        self.children |= children
        return children

    def section(
        self,
        key: str,
        page: Page[Row],
        rows: Sequence[Person] | Sequence[Family],
        total: int,
        children: int | None = None,
    ) -> Section:
        """A section with its links to the pages before and after; `children`: how many, where the rows are families."""
        query = {name: value for name, value in self.request.GET.dict().items() if value}
        return section(key, STATES[key], _EMPTY[key], page, rows, total, query, children=children)
