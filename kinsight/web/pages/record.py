"""Record what was done: on something owed, or on any child with a choice of what."""

import logging
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from kinsight.casework import access, worklist
from kinsight.casework.actions.act_once import already_sent, once
from kinsight.casework.actions.record_done import just_recorded, record_done
from kinsight.casework.models import Child, RecordedFact, Role
from kinsight.rules.schema import urgency
from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.recording import kinds
from kinsight.store.days import to_day
from kinsight.store.workspace_locks import WorkspaceBusy
from kinsight.web import clock, loaded_knowledge, opaque
from kinsight.web.forms.choice_field import choice_field
from kinsight.web.forms.record_form import RecordForm
from kinsight.web.forms.recording_fields import RecordingForm
from kinsight.web.middleware.drafts import keep, offered
from kinsight.web.pages.shown import shown_soon
from kinsight.web.presenters import child_links
from kinsight.web.presenters.better_words import advice
from kinsight.web.presenters.child_lists import child_line
from kinsight.web.presenters.recording_choices import choices, fitting, groups, people, preset
from kinsight.web.presenters.work_rows import Lines, OwedLine
from kinsight.web.staff_request import StaffRequest

if TYPE_CHECKING:
    from kinsight.casework.records import FamilyShown

log = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """The form, filled from a kept draft or from what is owed; after saving, the child's page."""
    child = access.child(request.user, slug, "record")
    item = expectation(request, slug)
    if not request.staff.services.exists():
        return without_service(request)
    form, is_draft = filled(request, child, item)
    if form.is_bound and not is_draft and form.is_valid() and not asks_again(request, child, form):
        return save(request, child, item, form)
    access.relatives(request.user, child, (one.ref for one in form.people), "family")
    return render(request, "record/record.html", {
        "form": form, "item": item, "is_draft": is_draft, "duplicate": form.duplicate and recorded_at(form.duplicate),
        "decide_link": decide_link(request, child, item),
        "slug": slug, "groups": [] if item else groups(loaded_knowledge.knowledge()),
        "line": child_line(child, clock.as_of(), request.staff), "owed": owed(request, child, item),
        "people": form.people, "tells_why": access.may_see_patterns(request.staff), "services": choice_field(form, "service").choices,
    })  # fmt: skip


def without_service(request: StaffRequest) -> HttpResponse:
    """Nobody fills in a form that cannot be saved; what was written when the last service was taken away is kept."""
    if request.method == "POST":
        keep(request)
    return render(request, "record/no_service.html", status=403)


def asks_again(request: StaffRequest, child: Child, form: RecordingForm) -> bool:
    """Whether the same was recorded just now, and nobody has said yet that it is to be recorded again."""
    sent = form.cleaned_data
    if sent["again"] or already_sent(by=request.staff, token=form.sent_once()):
        return False
    form.duplicate = just_recorded(
        by=request.staff, child=child, person_ref=sent["about"], concept=sent["concept"], on=sent["on"]
    )
    return form.duplicate is not None


def expectation(request: StaffRequest, slug: str) -> Expectation | None:
    """What it is recorded for. The desk records only what the desk owes. Raises Http404, PermissionDenied."""
    given, expectations = request.GET.get("for", ""), loaded_knowledge.knowledge().expectations
    item = expectations.get(opaque.named(slug, given, expectations)) if given else None
    if given and item is None:
        raise Http404("No such expectation")
    if request.staff.role == Role.RECEPTION and (item is None or item.owner != Role.RECEPTION.value):
        raise PermissionDenied("This page is not for your role")
    return item


def filled(request: StaffRequest, child: Child, item: Expectation | None) -> tuple[RecordForm, bool]:
    """(the form, whether it holds what was kept when a session ran out)."""
    as_of, knowledge = clock.as_of(), loaded_knowledge.knowledge()
    family, _ = family_or_child(child, as_of, request.POST.get("about", ""))
    possible = choices(knowledge, item)
    fitted = fitting(people(family, as_of, knowledge), possible)
    make = partial(
        RecordForm,
        choices=possible,
        people=fitted,
        services=[(service.ref, str(service)) for service in request.staff.services.order_by("name")],
        as_of=as_of,
    )
    if request.method == "POST":
        return make(request.POST), False
    if draft := offered(request):
        return make({name: values[-1] for name, values in draft.items() if values}), True
    return make(initial=preset(possible, fitted, as_of)), False


def family_or_child(child: Child, as_of: date, about: str = "") -> "tuple[FamilyShown, bool]":
    """(The family, whether it was read.) When the record store does not answer, it is the child alone: writing down what was done
    must not wait.

    What was sent `about` someone else of the family is given back to be sent again (pages/busy.py). Raises WorkspaceBusy.
    """
    try:
        return loaded_knowledge.records().family(child.ref, to_day(as_of)), True
    except Exception as error:
        if isinstance(error, WorkspaceBusy) and about not in ("", child.ref):
            raise
        log.error("a family could not be read: %s", type(error).__name__)
        return alone(child), False


def alone(child: Child) -> "FamilyShown":
    """A family of whom nothing is known but the child's reference and name."""
    return {
        "child": {
            "ref": child.ref, "name": child.name, "nhs_number": None, "born": None, "expected": None, "died": None, "sex": None,
            "language": None, "interpreter": None, "practice": None, "practice_name": None, "address": None, "withheld": False,
        },
        "people": [], "couples": [], "addresses": [], "events": [], "services": [],
    }  # fmt: skip


def owed(request: StaffRequest, child: Child, item: Expectation | None) -> list[OwedLine]:
    """What is still owed to the child: of this kind, or all that the reader's page lists to choose from."""
    asked = worklist.Asked(clock.as_of(), owner=worklist.ANYONE, expectation=item.expectation if item else "")
    lines = Lines(loaded_knowledge.knowledge(), request.staff, asked.as_of)
    debts = worklist.owed(request.user, asked, access.children(request.user))
    return [lines.owed(thing, child.slug) for thing in worklist.things_of(debts, [child.pk]).get(child.pk, [])]


def decide_link(request: StaffRequest, child: Child, item: Expectation | None) -> str:
    """Where it is said why it is not done; nothing where that was said, but for what its owner said is not theirs."""
    if item is None or not access.may_see_patterns(request.staff):
        return ""
    urgent = urgency.urgent(loaded_knowledge.knowledge())
    left = worklist.to_decide(request.user, child, item.expectation, clock.as_of(), urgent)
    return child_links.decide(child.slug, item.expectation) if left.exists() else ""


def recorded_at(fact: RecordedFact) -> str:
    """The time of day at which it was recorded."""
    return f"{timezone.localtime(fact.recorded_at):%H:%M}"


def with_way_back(said: str, fact: RecordedFact) -> str:
    """What is said after recording, and for a mistake the link to where the fact is withdrawn."""
    return format_html(
        '{} If this was a mistake: <a href="{}">recorded in error</a>.', said, child_links.in_error(fact)
    )


def save(request: StaffRequest, child: Child, item: Expectation | None, form: RecordForm) -> HttpResponse:
    """The fact is safe first; then the worker makes the family's picture anew, at once if nothing stops it."""
    sent = form.cleaned_data

    def record() -> str:
        return str(
            record_done(
                by=request.staff,
                child=child,
                person_ref=sent["about"],
                concept=sent["concept"],
                on=sent["on"],
                as_of=clock.as_of(),
                note=sent["note"],
                expectation=item.expectation if item else "",
                service_ref=sent["service"],
            ).id
        )

    fact = RecordedFact.objects.get(id=once(by=request.staff, token=form.sent_once(), act=record)[0])
    shown = shown_soon(fact)
    if fact.concept in kinds(loaded_knowledge.knowledge().recording) and access.may_see_patterns(request.staff):
        return redirect(
            child_links.answer(child.slug, fact)
        )  # itself a fact, such as a disclosure: what follows comes first
    if shown:
        messages.success(
            request, with_way_back("Recorded. What is owed and the picture now take it into account.", fact)
        )
    else:
        said = "Recorded and safe. The picture will show it shortly; you need not enter it again."
        messages.warning(request, with_way_back(said, fact))
    if on_words := advice(loaded_knowledge.knowledge(), fact.note):
        messages.info(request, on_words, extra_tags="quiet")
    return redirect(child_links.child(child.slug, request.staff))
