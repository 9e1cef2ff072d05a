"""Evidence rows as the table behind a pattern or an owed response shows them, and the pages they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kinsight.web.family.family_members import FamilyOnDay
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import Evidence, Owed, Pattern
    from kinsight.casework.records import Source as Citation
    from kinsight.web.child.page_context import DocumentWords, PageKnowledge


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


def evidence_rows(rows: Sequence[Evidence], snapshot: FamilyOnDay) -> list[EvidenceRow]:
    """The facts in words, newest first."""
    return [evidence_row(row, snapshot) for row in sorted(rows, key=lambda row: row["on"], reverse=True)]


def evidence_row(row: Evidence, snapshot: FamilyOnDay) -> EvidenceRow:
    """One fact in words."""
    return EvidenceRow(
        what=labels.concept(row["concept"], row.get("title")),
        on=words.said(row["on"]),
        known=words.said(row.get("known")),
        about=snapshot.who(row.get("about"), row.get("role")),
        service=row.get("service_name") or "Service not named",
        ref=row.get("ref") or "",
        alleged=labels.CERTAINTY.get(row.get("certainty") or "", ""),
        taken_back="Since taken back" if row.get("taken_back") else "",
        sensitive=bool(row.get("sensitive")),
    )


def sources(rows: Sequence[Citation], documents: Mapping[str, DocumentWords]) -> list[Source]:
    """Document titles with the page as the document prints it; `-` means it prints none."""
    return [Source(title(row["document"], documents), page(row.get("page"))) for row in rows]


def title(document: str, documents: Mapping[str, DocumentWords]) -> str:
    """A document's title; its key where knowledge has none of it."""
    return documents[document]["title"] if document in documents else document


def page(text: str | None) -> str:
    """`page 77`, `pages 77, 79`, `no page printed`."""
    if not text or text == "-":
        return "no page printed"
    numbers = text.replace("p", "")
    return f"pages {numbers}" if any(sign in numbers for sign in ",-–/") else f"page {numbers}"


def sensitive(row: Pattern | Owed, knowledge: PageKnowledge) -> bool:
    """Whether a pattern or owed response must stay off paper: the rule touches abuse (`Discretion`), or it rests on a fact that does.

    Something owed may rest on no fact at all (an enquiry never made), and signs of exploitation may each be harmless to read.
    """
    rule = row.get("indicator") or row.get("expectation")
    return rule in knowledge["off_paper"] or any(e.get("sensitive") for e in row.get("evidence") or [])
