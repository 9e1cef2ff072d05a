"""Reads a page as a browser ties it together: ids, labels, descriptions, and the links that stay on the page."""

from collections import Counter
from html.parser import HTMLParser

LABELABLE = {"input", "select", "textarea", "button", "meter", "output", "progress"}
#: Attributes that name other elements by id.
NAMING = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "aria-errormessage")


class Ties(HTMLParser):
    """Every id with its tag, and everything that points at one."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[tuple[str, str]] = []
        self.labels: list[str] = []
        self.named: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append((given["id"], "hidden" if given.get("type") == "hidden" else tag))
        if tag == "label" and "for" in given:
            self.labels.append(given["for"])
        self.named += [one for name in NAMING for one in given.get(name, "").split()]
        if tag == "a" and given.get("href", "").startswith("#"):
            self.links.append(given["href"][1:])


def faults(text: str) -> list[str]:
    """What would leave a label, a description or a link of this page dead."""
    page = Ties(text)
    tags = dict(page.ids)
    return [
        *(f"twice the id {name}" for name, count in Counter(name for name, _ in page.ids).items() if count > 1),
        *(f"the label for {name} meets no control" for name in page.labels if tags.get(name) not in LABELABLE),
        *(f"nothing has the id {name}, which is named" for name in page.named if name not in tags),
        *(f"nothing has the id {name}, which is linked" for name in page.links if name and name not in tags),
    ]
