"""What was the case on a day, over everyone: a filter of the results, for a spell's days are those on which it could be known."""

from dataclasses import dataclass

from kinsight.store.sql_files import statement
from kinsight.sweep.outcome import Swept
from kinsight.sweep.results import PACKAGE


@dataclass(frozen=True)
class PatternCount:
    """Children with a pattern on the day; of these, with one that no single service could have seen; whose began in the last
    four weeks. `new` and `only_joined` are part of `children`."""

    indicator: str
    children: int
    only_joined: int
    new: int


def on_day(swept: Swept, day: int) -> list[PatternCount]:
    """By indicator, most children first, of the joined record; of those who are children on the day of the sweep."""
    with swept.reading() as db:
        return [PatternCount(**row) for row in db.rows(statement("on_day", PACKAGE), [day - NEW, day, day])]


#: Days in which a beginning counts as new.
NEW = 28
