"""The header's menu for one member of staff, with the current page marked."""

from typing import TypedDict

from django.http import HttpRequest
from django.urls import reverse

from kinsight.casework.access import may_audit


class Item(TypedDict):
    """One link of the menu; `current`: the page is it, or below it."""

    text: str
    href: str
    current: bool


def navigation(request: HttpRequest) -> list[Item]:
    """Empty before signing in."""
    staff = getattr(request, "staff", None)
    if staff is None:
        return []
    pages = [("My work", "work"), ("Find a child", "find"), ("The knowledge", "knowledge")]
    pages += [("Audit", "audit")] if may_audit(staff) else []
    return [item(text, reverse(name), request.path) for text, name in pages]


def item(text: str, href: str, path: str) -> Item:
    """A link, seen from the page at `path`."""
    current = path == href or (href != "/" and path.startswith(href))
    return {"text": text, "href": href, "current": current}
