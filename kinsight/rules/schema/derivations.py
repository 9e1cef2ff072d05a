"""Rules by which a fact follows from the record itself: from dates of birth, ties and addresses, without anyone writing it down."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, Tag

from kinsight.rules.schema.formats import RuleHead
from kinsight.rules.schema.grammar import GROWN_UP, Age, Length, Period, Strict, Word


class YoungParent(Strict):
    """A parent who was younger than this on the day of a child's birth, or on the day on which one is expected."""

    parent_under: Period = Field(alias="parent-under")
    awaited: Length
    """For how long after the expected day a birth is awaited of which nothing is known; then the fact goes."""


class ChildOfMother(Strict):
    """A mother's child of this number, by the days of birth."""

    child_of_mother: int = Field(alias="child-of-mother", ge=1)


class PartnerOfMany(Strict):
    """A partner of this number, of those with whom it began, or is known to have ended, within this time."""

    partner: int = Field(ge=2)
    within: Period


class AddressOfMany(Strict):
    """An address of this number, of those at which the child, or its mother, began to live or stopped living within this time."""

    address: int = Field(ge=2)
    within: Period
    until_age: Age = GROWN_UP
    """From this age of the child on, its own addresses count no more."""


class AdultJoins(Strict):
    """An adult who comes into a child's household, or becomes a parent, carer or partner there, more than this time after the birth."""

    adult_joins: Length = Field(alias="adult-joins")
    until_age: Age = GROWN_UP
    """Who comes later than at this age of the child is no fact of its childhood."""


class AdultThere(Strict):
    """A father, carer or parent's partner who is tied to a child on some day from the birth to this time after it."""

    adult_there: Length = Field(alias="adult-there")


_KINDS = ("parent-under", "child-of-mother", "partner", "address", "adult-joins", "adult-there")


def _kind(value: Any) -> str | None:
    """Which kind it is, by the one word that only this kind has."""
    names = value if isinstance(value, Mapping) else {name.replace("_", "-") for name in type(value).model_fields}
    return next((f"={kind}" for kind in _KINDS if kind in names), None)


Record = Annotated[
    Annotated[YoungParent, Tag("=parent-under")]
    | Annotated[ChildOfMother, Tag("=child-of-mother")]
    | Annotated[PartnerOfMany, Tag("=partner")]
    | Annotated[AddressOfMany, Tag("=address")]
    | Annotated[AdultJoins, Tag("=adult-joins")]
    | Annotated[AdultThere, Tag("=adult-there")],
    Discriminator(
        _kind,
        custom_error_type="derivation_kind",
        custom_error_message=f"`from_record` has exactly one of: {', '.join(_KINDS)}",
    ),
]


class Derivation(RuleHead):
    """A fact that follows from the record. In force: on the days on which what it follows from happened."""

    derivation: Word
    """The name of the file."""
    makes: Word
    """The concept of the fact."""
    from_record: Record
    """What the record must show."""
    examples: ClassVar[tuple[()]] = ()
    """None: an example of a rule gives facts, and this makes them."""
