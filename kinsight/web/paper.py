"""What a printed page says: the one place that decides it. Whatever is not made here is hidden in print by the style sheet.

Every page carries a sheet of its own for paper (`templates/paper.html`), and in print the rest of the page is not there. On it stand
a child's name, age and number, words of ours that were chosen for paper, and dates: never a text that someone wrote, a service, a
relative, a place, a pattern or a reason. A sheet says that it leaves things out, in the same words whether or not it does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from kinsight.casework.models import Child
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.text.discretion import Discretion
from kinsight.web.text import words

#: Pages that print as they stand on the screen: what anyone may read, and one's own spare codes.
WHOLE = frozenset(
    {
        "knowledge",
        "knowledge-pages",
        "knowledge-catalogue",
        "knowledge-wording",
        "knowledge-unreviewed",
        "knowledge-role",
        "knowledge-item",
        "knowledge-any",
        "mfa_view_recovery_codes",
    }
)
NOTE = (
    "Printed from Kinsight. A printed page leaves things out, whether or not there was anything to leave out: "
    "what anyone wrote, and all but what every child of this age is owed. The whole of it is on the screen only."
)
#: All that paper says about an interpreter.
INTERPRETER = frozenset({"needed", "not needed", "not asked"})


@dataclass(frozen=True)
class Due:
    """One thing owed, by the title that may be printed."""

    title: str
    due: str


@dataclass(frozen=True)
class Printed:
    """One child on paper."""

    name: str
    says: list[str]
    owed: list[Due]


@dataclass(frozen=True)
class Sheet:
    """All that prints of a page."""

    title: str
    day: str
    children: list[Printed]


def prints_whole(request: HttpRequest) -> bool:
    """Whether the page is printed as it stands; an address that is not named here is not."""
    match = getattr(request, "resolver_match", None)
    return match is not None and match.view_name in WHOLE


def of_child(
    child: Child, owed: Iterable[tuple[str, date]], knowledge: Knowledge, as_of: date, interpreter: str = ""
) -> Sheet:
    """The sheet of one child's page. `owed`: what stands open, with its due days; `interpreter`: one of INTERPRETER."""
    said = [*about(child, as_of), *([f"Interpreter: {interpreter}"] if interpreter in INTERPRETER else [])]
    return Sheet("", words.said(as_of), [Printed(name(child), said, due(owed, Discretion(knowledge)))])


def of_list(
    title: str, rows: Iterable[tuple[Child, Iterable[tuple[str, date]]]], knowledge: Knowledge, as_of: date
) -> Sheet:
    """The sheet of a list: each child once, and only those of whom something may be printed."""
    discretion, people = Discretion(knowledge), dict[int, tuple[Child, list[tuple[str, date]]]]()
    for child, owed in rows:
        people.setdefault(child.pk, (child, []))[1].extend(owed)
    printed = [Printed(name(child), about(child, as_of)[:1], due(owed, discretion)) for child, owed in people.values()]
    return Sheet(title, words.said(as_of), [one for one in printed if one.owed])


def name(child: Child) -> str:
    """The child's name, or that none is recorded."""
    return child.name or "Name not recorded"


def about(child: Child, as_of: date) -> list[str]:
    """Age first, then birth and number."""
    born, expected = (day.isoformat() if day else None for day in (child.born, child.expected))
    birth = [f"Born {words.said(child.born)}"] if child.born and child.born <= as_of else []
    age = words.age_or_unborn(born, expected, as_of)
    return [age[:1].upper() + age[1:], *birth, f"NHS number {words.nhs_number(child.nhs_number)}"]


def due(owed: Iterable[tuple[str, date]], discretion: Discretion) -> list[Due]:
    """What may be printed of it, the earliest first, each once."""
    titled = [(discretion.printed_title(expectation), day) for expectation, day in owed]
    first: Mapping[str, date] = dict(sorted(((t, day) for t, day in titled if t), key=lambda one: one[1], reverse=True))
    return [
        Due(title, f"due {words.said(day)}") for title, day in sorted(first.items(), key=lambda one: (one[1], one[0]))
    ]
