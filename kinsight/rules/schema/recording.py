"""What people record as having happened: which facts, in whose words, about whom, and what each role meets most."""

from typing import Annotated

from pydantic import Field

from kinsight.rules.schema.formats import OWNERS
from kinsight.rules.schema.grammar import About, Strict, Text, Word

Words = Annotated[str, Field(min_length=1, max_length=70)]
#: More than this would be a list to search and no longer a choice at a glance.
MOST = 10


class RecordedKind(Strict):
    """One kind of fact as the person who records it would say it."""

    concept: Word
    words: Words | None = None
    """Its concept's title when left out."""
    about: About


class RecordingGroup(Strict):
    """Kinds of facts that belong together, and what to do at once after any of them."""

    recording: Word
    title: Words
    offered: bool = True
    why: str = ""
    """Why it is not offered."""
    pathway: Word | None = None
    first_steps: list[Text] = Field(default=[])
    """What the one who heard or saw it does today, most urgent first."""
    facts: list[RecordedKind] = Field(min_length=1)


class RoleRecording(Strict):
    """What one role meets most, in the order in which it is offered."""

    role: OWNERS
    only: bool = False
    """Nothing else is offered to this role."""
    most: list[Word] = Field(min_length=1, max_length=MOST)


def kinds(groups: dict[str, RecordingGroup]) -> dict[str, tuple[RecordingGroup, RecordedKind]]:
    """Each concept that is offered, with its group."""
    return {kind.concept: (group, kind) for group in groups.values() if group.offered for kind in group.facts}
