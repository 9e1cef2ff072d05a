"""The shape of a pathway: who does what, in which order and by when, for one kind of circumstance."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from kinsight.rules.schema.formats import GROUPS, OWNERS, Citation
from kinsight.rules.schema.grammar import Length, Printed, Strict, Text, Word

Title = Annotated[str, Field(min_length=1, max_length=70)]


class Step(Strict):
    step: Word
    """Its name within the pathway; it never changes, so that others can refer to it."""
    title: Title
    says: Text
    roles: list[OWNERS] = Field(min_length=1)
    """Who acts; the first leads."""
    within: Length
    """How soon: after what makes its expectation owed; without one, after the step named in `after`, or the start."""
    after: Word | None = None
    """The step it follows."""
    expectation: Word | None = None
    """What Kinsight says is owed for it."""
    assessment: Word | None = None
    """The questions it uses."""
    basis: Literal["source", "local-default"] = "local-default"
    """Whether the time is the source's or ours."""


class Pathway(Strict):
    pathway: Word
    """The name of the file."""
    title: Title
    group: GROUPS
    whom: Text
    """For which families."""
    says: Text
    """What it does for them."""
    starts: Text
    """What starts it."""
    ends: Text
    """How one knows that it may end; nothing ends by silence."""
    misleads: Text
    steps: list[Step] = Field(min_length=2)
    owner: OWNERS
    """Who keeps it right."""
    version: Printed
    reviewed: date
    review_due: date
    review_when: list[Text] = Field(min_length=1)
    """Changes after which it is reviewed at once, whatever the date."""
    sources: list[Citation] = Field(min_length=1)
    catalogue: list[str] = Field(min_length=1)
