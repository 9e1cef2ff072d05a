"""What services wrote about a child in codes that no rule reads, as it was recorded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinsight.casework import access
from kinsight.store.days import to_day
from kinsight.web import clock, loaded_knowledge
from kinsight.web.presenters.child_lists import child_line
from kinsight.web.staff_request import StaffRequest
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import CodeShown

#: How a code is marked that does not state what it says.
_CERTAINTY = {"alleged": "alleged", "refuted": "said not to be so"}


@dataclass(frozen=True)
class CodeLine:
    """One code in words: what, when and by whom; `stated_as` where it is not simply stated."""

    says: str
    code: str
    day: str
    known: str
    by: str
    stated_as: str


@require_safe
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """The newest first. Nothing of it is judged, and nothing of it is printed."""
    child, as_of = access.child(request.user, slug, "child-codes"), clock.as_of()
    recorded = loaded_knowledge.records().codes(child.ref, to_day(as_of), access.own_services(request.user))
    return render(request, "child/codes.html", {
        "line": child_line(child, as_of, request.staff), "codes": [in_words(one) for one in recorded],
    })  # fmt: skip


def in_words(one: "CodeShown") -> CodeLine:
    """A code as the page says it; a term that was not sent is not made up."""
    return CodeLine(
        says=one["term"] or "no words were sent with it",
        code=f"{labels.system(one['system'])} {one['code']}",
        day=words.short(words.parsed(one["on"])) if one["on"] else "no day recorded",
        known=words.short(words.parsed(one["known"])),
        by=labels.service_heading(one["service_kind"], one["service_name"]),
        stated_as=_CERTAINTY.get(one["certainty"], ""),
    )
