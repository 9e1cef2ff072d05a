"""Evidence rows as the table behind a pattern or an owed response shows them, and the pages they rest on."""

from dataclasses import dataclass
from typing import Any

from kinsight.web.family.family_members import FamilyOnDay
from kinsight.web.text import labels, words

Row = dict[str, Any]


@dataclass(frozen=True)
class EvidenceRow:
    """One fact: what, when it was so, when it was known, about whom, from where."""

    what: str
    on: str
    known: str
    about: str
    service: str
    ref: str
    alleged: str
    taken_back: str
    sensitive: bool


@dataclass(frozen=True)
class Source:
    """A page of a document in the catalogue of sources."""

    document: str
    page: str


def evidence_rows(rows: list[Row], kin: FamilyOnDay) -> list[EvidenceRow]:
    """Newest first; a row without a concept (a pattern, an overdue response) shows its own title."""
    return [evidence_row(row, kin) for row in sorted(rows, key=lambda row: row.get("on") or "", reverse=True)]


def evidence_row(row: Row, kin: FamilyOnDay) -> EvidenceRow:
    return EvidenceRow(
        what=labels.concept(row.get("concept") or row.get("indicator") or row.get("expectation"), row.get("title")),
        on=words.said(row.get("on")),
        known=words.said(row.get("known")),
        about=kin.who(row.get("about"), row.get("role")),
        service=row.get("service_name") or "Service not named",
        ref=row.get("ref") or "",
        alleged=labels.CERTAINTY.get(row.get("certainty") or "", ""),
        taken_back="Since taken back" if row.get("taken_back") else "",
        sensitive=bool(row.get("sensitive")),
    )


def sources(rows: list[Row], documents: dict[str, Row]) -> list[Source]:
    """Document titles with the page as the document prints it; `-` means it prints none."""
    return [
        Source(documents.get(row["document"], {}).get("title") or row["document"], page(row.get("page")))
        for row in rows
    ]


def page(text: str | None) -> str:
    """`page 77`, `pages 77, 79`, `no page printed`."""
    if not text or text == "-":
        return "no page printed"
    numbers = str(text).replace("p", "")
    return f"pages {numbers}" if any(mark in numbers for mark in ",-–/") else f"page {numbers}"


def sensitive(row: Row, lore: Row) -> bool:
    """Whether a pattern or owed response must stay off paper: the rule touches abuse (`Discretion`), or it rests on a fact that does.

    Something owed may rest on no fact at all (an enquiry never made), and signs of exploitation may each be harmless to read.
    """
    rule = row.get("indicator") or row.get("expectation")
    return rule in lore["off_paper"] or any(e.get("sensitive") for e in row.get("evidence") or [])
