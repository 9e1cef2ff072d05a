"""What to do next: what is owed to this child, by whom and by when, overdue first, the longest overdue on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from kinsight.web import page_addresses
from kinsight.web.child.evidence_rows import EvidenceRow, Source, evidence_rows, sensitive, sources
from kinsight.web.child.phrases import reasons, shortened
from kinsight.web.family.family_members import FamilyOnDay
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import Owed
    from kinsight.web.child.page_context import DutyWords, PageKnowledge


@dataclass(frozen=True)
class Step:
    """One owed response. `state` is overdue, open, met, lapsed or decided: a date passed or not, nothing about harm. `decision`: who said
    why it is not done, and until when; `instead`: where that is said. `long_ago`: it lapsed more than a year before.

    `more`: the same response owed again for other reasons or periods, in the same state; one recording may answer all.
    """

    anchor: str
    title: str
    state: str
    tag: str
    do: str
    button: str
    owner: str
    due: str
    says: str
    why: str
    misleads: str
    reason: str
    because: str
    mine: bool
    basis: str
    reasons: list[str]
    evidence: list[EvidenceRow]
    sources: list[Source]
    link: str
    sensitive: bool
    decision: str = ""
    instead: str = ""
    long_ago: bool = False
    more: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Steps:
    """The owed responses of a child in the order to do them, each once, what was decided not to do and what was never answered; `counts`
    are of all of them."""

    overdue: list[Step]
    open: list[Step]
    met: list[Step]
    lapsed: list[Step]
    decided: list[Step]

    @property
    def to_do(self) -> list[Step]:
        """What is still to do: the reader's own before what is owed by others, in each what is overdue first."""
        return sorted([*self.overdue, *self.open], key=lambda one: not one.mine)

    @property
    def first(self) -> list[Step]:
        """What stands on the page with all its words."""
        return self.to_do[:FIRST]

    @property
    def rest(self) -> list[Step]:
        """What stands below it in a line each."""
        return self.to_do[FIRST:]

    @property
    def counts(self) -> dict[str, int]:
        """How many are in each state, each repetition counted."""
        lists = {state: getattr(self, state) for state in STATES}
        return {state: sum(1 + len(step.more) for step in steps) for state, steps in lists.items()}


#: So many of what is to do stand with all their words; a page of more is not read.
FIRST = 3
#: What was never answered longer ago than this is folded away.
A_YEAR = timedelta(days=365)
STATES = ("overdue", "open", "met", "lapsed", "decided")
#: What stands about something owed: its title, and who decided and why; by expectation and the day that set it off.
Decisions = Mapping[tuple[str, str], tuple[str, str]]
LOCAL_DEFAULT = "The date is a local default, to be agreed by your partnership; the duty itself is in the source."

#: Of an expectation that knowledge no longer has.
NOTHING_SAID: DutyWords = {"says": "", "why": "", "misleads": "", "group": "", "basis": "", "because": ""}


def tag(row: Owed, snapshot: FamilyOnDay) -> str:
    """`Overdue by 12 days`, `Due in 4 days`, `Done 6 October 2026`, `Lapsed 6 October 2026`."""
    if row["state"] == "met":
        return f"Done {words.said(row.get('met_on'))}"
    if row["state"] == "lapsed":
        return f"Lapsed {words.said(row.get('lapsed_on'))}"
    due = words.parsed(row.get("due"))
    if due is None:
        return "No date set"
    gap = (due - snapshot.on).days
    if row["state"] == "overdue":
        return f"Overdue by {words.stretch(-gap)}" if gap < 0 else "Overdue from today"
    return "Due today" if gap == 0 else f"Due in {words.stretch(gap)}"


def due(row: Owed, snapshot: FamilyOnDay) -> str:
    """The date in words, behind the owner's name."""
    if row["state"] == "met":
        return f"was due {words.said(row.get('due'))}"
    return f"{'was due' if row['state'] in ('overdue', 'lapsed') else 'due'} {words.said(row.get('due'))}"


def step(
    row: Owed,
    place: int,
    snapshot: FamilyOnDay,
    kinds: Mapping[str, str],
    knowledge: PageKnowledge,
    slug: str,
    reader: str,
) -> Step:
    """One owed response in words. `place`: its number on the page; `kinds`: service ref → kind; `reader`: a role."""
    said = knowledge["expectations"].get(row["expectation"], NOTHING_SAID)
    because = shortened(reasons(row.get("evidence") or [], snapshot, kinds))
    return Step(
        anchor=f"owed-{place}",
        title=row["title"],
        state=row["state"],
        tag=tag(row, snapshot),
        do=row.get("do") or "Record what was done",
        button=page_addresses.record(slug, row["expectation"]),
        instead=page_addresses.decide(slug, row["expectation"]),
        owner=labels.owner(row.get("owner")),
        due=due(row, snapshot),
        says=row.get("says") or "",
        why=said.get("why") or "",
        misleads=said.get("misleads") or "",
        because=said.get("because") or "",
        mine=bool(reader) and row.get("owner") == reader,
        reason=(row.get("reason") or "").rstrip("."),
        basis=LOCAL_DEFAULT if said.get("basis") == "local-default" else "",
        reasons=because,
        evidence=evidence_rows(row.get("evidence") or [], snapshot),
        sources=sources(row.get("sources") or [], knowledge["sources"]),
        link=page_addresses.knowledge(row["expectation"]),
        long_ago=row["state"] == "lapsed" and (row["lapsed_on"] or "") < (snapshot.on - A_YEAR).isoformat(),
        sensitive=sensitive(row, knowledge),
    )


def steps(
    rows: Sequence[Owed],
    snapshot: FamilyOnDay,
    kinds: Mapping[str, str],
    knowledge: PageKnowledge,
    slug: str,
    reader: str = "",
    decisions: Decisions = MappingProxyType({}),
) -> Steps:
    """All owed responses, split by state; in each part what is the reader's own comes first, then by date. What was never answered:
    as given, newest first. What was decided is in none of the other parts while that stands."""
    over = [row for row in rows if row["state"] == "lapsed"]
    rows = [row for row in rows if row["state"] != "lapsed"]
    ordered = sorted(rows, key=lambda row: (row.get("owner") != reader, row.get("due") or "9999", row["title"]))
    every = enumerate([*ordered, *over], start=1)
    shown = [
        as_decided(step(row, place, snapshot, kinds, knowledge, slug, reader), row, decisions) for place, row in every
    ]
    return Steps(*(folded([s for s in shown if s.state == state]) for state in STATES))


def as_decided(shown: Step, row: Owed, decisions: Decisions) -> Step:
    """The step as a decision has it, where one stands about something still to do. What was never answered stays that, with who said
    why."""
    said = decisions.get((row["expectation"], row["after"] or ""))
    if said is not None and shown.state == "lapsed":
        return replace(shown, decision=f"{said[0]}. {said[1]}")
    if said is None or shown.state not in ("overdue", "open"):
        return shown
    return replace(shown, state="decided", tag=said[0], decision=said[1])


def folded(shown: list[Step]) -> list[Step]:
    """What is owed several times stands once, at the place of its first, with the others behind it."""
    by: dict[str, list[Step]] = {}
    for one in shown:
        by.setdefault(one.link, []).append(one)
    return [replace(first, more=rest) for first, *rest in by.values()]
