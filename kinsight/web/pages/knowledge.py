"""The knowledge: every indicator and expectation in plain words, with its pages and its examples."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kinsight.web import lore
from kinsight.web.presenters.knowledge import shelf, told

KINDS = ("indicator", "expectation")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything by group; a search of the titles and sayings is a GET form."""
    knowledge, asked = lore.knowledge(), request.GET.get("q", "").strip()[:100]
    groups = shelf(knowledge, asked)
    return render(request, "knowledge/index.html", {
        "groups": groups, "asked": asked, "version": knowledge.version, "shown": sum(len(g.lines) for g in groups),
        "all": len(knowledge.indicators) + len(knowledge.expectations), "sources": knowledge.sources.values(),
    })  # fmt: skip


@require_safe
def item(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """One indicator or expectation, whole."""
    found = getattr(lore.knowledge(), f"{kind}s").get(name) if kind in KINDS else None
    if found is None:
        raise Http404("Nothing of this name")
    return render(request, "knowledge/item.html", {"item": told(lore.knowledge(), found), "kind": kind})


@require_safe
def either(request: HttpRequest, name: str) -> HttpResponse:
    """The short address: whichever has the name."""
    for kind in KINDS:
        if name in getattr(lore.knowledge(), f"{kind}s"):
            return redirect("knowledge-item", kind, name)
    raise Http404("Nothing of this name")
