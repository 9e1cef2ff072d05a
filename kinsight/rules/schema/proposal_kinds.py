"""How people who may belong together are compared: signs, their weights and words, and from which weight on somebody is asked."""

from typing import Literal, Self

from pydantic import Field, model_validator

from kinsight.rules.schema.formats import Citation
from kinsight.rules.schema.grammar import Length, Strict, Text, Word

#: What is compared; how, is said in `kinsight/identity/comparing.py`.
COMPARES = Literal[
    "shared-stay",
    "family-name",
    "phone",
    "age-gap",
    "contact",
    "own-family",
    "others-there",
    "also-elsewhere",
    "whole-name",
    "place",
]
#: Shares of one comparison come to one; what is written with two digits may miss it by this.
_ROUNDED = 0.001


class Level(Strict):
    """One answer of a comparison. The first level that fits holds; the last has no bound and takes the rest."""

    level: Word
    at_least: Length | float | None = None
    """From which length of time, number or likeness of two words (0 to 1) on it fits."""
    at_most: Length | float | None = None
    """Up to which it fits."""
    m: float = Field(gt=0, lt=1)
    """The share of this answer among those who do belong together."""
    u: float = Field(gt=0, lt=1)
    """The share of this answer among those who do not."""
    speaks: Literal["for", "against", "neither"] = "neither"
    """On which side its words stand."""
    says: str = ""
    """The evidence in words, with the places {since} and {others}; empty: nothing is said."""


class Comparison(Strict):
    """One thing that is compared. Where a record does not say it, it speaks neither for nor against."""

    compares: COMPARES
    levels: list[Level] = Field(min_length=2)
    unsaid: str = ""
    """What is said where a record does not say it; empty: nothing."""

    @model_validator(mode="after")
    def _shares_of_one(self) -> Self:
        """Raises ValueError where the shares do not come to one, or an answer has no words though it speaks."""
        for name in ("m", "u"):
            if abs(sum(getattr(level, name) for level in self.levels) - 1) > _ROUNDED:
                raise ValueError(f"the shares {name!r} of {self.compares} do not come to 1")
        if mute := [one.level for one in self.levels if one.speaks != "neither" and not one.says]:
            raise ValueError(f"{mute[0]!r} speaks for or against, and says nothing")
        return self


class ProposalKind(Strict):
    """One kind of proposal. Its weights only sort: into who is proposed first, who is proposed, and who is not."""

    proposal: Word
    says: Text
    from_age: Length = "0d"
    """Who is younger is not proposed."""
    alike_from: float = Field(default=1, gt=0, le=1)
    """From which likeness of their names on, 0 to 1, two records are compared at all."""
    crowded_from: int | None = Field(default=None, gt=1)
    """So many grown people without a tie to the child at one address, and it is a place that strangers share: nobody there is proposed."""
    prior: float = Field(gt=0, lt=1)
    """The share of those who are compared at all who do belong together."""
    likely: float
    """From this weight on (base 2) it is `likely`."""
    unsure: float
    """From this weight on it is `unsure`; below it nobody is asked."""
    because: Text
    """Where the numbers come from."""
    sources: list[Citation] = Field(min_length=1)
    comparisons: list[Comparison] = Field(min_length=1)

    @model_validator(mode="after")
    def _sorts(self) -> Self:
        """Raises ValueError where nothing could be `unsure`, or one thing is compared twice."""
        if self.unsure >= self.likely:
            raise ValueError("`unsure` must lie below `likely`")
        names = [one.compares for one in self.comparisons]
        if len(names) > len(set(names)):
            raise ValueError("the same thing is compared twice, and would count twice")
        return self
