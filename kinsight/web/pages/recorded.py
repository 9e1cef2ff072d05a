"""What one recorded on the site, and the way to say that something was recorded in error."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kinsight.casework import access
from kinsight.casework.actions.act_once import once
from kinsight.casework.actions.in_error import record_in_error
from kinsight.casework.models import Child, RecordedFact
from kinsight.web import clock, loaded_knowledge
from kinsight.web.forms.recorded_form import InErrorForm
from kinsight.web.middleware.drafts import offered
from kinsight.web.pages.record import family_or_child
from kinsight.web.pages.shown import shown_soon
from kinsight.web.presenters import child_links
from kinsight.web.presenters.recorded_words import RecordedLine, line
from kinsight.web.staff_request import StaffRequest

if TYPE_CHECKING:
    from kinsight.casework.records import FamilyShown

#: Facts on one page.
FACTS = 25
#: What the lead may see beside their own.
LISTS = {"": "What you recorded", "refused": "Not taken by the records", "everyone": "What everyone recorded"}


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The reader's own, newest first; for the lead also everyone's, and those that the records do not take."""
    lead = access.may_audit(request.staff)
    show = request.GET.get("show", "") if lead and request.GET.get("show") in LISTS else ""
    facts = access.refused_facts(request.user) if show == "refused" else access.recorded(request.user, bool(show))
    part = Paginator(facts, FACTS).get_page(request.GET.get("page"))
    return render(request, "recorded/list.html", {
        "lines": lines(request, part, "recorded-list"), "page": part, "show": show,
        "lists": LISTS if lead else {},
        "previous": child_links.with_query("/recorded/", show=show, page=part.number - 1) if part.has_previous() else "",
        "following": child_links.with_query("/recorded/", show=show, page=part.number + 1) if part.has_next() else "",
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def in_error(request: StaffRequest, fact: UUID) -> HttpResponse:
    """The fact, and why it is withdrawn; once withdrawn, the list says so."""
    recorded = access.recorded_fact(request.user, fact)
    form = InErrorForm(request.POST) if request.method == "POST" else InErrorForm(initial=began(request))
    if form.is_bound and form.is_valid():
        return withdraw(request, recorded, form)
    if recorded.in_error_at:
        return redirect("recorded-list")
    return render(
        request,
        "recorded/in_error.html",
        {
            "form": form,
            "line": lines(request, [recorded], "recorded-in-error-form")[0],
            "note": recorded.note,
            "own": recorded.by_id == request.user.pk,
        },
    )


def lines(request: StaffRequest, facts: Iterable[RecordedFact], purpose: str) -> list[RecordedLine]:
    """These facts in words; the children and relatives whom they name are written down as shown."""
    shown = list(facts)
    named = access.named(request.user, {fact.child for fact in shown}, purpose)
    families = families_of(request, [fact for fact in shown if fact.child_id in named])
    return [line(fact, loaded_knowledge.knowledge(), request.staff, named, families) for fact in shown]


def families_of(request: StaffRequest, facts: list[RecordedFact]) -> "dict[int, FamilyShown]":
    """By the child's id, the families of whom someone else than the child is to be named."""
    relatives: dict[Child, set[str]] = {}
    for fact in facts:
        if fact.person_ref != fact.child.ref:
            relatives.setdefault(fact.child, set()).add(fact.person_ref)
    for child, refs in relatives.items():
        access.relatives(request.user, child, refs, "family")
    return {child.pk: family_or_child(child, clock.as_of())[0] for child in relatives}


def began(request: StaffRequest) -> dict[str, str]:
    """The reason as it had been begun when the session ran out."""
    draft = offered(request) or {}
    return {"reason": (draft.get("reason") or [""])[0]}


def withdraw(request: StaffRequest, fact: RecordedFact, form: InErrorForm) -> HttpResponse:
    """The withdrawal is safe first; then the worker makes the family's picture anew."""
    why = form.cleaned_data["reason"]

    def act() -> str:
        return str(record_in_error(by=request.staff, fact=fact, why=why, as_of=clock.as_of()).id)

    once(by=request.staff, token=form.sent_once(), act=act)
    if shown_soon(fact):
        messages.success(request, "Withdrawn. The picture and what is owed no longer count it.")
    else:
        messages.warning(request, "Withdrawn and safe. The picture follows shortly; you need not do it again.")
    return redirect("recorded-list")
