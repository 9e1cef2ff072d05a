"""What was the case on a day, over everyone: a filter of the results, for a spell's days are those on which it could be known."""

from dataclasses import dataclass

from kinsight.sweep.outcome import Swept


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
        return [PatternCount(**row) for row in db.rows(_ON_DAY, [day - NEW, day, day])]


#: Days in which a beginning counts as new.
NEW = 28
_ON_DAY = """
SELECT indicator, count(DISTINCT child) AS children, count(DISTINCT child) FILTER (WHERE only_joined) AS only_joined,
       count(DISTINCT child) FILTER (WHERE since > ?) AS new
FROM result_spell
WHERE view = 'joined' AND since <= ? AND coalesce("until", 2000000000) > ?
GROUP BY indicator
ORDER BY children DESC, indicator
"""
