"""A child in a list: name, age, number and where the name leads."""

from dataclasses import dataclass
from datetime import date

from kinsight.casework.models import Child, Staff
from kinsight.web.presenters import child_links
from kinsight.web.text import words


@dataclass(frozen=True)
class ChildLine:
    """What a row says of a child."""

    name: str
    age: str
    born: str
    nhs_number: str
    link: str


def child_line(child: Child, as_of: date, staff: Staff) -> ChildLine:
    """The name leads to the picture, or for the desk to what the desk needs."""
    born, expected = (day.isoformat() if day else None for day in (child.born, child.expected))
    return ChildLine(
        name=child.name or "Name not recorded",
        age=words.age_or_unborn(born, expected, as_of),
        born=words.said(child.born) if child.born else "not born yet",
        nhs_number=words.nhs_number(child.nhs_number),
        link=child_links.child(child.slug, staff),
    )
