"""What is owed on the day: overdue, then open, then met; and what was never answered."""

from collections.abc import Iterable

from kinsight.picture.contract import Evidence, Owed
from kinsight.picture.iso_days import iso
from kinsight.picture.judged import OwedRow
from kinsight.picture.patterns import cited
from kinsight.picture.reason_words import because
from kinsight.picture.view import View, state
from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.owners import held_by

STATES = ("overdue", "open", "met")


def owed(view: View) -> list[Owed]:
    """What is owed: overdue, then open, then met, each by its due day."""
    rows = [_owed(view, row) for row in latest(view.duties, view.as_of)]
    standing = [row for row in rows if row["state"] in STATES]
    return sorted(standing, key=lambda row: (STATES.index(row["state"]), row["due"] or ""))


def never_answered(view: View) -> list[Owed]:
    """What lapsed unmet, newest first."""
    rows = [_owed(view, row) for row in latest(view.duties, view.as_of) if state(row, view.as_of) == "lapsed"]
    return sorted(rows, key=lambda row: row["lapsed_on"] or "", reverse=True)


def latest(rows: Iterable[OwedRow], as_of: int) -> list[OwedRow]:
    """Of the periods of one repeated expectation: the last that was met, the last that lapsed, and the first that is owed."""
    chosen: dict[tuple[int, int, str], OwedRow] = {}
    for row in sorted(rows, key=lambda row: (row.trigger, row.due, row.expectation, row.anchor)):
        now = state(row, as_of)
        over = now if now in ("met", "lapsed") else ""
        place = row.expectation, row.anchor, over
        if over or place not in chosen:
            chosen[place] = row
    return list(chosen.values())


def _owed(view: View, row: OwedRow) -> Owed:
    one = view.knowledge.expectations[view.rules.owes[row.expectation]]
    evidence, now = view.evidence_of_owed(row), state(row, view.as_of)
    return {
        "expectation": one.expectation, "title": one.title, "do": one.do, "says": one.says, "why": one.why,
        "owner": _owner(view, row, one), "after": iso(row.trigger), "due": iso(row.due), "met_on": iso(row.met_on),
        "state": now, "overdue_since": iso(row.due) if now == "overdue" else None,
        "lapsed_on": iso(row.lapses) if now == "lapsed" else None,
        "reason": _reason(view, one, evidence), "evidence": evidence, "sources": cited(one.sources),
        "catalogue": one.catalogue, "basis": one.basis, "met_by": sorted({r.concept for r in one.met_by}),
        "group": one.group, "misleads": one.misleads,
    }  # fmt: skip


def _owner(view: View, row: OwedRow, one: Expectation) -> str:
    """The role that holds it: the rule's, or who takes its place where the child has no such service."""
    context, recorder = view.context, view.context.recorder(row.anchor, one)
    return held_by(one, _age(view), context.caseload, view.knowledge.owners, recorder).role


def _age(view: View) -> int | None:
    child = view.context.family.child
    born = child.expected if child.born is None else child.born
    return None if born is None else view.as_of - born


def _reason(view: View, one: Expectation, evidence: list[Evidence]) -> str:
    indicator = getattr(one.after, "indicator", None)
    if indicator:
        return f"{view.knowledge.indicators[indicator].title}. {because(evidence)}"
    return because(evidence) if evidence else "Owed to every child at this age."
