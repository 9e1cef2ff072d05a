"""Something happened: record a fact about a child's family without anything being owed, and read what follows from it."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kinsight.casework import access, worklist
from kinsight.casework.actions.act_once import once
from kinsight.casework.actions.record_done import record_done
from kinsight.casework.models import Child, HowKnown, RecordedFact
from kinsight.web import clock, loaded_knowledge
from kinsight.web.forms.choice_field import choice_field
from kinsight.web.forms.happened_form import HappenedForm
from kinsight.web.middleware.drafts import offered
from kinsight.web.pages.record import asks_again, family_or_child, recorded_at, without_service
from kinsight.web.pages.shown import shown_soon
from kinsight.web.presenters import child_links, happened_words
from kinsight.web.presenters.better_words import advice
from kinsight.web.presenters.child_lists import child_line
from kinsight.web.presenters.recording_choices import people
from kinsight.web.staff_request import StaffRequest


@require_http_methods(["GET", "POST"])
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """The form, filled from a kept draft if there is one; after saving, what follows."""
    child = access.child(request.user, slug, "happened")
    if not request.staff.services.exists():
        return without_service(request)
    form, is_draft = filled(request, child)
    if form.is_bound and not is_draft and form.is_valid() and not asks_again(request, child, form):
        return redirect(child_links.answer(slug, save(request, child, form)))
    access.relatives(request.user, child, (one.ref for one in form.people), "family")
    return render(request, "happened/happened.html", {
        "form": form, "is_draft": is_draft, "duplicate": form.duplicate and recorded_at(form.duplicate),
         "line": child_line(child, clock.as_of(), request.staff), "people": form.people,
        "services": choice_field(form, "service").choices, "desk": not access.may_see_patterns(request.staff),
    })  # fmt: skip


def filled(request: StaffRequest, child: Child) -> tuple[HappenedForm, bool]:
    """(the form, whether it holds what was kept when a session ran out)."""
    as_of, knowledge, role = clock.as_of(), loaded_knowledge.knowledge(), request.staff.role
    family, _ = family_or_child(child, as_of, request.POST.get("about", ""))
    make = partial(
        HappenedForm,
        most=happened_words.most(knowledge, role),
        all_of_it=happened_words.everything(knowledge, role),
        as_of=as_of,
        people=people(family, as_of, knowledge),
        asks_how=access.may_see_patterns(request.staff),
        services=[(service.ref, str(service)) for service in request.staff.services.order_by("name")],
    )
    if request.method == "POST":
        return make(request.POST), False
    if draft := offered(request):
        return make({name: values[-1] for name, values in draft.items() if values}), True
    return make(initial={"on": as_of}), False


def save(request: StaffRequest, child: Child, form: HappenedForm) -> RecordedFact:
    """The fact is safe first; then the worker makes the family's picture anew, at once if nothing stops it."""
    said = form.cleaned_data

    def record() -> str:
        return str(
            record_done(
                by=request.staff,
                child=child,
                person_ref=said["about"],
                concept=said["concept"],
                on=said["on"],
                as_of=clock.as_of(),
                note=said["note"],
                service_ref=said["service"],
                how_known=said.get("how", HowKnown.SEEN),
            ).id
        )

    fact = RecordedFact.objects.get(id=once(by=request.staff, token=form.sent_once(), act=record)[0])
    shown_soon(fact)
    return fact


@require_safe
def answer(request: StaffRequest, slug: str, fact: UUID) -> HttpResponse:
    """What follows, for the one who recorded it: to others what is owed stands on the child's page."""
    child, as_of, knowledge = (
        access.child(request.user, slug, "happened-answer"),
        clock.as_of(),
        loaded_knowledge.knowledge(),
    )
    recorded = RecordedFact.objects.filter(pk=fact, child=child, by=request.user).select_related("child").first()
    if recorded is None:
        raise Http404("No such fact of yours")
    if recorded.in_error_at:
        return redirect("recorded-list")
    access.relatives(request.user, child, [recorded.person_ref], "family")
    owed = worklist.owed(request.user, worklist.Asked(as_of, owner=worklist.ANYONE), access.children(request.user))
    family, is_read = family_or_child(child, as_of)
    follows = happened_words.answer(
        recorded,
        family,
        owed.filter(child=child).order_by("-due"),
        knowledge,
        request.staff.role,
        as_of,
        unread=not is_read,
    )
    return render(
        request,
        "happened/answer.html",
        {
            "answer": follows,
            "line": child_line(child, as_of, request.staff),
            "desk": not access.may_see_patterns(request.staff),
            "advice": advice(knowledge, recorded.note),
            "again": child_links.happened(slug),
            "in_error": child_links.in_error(recorded),
        },
    )
