"""What the software itself does for an item of the catalogue, each with the tests that show it."""

from typing import Annotated, Literal

from pydantic import Field

from kinsight.rules.schema.formats import Citation
from kinsight.rules.schema.grammar import Strict, Text, Word

ROOMS = Literal[
    "knowledge",
    "store",
    "rules",
    "ingest",
    "identity",
    "synthetic",
    "engine",
    "sweep",
    "picture",
    "casework",
    "insight",
    "web",
    "cli",
]
#: Where later work is promised, in `planned:` of the catalogue.
PLANNED = ("casework", "sharing", "supervision", "directory", "insight")
NODE = r"^tests/[a-z_]+/test_[a-z0-9_]+\.py::test_[a-z0-9_]+$"


class Feature(Strict):
    feature: Word
    says: Text
    """What somebody can see or rely on today."""
    room: ROOMS
    shown_by: list[Annotated[str, Field(pattern=NODE)]] = Field(min_length=1)
    """Tests that fail when it is no longer so."""
    sources: list[Citation] = Field(min_length=1)
    catalogue: list[str] = Field(min_length=1)
