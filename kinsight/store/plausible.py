"""Which days a fact may lie on: one rule for the forms and for the store, so that neither takes what the other refuses."""

from datetime import date, timedelta

#: The longest a pregnancy lasts, with some days to spare: nothing about a child is older.
BEFORE_BIRTH = timedelta(days=300)
#: Nobody alive is older: of people whose birth is not known.
LIFETIME = timedelta(days=121 * 366)


def earliest(*, born: date | None, as_of: date) -> date:
    """The first day on which something about a person can have been; `born`: the day of birth, or the one expected."""
    return born - BEFORE_BIRTH if born else as_of - LIFETIME


def wrong_day(on: date, *, first: date, as_of: date) -> str:
    """Why a fact cannot lie on this day, as a code: `short-year`, `future`, `too-early`; empty when it can."""
    if on.year < 1000:
        return "short-year"
    if on > as_of:
        return "future"
    return "too-early" if on < first else ""
