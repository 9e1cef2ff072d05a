"""Who may belong to a child's family, with the evidence; and to say what one of them is to the child, or that they do not belong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kinsight.casework import access
from kinsight.casework.actions.act_once import once
from kinsight.casework.actions.in_error import may_withdraw
from kinsight.casework.actions.say_tie import NotProposed, say_tie
from kinsight.casework.models import Child, RecordedFact, Staff
from kinsight.store.days import to_date, to_day
from kinsight.web import clock, loaded_knowledge, opaque, page_addresses
from kinsight.web.forms.belongs_form import BelongsForm
from kinsight.web.forms.choice_field import choice_field
from kinsight.web.pages.record import without_service
from kinsight.web.pages.shown import shown_soon
from kinsight.web.presenters import child_links
from kinsight.web.presenters.child_lists import child_line
from kinsight.web.presenters.recorded_words import moment, name
from kinsight.web.staff_request import StaffRequest

if TYPE_CHECKING:
    from kinsight.casework.records import Proposal

#: How the two bands are headed.
BANDS = {"likely": "Likely to be of the family", "unsure": "Unsure"}

NAMELESS = "Name not recorded"


@dataclass(frozen=True)
class Candidate:
    """Somebody proposed: `word` stands for them in the form."""

    word: str
    name: str
    speaks_for: list[str]
    speaks_against: list[str]
    beside: list[str]


@dataclass(frozen=True)
class SaidLine:
    """What somebody said of one person; `withdraw`: where who may do it takes it back, else empty."""

    about: str
    tie: str
    who: str
    at: str
    how: str
    note: str
    withdraw: str


@require_http_methods(["GET", "POST"])
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """The proposals of today, and what was said before; after saving, the child's page."""
    child, as_of = access.own_child(request.user, slug, "belongs"), clock.as_of()
    if not request.staff.services.exists():
        return without_service(request)
    proposed, said = loaded_knowledge.records().proposals(child.ref, to_day(as_of)), access.said_ties(child)
    form = filled(request, slug, proposed, said)
    if form.is_bound and form.is_valid():
        return save(request, child, form, proposed)
    names = loaded_knowledge.records().names(one.person_ref for one in said)
    access.relatives(request.user, child, {*names, *(one.person for one in proposed)}, "belongs")
    return render(request, "child/belongs.html", {
        "form": form, "line": child_line(child, as_of, request.staff), "bands": in_bands(slug, proposed),
        "offered": offered(slug, proposed), "services": choice_field(form, "service").choices,
        "said": [said_line(one, names, request.staff) for one in said],
    })  # fmt: skip


def filled(request: StaffRequest, slug: str, proposed: "list[Proposal]", said: list[RecordedFact]) -> BelongsForm:
    """The form of these proposals, as it was sent or empty. One about whom something was said meanwhile is taken too: the same form sent
    again is answered like the first."""
    decided = [(opaque.word(slug, one.person_ref), "") for one in said]
    services = [(service.ref, str(service)) for service in request.staff.services.order_by("name")]
    sent = request.POST if request.method == "POST" else None
    return BelongsForm(sent, people=[*offered(slug, proposed), *decided], services=services)


def offered(slug: str, proposed: "list[Proposal]") -> list[tuple[str, str]]:
    """(word, name) of who can be chosen."""
    return [(opaque.word(slug, one.person), one.name or NAMELESS) for one in proposed]


def in_bands(slug: str, proposed: "list[Proposal]") -> list[tuple[str, list[Candidate]]]:
    """(heading, who) of each band that has somebody."""
    bands = [(words, [candidate(slug, one) for one in proposed if one.band == band]) for band, words in BANDS.items()]
    return [(words, people) for words, people in bands if people]


def candidate(slug: str, one: "Proposal") -> Candidate:
    """A proposal as the page shows it."""
    word = opaque.word(slug, one.person)
    return Candidate(word, one.name or NAMELESS, one.speaks_for, one.speaks_against, one.beside)


def said_line(fact: RecordedFact, names: Mapping[str, str], staff: Staff) -> SaidLine:
    """What was said of whom, by whom and when."""
    withdraw = child_links.in_error(fact) if may_withdraw(staff, fact) else ""
    return SaidLine(
        about=names.get(fact.person_ref, NAMELESS),
        tie=fact.get_tie_display(),
        who=name(fact.by),
        at=moment(fact.recorded_at),
        how=fact.get_how_known_display(),
        note=fact.note,
        withdraw=withdraw,
    )


def save(request: StaffRequest, child: Child, form: BelongsForm, proposed: "list[Proposal]") -> HttpResponse:
    """It is safe first; then the worker makes the family's picture anew."""
    try:
        result, _ = once(by=request.staff, token=form.sent_once(), act=lambda: said_now(request, child, form, proposed))
    except NotProposed:
        messages.info(request, "Somebody has said it meanwhile, so nothing was changed.")
        return redirect(page_addresses.belongs(child.slug))
    if shown_soon(RecordedFact.objects.get(id=result)):
        messages.success(request, "Saved. The family is drawn anew.")
    else:
        messages.warning(request, "Saved and safe. The picture follows shortly; you need not do it again.")
    return redirect(child_links.child(child.slug, request.staff))


def said_now(request: StaffRequest, child: Child, form: BelongsForm, proposed: "list[Proposal]") -> str:
    """The id of what is written down. Raises NotProposed."""
    sent, people = form.cleaned_data, {opaque.word(child.slug, one.person): one for one in proposed}
    if (chosen := people.get(sent["about"])) is None:
        raise NotProposed("This person is not proposed for the child any more")
    made = say_tie(
        by=request.staff,
        child=child,
        person_ref=chosen.person,
        proposed=[one.person for one in proposed],
        tie=sent["tie"],
        since=since(chosen),
        how_known=sent["how"],
        note=sent["note"],
        as_of=clock.as_of(),
        service_ref=sent["service"],
    )
    return str(made.id)


def since(one: "Proposal") -> date | None:
    """Since when both have the address."""
    return None if one.since is None else to_date(one.since)
