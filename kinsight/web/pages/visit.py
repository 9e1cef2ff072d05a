"""Record a visit: everything that is owed to a family and can be asked there, in one form and by one click."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from kinsight.casework import access, worklist
from kinsight.casework.actions.act_once import once
from kinsight.casework.actions.record_done import record_done
from kinsight.casework.models import Child, RecordedFact
from kinsight.rules.schema.recording import kinds
from kinsight.web import clock, loaded_knowledge
from kinsight.web.forms.choice_field import choice_field
from kinsight.web.forms.visit_form import VisitForm
from kinsight.web.middleware.drafts import offered
from kinsight.web.pages.record import family_or_child, without_service
from kinsight.web.pages.shown import shown_soon
from kinsight.web.pages.work import asked as work_of
from kinsight.web.presenters import child_links
from kinsight.web.presenters.child_lists import child_line
from kinsight.web.presenters.recording_choices import people
from kinsight.web.presenters.visit_questions import Owing, at_one_home, parts
from kinsight.web.staff_request import StaffRequest
from kinsight.web.text.words import plural


@require_http_methods(["GET", "POST"])
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """The form, for the child and those brothers and sisters who live there too; after saving, what follows or the child's page."""
    child = access.child(request.user, slug, "visit")
    if not request.staff.services.exists():
        return without_service(request)
    owing, elsewhere = together(request, child)
    access.seen(request.user, (one.child for one in owing if one.child != child), "visit")
    access.relatives(request.user, child, _relatives(owing), "family")
    form, is_draft = filled(request, child, owing)
    if form.is_bound and not is_draft and form.is_valid():
        return save(request, child, form)
    return render(request, "record/visit.html", {
        "form": form, "is_draft": is_draft, "people": owing, "line": child_line(child, clock.as_of(), request.staff),
        "lines": [child_line(one.child, clock.as_of(), request.staff) for one in owing], "elsewhere": elsewhere,
        "services": choice_field(form, "service").choices, "record_link": child_links.record(slug),
    })  # fmt: skip


def _relatives(owing: list[Owing]) -> set[str]:
    children = {one.child.ref for one in owing}
    return {person.ref for one in owing for person in one.people} - children


def together(request: StaffRequest, child: Child) -> tuple[list[Owing], list[str]]:
    """The child and the brothers and sisters of the visit, with what the reader owes them; names of those who are known to live
    elsewhere. Raises WorkspaceBusy."""
    as_of, knowledge = clock.as_of(), loaded_knowledge.knowledge()
    debts = worklist.owed(
        request.user, worklist.Asked(as_of, **work_of({}, request.staff)), access.children(request.user)
    )
    others = (one for one in worklist.brothers_and_sisters(request.user, child, as_of) if one != child)
    sent_about = "anyone" if request.method == "POST" else ""
    families = {one: family_or_child(one, as_of, sent_about)[0] for one in (child, *others)}
    here = at_one_home({one: family["child"]["address"] for one, family in families.items()})
    owing = [
        Owing(one, people(families[one], as_of, knowledge), list(debts.filter(child=one).order_by("due", "pk")))
        for one in here
    ]
    return owing, [one.name or "A brother or sister" for one in families if one not in here]


def filled(request: StaffRequest, child: Child, owing: list[Owing]) -> tuple[VisitForm, bool]:
    """(the form, whether it holds what was kept when a session ran out)."""
    as_of, draft = clock.as_of(), None if request.method == "POST" else offered(request)
    sent = request.POST.getlist("asked") if request.method == "POST" else (draft or {}).get("asked", [])
    make = partial(
        VisitForm,
        parts=parts(owing, loaded_knowledge.knowledge(), frozenset(sent), as_of),
        services=[(service.ref, str(service)) for service in request.staff.services.order_by("name")],
        as_of=as_of,
    )
    if request.method == "POST":
        return make(request.POST), False
    if draft:
        return make({name: values[-1] for name, values in draft.items() if values}), True
    return make(initial={"on": as_of}), False


def save(request: StaffRequest, child: Child, form: VisitForm) -> HttpResponse:
    """Every answer is a fact of its own, all of them safe or none; what something follows from comes last, and is shown."""
    sent, knowledge = form.cleaned_data, loaded_knowledge.knowledge()
    leads = kinds(knowledge.recording)
    given = sorted(form.answers(sent), key=lambda one: one[1] in leads)

    def record() -> str:
        facts = [
            record_done(
                by=request.staff, child=asked.child, person_ref=asked.person.ref, concept=concept, on=sent["on"],
                as_of=clock.as_of(), note=note, expectation=asked.expectation, service_ref=sent["service"],
            )
            for asked, concept, note in given
        ]  # fmt: skip
        return str(facts[-1].id)

    last = RecordedFact.objects.get(id=once(by=request.staff, token=form.sent_once(), act=record)[0])
    shown = shown_soon(last)
    said = f"{plural(len(given), 'answer')} recorded." + ("" if shown else " The picture will show them shortly.")
    messages.success(request, with_way_back(f"{said} What was not asked stays owed."))
    if last.concept in leads:
        return redirect(child_links.answer(last.child.slug, last))
    return redirect(child_links.child(child.slug, request.staff))


def with_way_back(said: str) -> str:
    """What is said after recording, and for a mistake the link to where each answer is withdrawn."""
    return format_html('{} If one was a mistake: <a href="{}">what you recorded</a>.', said, reverse("recorded-list"))
