"""Dates, ages and numbers as a person says them. Pure; a day that is not known is said to be so, never guessed."""

from datetime import date

from django.conf.locale import LANG_INFO

#: Languages spoken in English maternity and child health that Django's own list lacks.
_MORE_LANGUAGES = {
    "am": "Amharic",
    "gu": "Gujarati",
    "ha": "Hausa",
    "kmr": "Kurdish (Kurmanji)",
    "ku": "Kurdish",
    "ln": "Lingala",
    "mai": "Maithili",
    "om": "Oromo",
    "prs": "Dari",
    "ps": "Pashto",
    "rom": "Romani",
    "sn": "Shona",
    "si": "Sinhala",
    "so": "Somali",
    "sy": "Sylheti",
    "syl": "Sylheti",
    "ti": "Tigrinya",
    "tl": "Tagalog",
    "tw": "Twi",
    "wo": "Wolof",
    "yo": "Yoruba",
    "yue": "Cantonese",
    "zh": "Chinese",
    "bfi": "British Sign Language",
}


def parsed(day: str | None) -> date | None:
    """An ISO day or instant as a date; None stays None."""
    return date.fromisoformat(day[:10]) if day else None


def said(day: date | str | None, unknown: str = "not recorded") -> str:
    """`3 May 2024`."""
    when = parsed(day) if isinstance(day, str) else day
    return f"{when.day} {when:%B %Y}" if when else unknown


def short(day: date | str | None) -> str:
    """`3 May 24`-like label for narrow cells: `3 May 2024` with the month cut to three letters."""
    when = parsed(day) if isinstance(day, str) else day
    return f"{when.day} {when:%b %Y}" if when else "–"


def listed(parts: list[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def days_listed(days: list[str]) -> str:
    """Days in order, the year said once where it stays the same: `1 February, 3 March and 5 May 2024`."""
    dates = sorted(d for d in map(parsed, days) if d)
    last_of_year = {d.year: d for d in dates}
    return listed([said(d) if d == last_of_year[d.year] else f"{d.day} {d:%B}" for d in dict.fromkeys(dates)])


def plural(count: int, word: str) -> str:
    """`1 day`, `2 days`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def stretch(days: int) -> str:
    """A length of time in the unit a person would pick."""
    if days < 14:
        return plural(days, "day")
    if days < 70:
        return plural(days // 7, "week")
    if days < 730:
        return plural(int(days / 30.4375), "month")
    return plural(int(days / 365.25), "year")


def whole_months(start: date, end: date) -> int:
    """Birthdays of the month passed between two days."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def age(born: date, on: date) -> str:
    """A child's age in natural words: `6 days`, `7 weeks`, `14 months`, `3 years 2 months`; adults in years."""
    days, months = (on - born).days, whole_months(born, on)
    if days < 14:
        return plural(days, "day")
    if days < 26 * 7 and months < 6:
        return plural(days // 7, "week")
    if months < 24:
        return plural(months, "month")
    years, rest = divmod(months, 12)
    return plural(years, "year") + (f" {plural(rest, 'month')}" if rest and years < 18 else "")


def short_age(born: str | None, on: date) -> str:
    """An age that fits inside a symbol: `7w`, `14m`, `3`, or `?` when the birth is not recorded."""
    when = parsed(born)
    if when is None or when > on:
        return "?"
    days, months = (on - when).days, whole_months(when, on)
    return (
        f"{days}d"
        if days < 14
        else f"{days // 7}w"
        if months < 6
        else f"{months}m"
        if months < 24
        else f"{months // 12}"
    )


def age_or_unborn(born: str | None, expected: str | None, on: date) -> str:
    """`7 weeks old`, `unborn, expected 3 March 2027`, or `age not recorded`."""
    when = parsed(born)
    if when and when <= on:
        return f"{age(when, on)} old"
    if expected:
        return f"unborn, expected {said(expected)}"
    return "not yet born on that day" if when else "age not recorded"


def due(due_on: str | None, as_of: date) -> str:
    """When something is owed, seen from a day: `in 5 days, by 3 May 2024` or `12 days ago, on 3 May 2024`."""
    day = parsed(due_on)
    if day is None:
        return "no date set"
    gap = (day - as_of).days
    if gap == 0:
        return f"today, {said(day)}"
    return f"in {stretch(gap)}, by {said(day)}" if gap > 0 else f"{stretch(-gap)} ago, on {said(day)}"


def nhs_number(number: str | None) -> str:
    """Spaced 3-3-4 as on every NHS letter."""
    digits = "".join(c for c in number or "" if c.isdigit())
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if len(digits) == 10 else (number or "not recorded")


def language(code: str | None) -> str | None:
    """The English name of a BCP 47 language; the code itself when we do not know it."""
    if not code:
        return None
    base = code.split("-")[0].lower()
    return _MORE_LANGUAGES.get(base) or LANG_INFO.get(base, {}).get("name") or code


def first_name(name: str | None, otherwise: str = "the child") -> str:
    """What a practitioner would call someone: `Amira` from `Amira Khan` or `KHAN, Amira (Miss)`."""
    given = (name or "").split(",")[-1].split()
    return given[0] if given else otherwise


def capital(text: str) -> str:
    """First letter raised, the rest left as it is (`str.capitalize` would lower names)."""
    return text[:1].upper() + text[1:]


def overdue_by(days: int) -> str:
    """`Overdue today`, `3 days overdue`, `5 months overdue`; `Due today`, `Due in 4 days` when not yet."""
    if days == 0:
        return "Due today"
    return f"{stretch(days)} overdue" if days > 0 else f"Due in {stretch(-days)}"


def plain(name: str) -> str:
    """A word of ours that has no title: `signed-in` as `Signed in`."""
    return name.replace("-", " ").capitalize()
