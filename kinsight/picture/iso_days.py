"""Days as ISO text: one family names the same days again and again."""

from functools import lru_cache

from kinsight.store import days


@lru_cache(maxsize=1 << 15)
def iso(day: int | None) -> str | None:
    """ISO date of a day, or None for unknown or no end."""
    return days.iso(day)


@lru_cache(maxsize=1 << 15)
def iso_of_fact(day: int) -> str:
    """ISO date of a day on which something happened: there is one for every fact."""
    return days.to_date(day).isoformat()
