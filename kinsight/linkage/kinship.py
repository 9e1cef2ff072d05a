"""Who belongs to whom: identities and bonds, each table one SQL file over the record tables, in this order."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files

#: Each builds on those before it. `clock(as_of, horizon)`, the tables `records.*` and `key_of`, `iso_day`, `day_words`
#: must be there.
STEPS = (
    "believed", "newest", "parted", "human", "who", "relation", "pregnancy", "carried", "child_record", "lineage", "tie", "bond",
)  # fmt: skip

#: The first of them: they need `person`, `bond` and `supersession` alone.
WHO_IS_WHO = STEPS[:4]

#: Facts by which families themselves are joined: who is expected, and who no longer; whose address joins
#: nobody. No other fact changes who belongs to whom.
CONCEPTS = ("expected-date", "pregnancy-ended", "restricted-record")


@cache
def statement(step: str) -> str:
    """Text of `sql/<step>.sql`."""
    return files("kinsight.linkage").joinpath(f"sql/{step}.sql").read_text()


def build(make: Callable[[str, str], object]) -> None:
    """Have `make(table, query)` make the tables `human`, `who`, `child_record`, `bond` (and those between) from the record tables."""
    for step in STEPS:
        make(step, statement(step))
