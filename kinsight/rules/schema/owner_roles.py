"""Where each role that may owe something works, and who owes in its place where a child has no such service."""

from typing import Literal

from pydantic import Field

from kinsight.rules.schema.formats import OWNERS
from kinsight.rules.schema.grammar import Age, Length, Strict, Text, Word

#: Of whom a role's work is counted.
OF_WHOM = Literal["children", "children under five", "children of five and over", "pregnancies"]


class OwnerRole(Strict):
    """One role. Without `service` it works for an area, and owes nothing in the place of somebody else but what nobody else has."""

    owner: OWNERS
    service: Word | None = None
    """The kind of service in which it works."""
    until_age: Age | None = None
    """The age of the child from which it owes nothing any more: `next` does."""
    next: OWNERS | None = None
    """Who owes it where the child has no such service."""
    urgent_within: Length | None = None
    """What is due within so long is urgent: when nobody answers it in time, this role closes it with a reason."""
    caseload: int = Field(gt=0)
    """For how many of `of` its work is counted: a size in common use."""
    of: OF_WHOM
    says: Text
