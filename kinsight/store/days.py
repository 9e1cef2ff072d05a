"""Days are integers since 1970-01-01, so that every engine agrees on every interval."""

from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
#: "Never ends". Small enough that adding a lifetime of days stays inside 32 bits.
FOREVER = 2_000_000_000
#: "Always was": the start of a bond that has no known start.
ALWAYS = -1_000_000
#: No day at all: an answer that was never given.
NEVER = 2_147_483_647


def to_day(value: date) -> int:
    return (value - EPOCH).days


def to_date(day: int) -> date:
    return EPOCH + timedelta(days=day)


def iso(day: int | None) -> str | None:
    """ISO date of a day, or None for unknown or `FOREVER`."""
    return None if day is None or day >= FOREVER or day <= ALWAYS else to_date(day).isoformat()


def parse(text: str) -> int:
    """Day of an ISO date; ValueError when it is not one."""
    return to_day(date.fromisoformat(text))
