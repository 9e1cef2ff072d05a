"""The knowledge: the manual of everything Kinsight looks for and says is owed, by group, by role and by source page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kinsight.web import loaded_knowledge
from kinsight.web.manual import book, pathway_pages
from kinsight.web.manual.item import item_page

KINDS = ("indicator", "expectation", "derivation")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything by group; a search of the titles and sayings is a GET form."""
    asked = request.GET.get("q", "").strip()[:100]
    return render(request, "knowledge/index.html", book.index(loaded_knowledge.knowledge(), asked))


@require_safe
def role(request: HttpRequest, role: str) -> HttpResponse:
    """What one role owes."""
    owes = book.role(loaded_knowledge.knowledge(), role)
    if owes is None:
        raise Http404("No such role owes anything")
    return render(request, "knowledge/role.html", owes)


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The full report page by page: what it says, and which rules rest on it."""
    return render(request, "knowledge/pages.html", book.pages(loaded_knowledge.knowledge()))


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every finding and expectation of the briefing, and what covers it."""
    return render(request, "knowledge/catalogue.html", book.catalogue(loaded_knowledge.knowledge()))


@require_safe
def wording(request: HttpRequest) -> HttpResponse:
    """Words that hide a child, and what to say instead."""
    return render(request, "knowledge/wording.html", book.wording(loaded_knowledge.knowledge()))


@require_safe
def unreviewed(request: HttpRequest) -> HttpResponse:
    """What no named doctor or nurse has reviewed as it stands."""
    return render(request, "knowledge/unreviewed.html", book.unreviewed(loaded_knowledge.knowledge()))


@require_safe
def item(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """One rule, pathway or assessment, whole."""
    if shelved := pathway_pages.page_of(loaded_knowledge.knowledge(), kind, name):
        return render(request, "knowledge/shelved.html", {"item": shelved, "kind": kind})
    rule = getattr(loaded_knowledge.knowledge(), f"{kind}s").get(name) if kind in KINDS else None
    if rule is None:
        raise Http404("Nothing of this name")
    return render(request, "knowledge/item.html", {"item": item_page(loaded_knowledge.knowledge(), rule), "kind": kind})


@require_safe
def either(request: HttpRequest, name: str) -> HttpResponse:
    """The short address: whichever has the name."""
    for kind in KINDS:
        if name in getattr(loaded_knowledge.knowledge(), f"{kind}s"):
            return redirect("knowledge-item", kind, name)
    raise Http404("Nothing of this name")
