"""Reasons in plain words, built from evidence and nothing else."""

from datetime import date

from kinsight.picture.contract import Evidence

_ROLES = {
    "self": "The child",
    "mother": "Mother",
    "father": "Father",
    "carer": "Carer",
    "partner": "Parent's partner",
    "sibling": "Brother or sister",
    "household": "Someone in the household",
    "same-address": "Someone at the same address, no tie recorded",
}
_PLACES = {role: place for place, role in enumerate(_ROLES)}


def role_order(role: str) -> int:
    """Nearest to the child first."""
    return _PLACES.get(role, len(_PLACES))


def day_in_words(iso: str | None) -> str:
    """`2024-05-03` → `3 May 2024`."""
    if iso is None:
        return "an unknown day"
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def because(evidence: list[Evidence], most: int = 3) -> str:
    """`Mother: domestic abuse disclosed, 3 May 2024 (Elm Surgery, known 5 May 2024); and 2 more.`"""
    if not evidence:
        return "No single record: see what it rests on."
    newest = "; ".join(_fact(row) for row in evidence[:most])
    return f"{newest}{f'; and {len(evidence) - most} more' if len(evidence) > most else ''}."


def _fact(row: Evidence) -> str:
    title = row["title"][:1].lower() + row["title"][1:]
    alleged = " (alleged)" if row["certainty"] == "alleged" else ""
    later = f", known {day_in_words(row['known'])}" if row["known"] != row["on"] else ""
    who = _ROLES.get(row["role"], row["role"])
    where = row["service_name"] or row["service"]
    return f"{who}: {title}{alleged}, {day_in_words(row['on'])} ({where}{later})"
