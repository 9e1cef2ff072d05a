"""The patterns that hold, grouped by what they ask of the reader. Within a group the newest stands first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kinsight.web import page_addresses
from kinsight.web.child.evidence_rows import EvidenceRow, Source, evidence_rows, sensitive, sources
from kinsight.web.child.phrases import reasons, shortened
from kinsight.web.family.family_members import FamilyOnDay
from kinsight.web.text import labels, words

Row = dict[str, Any]


@dataclass(frozen=True)
class Pattern:
    """One pattern in words. `anchor` is its place in the page."""

    anchor: str
    title: str
    stance: labels.Stance
    since: str
    since_ago: str
    until: str
    says: str
    why: str
    misleads: str
    reasons: list[str]
    evidence: list[EvidenceRow]
    sources: list[Source]
    link: str
    sensitive: bool
    new: bool


@dataclass(frozen=True)
class Group:
    """Patterns of one stance."""

    stance: labels.Stance
    patterns: list[Pattern]


NEW_DAYS = 28


def since_ago(since: date | None, as_of: date) -> str:
    """`12 weeks ago`, `today`."""
    if since is None:
        return "start not recorded"
    return "today" if since == as_of else f"{words.stretch((as_of - since).days)} ago"


def pattern(row: Row, kin: FamilyOnDay, kinds: dict[str, str], lore: Row) -> Pattern:
    """One row of `picture.patterns` with what the knowledge says beside it."""
    known = lore["indicators"].get(row["indicator"], {})
    since, until = words.parsed(row.get("since")), words.parsed(row.get("until"))
    return Pattern(
        anchor=page_addresses.pattern(row["indicator"]),
        title=row["title"],
        stance=labels.stance(row["stance"]),
        since=words.said(since),
        since_ago=since_ago(since, kin.on),
        until=f"Holds until {words.said(until)} if nothing new is recorded." if until else "",
        says=row.get("says") or known.get("says") or "",
        why=known.get("why") or "",
        misleads=known.get("misleads") or "",
        reasons=shortened(reasons(row.get("evidence") or [], kin, kinds)),
        evidence=evidence_rows(row.get("evidence") or [], kin),
        sources=sources(row.get("sources") or [], lore["sources"]),
        link=page_addresses.knowledge(row["indicator"]),
        sensitive=sensitive(row, lore),
        new=bool(since and (kin.on - since).days <= NEW_DAYS),
    )


def grouped(rows: list[Row], kin: FamilyOnDay, kinds: dict[str, str], lore: Row) -> list[Group]:
    """Groups in the fixed order of stances; protective ones are left to `protective`."""
    by_stance: dict[str, list[Pattern]] = {key: [] for key in [*labels.STANCES, labels.UNKNOWN_STANCE.key]}
    for row in sorted(rows, key=lambda row: (row.get("since") or "", row["title"]), reverse=True):
        shown = pattern(row, kin, kinds, lore)
        if shown.stance is not labels.PROTECTIVE:
            by_stance[shown.stance.key].append(shown)
    return [Group(shown[0].stance, shown) for shown in by_stance.values() if shown]


def protective(rows: list[Row], kin: FamilyOnDay, kinds: dict[str, str], lore: Row) -> list[Pattern]:
    """What protects, newest first."""
    kept = [row for row in rows if row["stance"] == "protective"]
    return [
        pattern(row, kin, kinds, lore) for row in sorted(kept, key=lambda row: row.get("since") or "", reverse=True)
    ]
