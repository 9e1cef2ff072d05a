"""Evidence rows into sentences a tired reader takes in at once: who, what, when, and when we came to know."""

from itertools import groupby
from typing import Any

from kinsight.web.family.family_members import FamilyOnDay
from kinsight.web.text import labels, words

Row = dict[str, Any]

#: How a fact is said of which knowledge has no clause.
FALLBACK = "{service} recorded ‘{title}’ about {whom}"
MOST = 3


def lowered(who: str) -> str:
    """A role inside a sentence: `the mother`; names keep their capital."""
    return (
        f"the {who.lower()}"
        if who in ("Mother", "Father", "Carer", "Guardian")
        else who[:1].lower() + who[1:]
        if (who.startswith(("Partner ", "Sibling ", "Household ")))
        else who
    )


def clause(row: Row, kin: FamilyOnDay, kinds: dict[str, str]) -> str:
    """One row without its day. `kinds` is service ref → kind."""
    concept = row.get("concept") or ""
    who = kin.who(row.get("about"), row.get("role"))
    named = kin.person(row.get("value"))
    service = labels.service_acts(kinds.get(row.get("service") or ""), row.get("service_name"))
    title = labels.concept(concept, row.get("title"))
    value = kin.called(named) if named else who
    return words.capital(
        said_of(row, kin).format(who=who, whom=lowered(who), service=service, title=title, value=value)
    )


def said_of(row: Row, kin: FamilyOnDay) -> str:
    known = kin.concepts.get(row.get("concept") or "")
    return (known["clause"] if known else "") or FALLBACK


def known_late(rows: list[Row]) -> str:
    """` (known to us 5 May 2024)` when the latest row was known after it happened."""
    newest = max(rows, key=lambda row: row["on"])
    late = newest.get("known") and newest["known"][:10] > newest["on"][:10]
    return f" (known to us {words.said(newest['known'])})" if late else ""


def sentence(text: str, rows: list[Row], kin: FamilyOnDay) -> str:
    """The clause with its day or days, what we knew when, and whether it is only alleged. What no service recorded has a day, and
    did not happen on it."""
    days = words.days_listed([row["on"] for row in rows])
    derived = not any("{service}" in said_of(row, kin) for row in rows)
    times = f" {len(rows)} times:" if len(rows) > 1 else "," if derived else " on"
    alleged = " Alleged, not confirmed." if any(row.get("certainty") == "alleged" for row in rows) else ""
    return f"{text}{times} {days}{known_late(rows)}.{alleged}"


def reasons(evidence: list[Row], kin: FamilyOnDay, kinds: dict[str, str]) -> list[str]:
    """The evidence in sentences, equal facts said once with all their days, newest first."""
    dated = [row for row in evidence if row.get("on") and row.get("concept")]
    said = sorted(dated, key=lambda row: (clause(row, kin, kinds), row.get("certainty") == "alleged", row["on"]))
    groups = [
        (key, list(rows))
        for key, rows in groupby(said, key=lambda row: (clause(row, kin, kinds), row.get("certainty") == "alleged"))
    ]
    groups.sort(key=lambda pair: max(row["on"] for row in pair[1]), reverse=True)
    return [sentence(text, rows, kin) for (text, _), rows in groups]


def shortened(sentences: list[str]) -> list[str]:
    """The first few sentences, and how many more facts stand in the rows: nothing is silently left out."""
    rest = len(sentences) - MOST
    return sentences if rest <= 0 else [*sentences[:MOST], f"And {words.plural(rest, 'more fact')}, in the evidence."]
