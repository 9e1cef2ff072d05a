"""Holds what Kinsight found in a synthetic district against the truth written beside the feed."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kinsight.insight.calm import Calm, calm
from kinsight.picture import picture
from kinsight.picture.contract import ChildPicture
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import parse, to_date
from kinsight.store.workspace import Workspace
from kinsight.sweep.published import Sweep, state
from kinsight.sweep.run import sweep

Arc = dict[str, Any]
#: A story says that something was not done by its day; whether it has lapsed since depends on how long before the end it was told.
UNANSWERED = {"lapsed": "overdue"}


@dataclass
class Held:
    """How the district compares: every arc's patterns with their evidence, and what ordinary families are said to owe."""

    arcs: int = 0
    patterns_expected: int = 0
    patterns_found: int = 0
    evidence_expected: int = 0
    evidence_found: int = 0
    states_expected: int = 0
    states_found: int = 0
    wrongly_shown: int = 0
    ordinary: int = 0
    ordinary_overdue: int = 0
    missed: list[str] = field(default_factory=list)
    overdue_by: dict[str, int] = field(default_factory=dict)
    #: What is shown of ordinary children at all.
    calm: Calm = field(default_factory=Calm)

    @property
    def recall(self) -> float:
        """Of the patterns the arcs should show, the share found on their first day with all their evidence."""
        wanted = self.patterns_expected + self.evidence_expected
        return (self.patterns_found + self.evidence_found) / wanted if wanted else 1.0

    @property
    def ordinary_overdue_share(self) -> float:
        return self.ordinary_overdue / self.ordinary if self.ordinary else 0.0


def hold(workspace: Workspace, truth: Path, knowledge: Knowledge) -> Held:
    """Compare a swept workspace with the `truth.json` of its feed, on the feed's last day."""
    told = json.loads(truth.read_text())
    end = parse(told["end"])
    held = Held(arcs=len(told["arcs"]))
    for arc in told["arcs"]:
        _hold_arc(workspace, arc, end, knowledge, held)
    found = sweep(workspace, end, knowledge)
    _hold_ordinary(found, set(told["ordinary"]), to_date(end), held)
    held.calm = calm(found, told, to_date(end), knowledge)
    return held


def _hold_arc(workspace: Workspace, arc: Arc, end: int, knowledge: Knowledge, held: Held) -> None:
    if arc["indicators"]:
        _hold_patterns(picture(workspace, arc["child"], parse(arc["first_day"]), knowledge), arc, held)
    last = picture(workspace, arc["child"], end, knowledge)
    shown = {p["indicator"] for p in last["patterns"]}
    for wrong in sorted(shown & set(arc["not_indicators"])):
        held.wrongly_shown += 1
        held.missed.append(f"{arc['arc']} {arc['child']}: {wrong} must not show")
    states = {
        (o["expectation"], UNANSWERED.get(o["state"], o["state"])) for o in (*last["owed"], *last["never_answered"])
    }
    for wanted in arc["expectations"]:
        held.states_expected += 1
        if (wanted["expectation"], wanted["state"]) in states:
            held.states_found += 1
        else:
            held.missed.append(f"{arc['arc']} {arc['child']}: {wanted['expectation']} is not {wanted['state']}")


def _hold_patterns(first: ChildPicture, arc: Arc, held: Held) -> None:
    """On the first day that everything needed was known."""
    shown = {p["indicator"]: p for p in first["patterns"]}
    seen = {e["ref"] for p in first["patterns"] if p["indicator"] in arc["indicators"] for e in p["evidence"]}
    held.patterns_expected += len(arc["indicators"])
    held.evidence_expected += len(arc["evidence"])
    held.patterns_found += len(shown.keys() & set(arc["indicators"]))
    held.evidence_found += len(seen & set(arc["evidence"]))
    for name in sorted(set(arc["indicators"]) - shown.keys()):
        held.missed.append(f"{arc['arc']} {arc['child']}: {name} does not hold on {arc['first_day']}")
    for ref in sorted(set(arc["evidence"]) - seen):
        held.missed.append(f"{arc['arc']} {arc['child']}: {ref} is not among the evidence on {arc['first_day']}")


def _hold_ordinary(found: Sweep, ordinary: set[str], end: date, held: Held) -> None:
    overdue = [r for r in found.owed.to_pylist() if r["child_ref"] in ordinary and state(r, end) == "overdue"]
    held.ordinary = len(ordinary)
    held.ordinary_overdue = len({row["child_ref"] for row in overdue})
    held.overdue_by = dict(Counter(row["expectation"] for row in overdue).most_common())
