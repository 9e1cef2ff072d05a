"""Say why something owed is not done: declined, unsafe, not applicable, not ours, not needed; and when it is looked at again."""

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kinsight.casework import access, worklist
from kinsight.casework.actions.act_once import once
from kinsight.casework.actions.decide import NotDecided, decide
from kinsight.casework.models import Child, Owed
from kinsight.rules.schema import urgency
from kinsight.rules.schema.formats import Expectation
from kinsight.web import clock, loaded_knowledge, opaque
from kinsight.web.forms.decide_form import DecideForm
from kinsight.web.middleware.drafts import offered
from kinsight.web.presenters import child_links
from kinsight.web.presenters.child_lists import child_line
from kinsight.web.staff_request import StaffRequest
from kinsight.web.text import words

#: So long after today it is looked at again, where nobody says otherwise.
AGAIN = timedelta(days=28)


@require_http_methods(["GET", "POST"])
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """The form; after saving, the child's page, where the decision stands."""
    child = access.child(request.user, slug, "decide")
    item = expectation(request, slug)
    form = filled(request)
    if request.method == "POST" and form.is_valid():
        return save(request, child, item, form)
    return render(request, "record/decide.html", {
        "form": form, "item": item, "line": child_line(child, clock.as_of(), request.staff),
        "record_link": child_links.record(slug, item.expectation),
        "times": to_decide(request, child, item.expectation).count(),
    })  # fmt: skip


def expectation(request: StaffRequest, slug: str) -> Expectation:
    """What it is about. Raises Http404."""
    expectations = loaded_knowledge.knowledge().expectations
    if (item := expectations.get(opaque.named(slug, request.GET.get("for", ""), expectations))) is None:
        raise Http404("No such expectation")
    return item


def to_decide(request: StaffRequest, child: Child, expectation: str) -> QuerySet[Owed]:
    """What of the kind waits for the reader's decision; for the lead, also what is urgent and was never answered."""
    known = urgency.urgent(loaded_knowledge.knowledge())
    return worklist.to_decide(request.user, child, expectation, clock.as_of(), known)


def filled(request: StaffRequest) -> DecideForm:
    """The form as sent, or with what had been begun when a session ran out."""
    as_of = clock.as_of()
    if request.method == "POST":
        return DecideForm(request.POST, as_of=as_of)
    draft = {name: values[-1] for name, values in (offered(request) or {}).items() if values}
    begun = {name: draft[name] for name in ("ending", "reason") if name in draft}
    return DecideForm(initial={"on": as_of + AGAIN, **begun}, as_of=as_of)


def save(request: StaffRequest, child: Child, item: Expectation, form: DecideForm) -> HttpResponse:
    """The decision, once, however often the form is sent."""
    sent, as_of = form.cleaned_data, clock.as_of()

    def act() -> str:
        made = decide(
            by=request.staff, child=child, debts=to_decide(request, child, item.expectation),
            ending=sent["ending"], reason=sent["reason"], review_on=sent["on"], as_of=as_of,
        )  # fmt: skip
        return str(made[0].id)

    try:
        once(by=request.staff, token=form.sent_once(), act=act)
    except NotDecided:
        messages.info(request, "It is no longer owed, so nothing was decided.")
    else:
        messages.success(request, said(sent["on"]))
    return redirect(child_links.child(child.slug, request.staff))


def said(review_on: date) -> str:
    """What is said after it was saved."""
    return f"Decided. It is off the lists until {words.said(review_on)}, or until something new asks for it."
