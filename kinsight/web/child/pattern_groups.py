"""The patterns that hold, grouped by what they ask of the reader. Within a group the newest stands first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kinsight.web import page_addresses
from kinsight.web.child.evidence_rows import EvidenceRow, Source, evidence_rows, sensitive, sources
from kinsight.web.child.phrases import reasons, shortened
from kinsight.web.family.family_members import FamilyOnDay
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import Pattern as PatternRow
    from kinsight.web.child.page_context import PageKnowledge, RuleWords


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


#: A pattern that began within so many days is called new.
NEW_DAYS = 28
#: Of an indicator that knowledge no longer has.
NOTHING_SAID: RuleWords = {"says": "", "why": "", "misleads": "", "group": ""}


def since_ago(since: date | None, as_of: date) -> str:
    """`12 weeks ago`, `today`."""
    if since is None:
        return "start not recorded"
    return "today" if since == as_of else f"{words.stretch((as_of - since).days)} ago"


def pattern(row: PatternRow, snapshot: FamilyOnDay, kinds: Mapping[str, str], knowledge: PageKnowledge) -> Pattern:
    """One pattern in words, with what knowledge says beside it. `kinds`: service ref → kind."""
    said = knowledge["indicators"].get(row["indicator"], NOTHING_SAID)
    since, until = words.parsed(row.get("since")), words.parsed(row.get("until"))
    return Pattern(
        anchor=page_addresses.pattern(row["indicator"]),
        title=row["title"],
        stance=labels.stance(row["stance"]),
        since=words.said(since),
        since_ago=since_ago(since, snapshot.on),
        until=f"Holds until {words.said(until)} if nothing new is recorded." if until else "",
        says=row.get("says") or said.get("says") or "",
        why=said.get("why") or "",
        misleads=said.get("misleads") or "",
        reasons=shortened(reasons(row.get("evidence") or [], snapshot, kinds)),
        evidence=evidence_rows(row.get("evidence") or [], snapshot),
        sources=sources(row.get("sources") or [], knowledge["sources"]),
        link=page_addresses.knowledge(row["indicator"]),
        sensitive=sensitive(row, knowledge),
        new=bool(since and (snapshot.on - since).days <= NEW_DAYS),
    )


def grouped(
    rows: Sequence[PatternRow], snapshot: FamilyOnDay, kinds: Mapping[str, str], knowledge: PageKnowledge
) -> list[Group]:
    """Groups in the fixed order of stances; protective ones are left to `protective`."""
    by_stance: dict[str, list[Pattern]] = {key: [] for key in [*labels.STANCES, labels.UNKNOWN_STANCE.key]}
    for row in sorted(rows, key=lambda row: (row.get("since") or "", row["title"]), reverse=True):
        shown = pattern(row, snapshot, kinds, knowledge)
        if shown.stance is not labels.PROTECTIVE:
            by_stance[shown.stance.key].append(shown)
    return [Group(shown[0].stance, shown) for shown in by_stance.values() if shown]


def protective(
    rows: Sequence[PatternRow], snapshot: FamilyOnDay, kinds: Mapping[str, str], knowledge: PageKnowledge
) -> list[Pattern]:
    """What protects, newest first."""
    newest = sorted(rows, key=lambda row: row.get("since") or "", reverse=True)
    return [pattern(row, snapshot, kinds, knowledge) for row in newest if row["stance"] == "protective"]
