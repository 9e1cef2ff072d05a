"""Evidence rows into sentences a tired reader takes in at once: who, what, when, and when we came to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from kinsight.web.family.family_members import FamilyOnDay
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import Evidence

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


def clause(row: Evidence, snapshot: FamilyOnDay, kinds: Mapping[str, str]) -> str:
    """One row without its day. `kinds` is service ref → kind."""
    concept = row["concept"]
    who = snapshot.who(row.get("about"), row.get("role"))
    named = snapshot.person(row.get("value"))
    service = labels.service_acts(kinds.get(row.get("service") or ""), row.get("service_name"))
    title = labels.concept(concept, row.get("title"))
    value = snapshot.called(named) if named else who
    return words.capital(
        said_of(row, snapshot).format(who=who, whom=lowered(who), service=service, title=title, value=value)
    )


def said_of(row: Evidence, snapshot: FamilyOnDay) -> str:
    """How a fact of this concept is said: knowledge's clause, with the names of `clause` in braces."""
    concept = snapshot.concepts.get(row["concept"])
    return (concept["clause"] if concept else "") or FALLBACK


def known_late(rows: Sequence[Evidence]) -> str:
    """` (known to us 5 May 2024)` when the latest row was known after it happened."""
    newest = max(rows, key=lambda row: row["on"])
    known = newest.get("known") or ""
    return f" (known to us {words.said(known)})" if known[:10] > newest["on"][:10] else ""


def sentence(text: str, rows: Sequence[Evidence], snapshot: FamilyOnDay) -> str:
    """The clause with its day or days, what we knew when, and whether it is only alleged. What no service recorded has a day, and
    did not happen on it."""
    days = words.days_listed([row["on"] for row in rows])
    derived = not any("{service}" in said_of(row, snapshot) for row in rows)
    times = f" {len(rows)} times:" if len(rows) > 1 else "," if derived else " on"
    alleged = " Alleged, not confirmed." if any(row.get("certainty") == "alleged" for row in rows) else ""
    return f"{text}{times} {days}{known_late(rows)}.{alleged}"


def reasons(evidence: Sequence[Evidence], snapshot: FamilyOnDay, kinds: Mapping[str, str]) -> list[str]:
    """The evidence in sentences, equal facts said once with all their days, newest first."""
    said = sorted(
        evidence, key=lambda row: (clause(row, snapshot, kinds), row.get("certainty") == "alleged", row["on"])
    )
    groups = [
        (key, list(rows))
        for key, rows in groupby(
            said, key=lambda row: (clause(row, snapshot, kinds), row.get("certainty") == "alleged")
        )
    ]
    groups.sort(key=lambda pair: max(row["on"] for row in pair[1]), reverse=True)
    return [sentence(text, rows, snapshot) for (text, _), rows in groups]


def shortened(sentences: list[str]) -> list[str]:
    """The first few sentences, and how many more facts stand in the rows: nothing is silently left out."""
    rest = len(sentences) - MOST
    return sentences if rest <= 0 else [*sentences[:MOST], f"And {words.plural(rest, 'more fact')}, in the evidence."]
