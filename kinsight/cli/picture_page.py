"""A child's picture as a page of a terminal: what to do, then what holds, each with its evidence below it. It fits any width."""

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kinsight.picture.contract import ChildPicture, Evidence, Owed, Pattern
from kinsight.web.text import labels, words

#: States of what is owed in the order of the page, and what stands over each.
STATES = (("overdue", "Overdue"), ("open", "To do"), ("met", "Done"), ("lapsed", "Never answered"))
_DEPTH = 2


def show(console: Console, picture: ChildPicture) -> None:
    """Print the page."""
    for depth, line in lines(picture):
        console.print(Padding(line, (0, 0, 0, depth * _DEPTH), expand=False), highlight=False)


def lines(picture: ChildPicture) -> Iterator[tuple[int, Text]]:
    """(depth, line): what stands further in belongs to the line above it."""
    view = "" if picture["view"] == "joined" else f", as {picture['view']} alone could know it"
    yield 0, Text(f"{picture['child']} on {words.said(picture['as_of'])}{view}", "bold")
    yield 0, Text(f"knowledge {picture['knowledge_version']}", "dim")
    for state, over in STATES:
        rows = [row for row in (*picture["owed"], *picture["never_answered"]) if row["state"] == state]
        if rows:
            yield from _section(f"{over}: {len(rows)}")
        for row in rows:
            yield from _owed(row)
    yield from _section(f"What holds: {len(picture['patterns'])}")
    for pattern in picture["patterns"]:
        yield from _pattern(pattern)


def _section(over: str) -> Iterator[tuple[int, Text]]:
    yield 0, Text(f"\n{over}", "bold")


def _owed(row: Owed) -> Iterator[tuple[int, Text]]:
    yield 1, Text.assemble((row["title"], "bold"), f"  {labels.owner(row['owner'])}, {_when(row)}")
    if row["state"] in ("met", "lapsed"):
        return
    yield 2, Text(row["do"])
    yield from _rests_on(row)


def _when(row: Owed) -> str:
    """`done 3 May 2026`, `due 3 May 2026`, or `due 3 May 2026, lapsed 3 July 2026`."""
    if row["state"] == "met":
        return f"done {words.said(row['met_on'])}"
    due = f"due {words.said(row['due'])}" if row["due"] else "no date set"
    return f"{due}, lapsed {words.said(row['lapsed_on'])}" if row["state"] == "lapsed" else due


def _pattern(row: Pattern) -> Iterator[tuple[int, Text]]:
    stance = labels.stance(row["stance"]).tag.lower()
    yield 1, Text.assemble((row["title"], "bold"), f"  {stance}, since {words.said(row['since'])}")
    yield from _rests_on(row)


def _rests_on(row: Owed | Pattern) -> Iterator[tuple[int, Text]]:
    yield 2, Text(row["says"])
    for fact in row["evidence"]:
        yield 2, Text(f"- {_fact(fact)}")
    yield (
        2,
        Text("source: " + ", ".join(f"{s['document']} {s['page']}".removesuffix(" -") for s in row["sources"]), "dim"),
    )


def _fact(fact: Evidence) -> str:
    """`3 May 2026: Disclosed domestic abuse (mother), Elm Surgery`, and what must not be read over."""
    service = labels.service_heading(fact["service_kind"], fact["service_name"])
    said = ", alleged" if fact["certainty"] == "alleged" else ""
    late = f", known {words.said(fact['known'])}" if fact["known"] != fact["on"] else ""
    back = ", taken back" if fact["taken_back"] else ""
    about = labels.role(fact["role"]).lower()
    return f"{words.said(fact['on'], 'no day')}: {fact['title']} ({about}{said}), {service}{late}{back}"
