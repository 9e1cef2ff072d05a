"""The numbers that the briefing prints, for reports to be tested against: counts and shares of reviewed cases, never of families."""

from typing import Literal

from pydantic import Field

from kinsight.rules.schema.formats import Citation
from kinsight.rules.schema.grammar import Strict, Text, Word


class Constant(Strict):
    """One number of the source. It has no denominator but the cases reviewed: nothing follows from it about any family."""

    constant: Word
    says: Text
    value: int
    unit: Literal["reviews", "per-cent", "months", "analyses", "briefings"]
    of: int | None = None
    """Out of how many, where the source says so."""
    bound: Literal["exactly", "more-than", "nearly", "about"] = "exactly"
    """How the source puts it."""
    derived: bool = False
    """Worked out by us from what is printed; `says` tells how."""
    sources: list[Citation] = Field(min_length=1)
    catalogue: list[str] = Field(min_length=1)
