"""What a kind of service writes: code systems, resource types, people and groups of concepts; and what is read without any code."""

from pydantic import Field

from kinsight.rules.schema.formats import Citation, Title
from kinsight.rules.schema.grammar import About, Strict, Text, Word


class FeedKind(Strict):
    """One kind of feed, such as general practice, as far as it bears on what can be recognised from it."""

    feed: Word
    title: Title
    says: Text
    systems: list[Text] = Field(min_length=1)
    """Public code systems in which such a service writes, as codelists name them."""
    resources: list[Text] = Field(min_length=1)
    """FHIR resource types that it can send."""
    people: About
    """Whose records it holds, seen from the child."""
    groups: list[Text] = Field(min_length=1)
    """Groups of concepts that it records by code."""
    also: list[Word] = Field(default=[])
    """Single concepts of other groups that it records too."""
    sources: list[Citation] = Field(min_length=1)


class UncodedFact(Strict):
    """A concept that is read, or follows, from elements of resources or from another concept, whatever the codes."""

    concept: Word
    from_: list[Text] = Field(alias="from", default=[])
    """Resource types that are all needed."""
    of: Word | None = None
    """The concept that is read as this one of someone under 18."""
    about: About
    says: Text
