"""Evidence rows into sentences a tired reader takes in at once: who, what, when, and when we came to know."""

from itertools import groupby
from typing import Any

from kinsight.web.family.family_members import FamilyOnDay
from kinsight.web.text import labels, words

Row = dict[str, Any]

#: concept → clause. {who} is the person, {service} who recorded it. The day is added behind.
CLAUSES = {
    "domestic-abuse-disclosed": "{who} told {service} about domestic abuse",
    "domestic-abuse-suspected": "{service} suspected domestic abuse of {whom}",
    "domestic-abuse-perpetrator-alleged": "{who} is said to have used domestic abuse, recorded by {service}",
    "domestic-abuse-denied": "{who} was asked about domestic abuse by {service} and said no",
    "domestic-abuse-enquiry-made": "{who} was asked about domestic abuse by {service}",
    "domestic-abuse-enquiry-unsafe": "{service} could not ask {whom} about domestic abuse safely",
    "marac-referred": "{who} was referred to MARAC by {service}",
    "marac-heard": "{who} was discussed at MARAC, recorded by {service}",
    "was-not-brought": "{who} was not brought to {service}",
    "carer-cancelled": "{who}'s appointment with {service} was cancelled by the carer",
    "carer-rescheduled": "{who}'s appointment with {service} was moved by the carer",
    "did-not-attend": "{who} did not attend {service}",
    "antenatal-appointment-missed": "{who} missed an antenatal appointment with {service}",
    "no-access-visit": "{service} could not get in at a visit to {whom}",
    "removed-from-list": "{who} was taken off the list of {service}",
    "emergency-attendance": "{who} came to {service}",
    "emergency-attendance-injury": "{who} came to {service} with an injury",
    "late-booking": "{who} booked late in pregnancy with {service}",
    "suicidal-ideation": "{who} told {service} of thoughts of suicide",
    "suicidal-intent": "{who} told {service} of an intent to end their life",
    "self-harm": "{who} had harmed themselves, recorded by {service}",
    "seen": "{who} was seen face to face by {service}",
    "seen-alone": "{who} was seen alone by {service}",
    "relative-interpreted": "A relative interpreted for {whom} at {service}",
    "interpreter-used": "An interpreter was used for {whom} at {service}",
    "immunisation-given": "{who} was immunised by {service}",
}
#: Facts that follow from the record itself: nobody recorded them, so no service is named.
DERIVED = {
    "young-parent": "{who} was under 20 when a child was born",
    "third-partner-in-two-years": "{who} has had three partners within two years",
    "third-address-in-two-years": "{who} has had three addresses within two years",
    "fourth-child": "{who} has four children or more",
    "new-adult-in-household": "{who} is new to the household",
}
#: Facts on the child's record whose value is the person they are about.
ABOUT_THE_VALUE = {"new-adult-in-household"}
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
    pattern = DERIVED.get(concept) or CLAUSES.get(concept) or FALLBACK
    arrived = kin.person(row.get("value")) if concept in ABOUT_THE_VALUE else None
    who = kin.called(arrived) if arrived else kin.who(row.get("about"), row.get("role"))
    service = labels.service_acts(kinds.get(row.get("service") or ""), row.get("service_name"))
    title = labels.concept(concept, row.get("title"))
    return words.capital(pattern.format(who=who, whom=lowered(who), service=service, title=title))


def known_late(rows: list[Row]) -> str:
    """` (known to us 5 May 2024)` when the latest row was known after it happened."""
    newest = max(rows, key=lambda row: row["on"])
    late = newest.get("known") and newest["known"][:10] > newest["on"][:10]
    return f" (known to us {words.said(newest['known'])})" if late else ""


def sentence(text: str, rows: list[Row]) -> str:
    """The clause with its day or days, what we knew when, and whether it is only alleged."""
    days = words.days_listed([row["on"] for row in rows])
    derived = all(row.get("concept") in DERIVED for row in rows)
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
    return [sentence(text, rows) for (text, _), rows in groups]


def shortened(sentences: list[str]) -> list[str]:
    """The first few sentences, and how many more facts stand in the rows: nothing is silently left out."""
    rest = len(sentences) - MOST
    return sentences if rest <= 0 else [*sentences[:MOST], f"And {words.plural(rest, 'more fact')}, in the evidence."]
