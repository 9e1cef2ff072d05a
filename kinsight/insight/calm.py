"""How quiet ordinary families stay: nothing shown, offers and questions only, or something louder, by kind of family."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kinsight.rules.schema.knowledge import Knowledge
from kinsight.sweep.published import Sweep, state

#: Stances that ask or offer. Whatever else is shown of an ordinary family is louder than it should be.
GENTLE = ("explore", "vulnerability", "context", "protective")
UNKNOWN_KIND = "as the district draws them"


@dataclass
class Kind:
    """Children of one kind of family on one day. `quiet`: nothing is asked or offered; strengths may be shown."""

    children: int = 0
    quiet: int = 0
    offers: int = 0
    louder: int = 0


@dataclass
class Calm:
    """What is shown of ordinary children on one day, and whether anything louder was ever shown before it.

    `shown`, `ever_louder`: pattern → children. `overdue`, `never_answered`, `ever_late`: response owed → children; never answered has
    lapsed, late is met after its day.
    """

    children: int = 0
    kinds: dict[str, Kind] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)
    ever_louder: dict[str, int] = field(default_factory=dict)
    overdue: dict[str, int] = field(default_factory=dict)
    never_answered: dict[str, int] = field(default_factory=dict)
    ever_late: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> Kind:
        counted = [(k.children, k.quiet, k.offers, k.louder) for k in self.kinds.values()]
        return Kind(*(sum(column) for column in zip(*counted, strict=True))) if counted else Kind()


def calm(found: Sweep, truth: dict[str, Any], on: date, knowledge: Knowledge) -> Calm:
    """Count what a sweep as of `on` shows of the `ordinary` children of a synthetic feed's truth."""
    ordinary, kinds = set(truth["ordinary"]), truth.get("kinds", {})
    spells = [s for s in found.spells.to_pylist() if s["view"] == "joined" and s["child_ref"] in ordinary]
    debts = [d for d in found.owed.to_pylist() if d["child_ref"] in ordinary]
    begun = [s for s in spells if s["since"] <= on]
    now = [s for s in begun if s["until"] is None or s["until"] > on]
    return Calm(
        len(ordinary),
        _by_kind(ordinary, kinds, now, knowledge),
        _counted(now),
        _counted([s for s in begun if not _gentle(s, knowledge)]),
        _counted([d for d in debts if state(d, on) == "overdue"], "expectation"),
        _counted([d for d in debts if state(d, on) == "lapsed"], "expectation"),
        _counted([d for d in debts if d["met_on"] is not None and d["met_on"] > d["due"]], "expectation"),
    )


def _by_kind(
    ordinary: set[str], kinds: dict[str, str], now: list[dict[str, Any]], knowledge: Knowledge
) -> dict[str, Kind]:
    """Each child once, by the loudest that is shown of it."""
    shown: dict[str, list[bool]] = defaultdict(list)
    for spell in now:
        if knowledge.indicators[spell["indicator"]].stance not in ("context", "protective"):
            shown[spell["child_ref"]].append(_gentle(spell, knowledge))
    told: dict[str, Kind] = {}
    for child in sorted(ordinary):
        kind = told.setdefault(kinds.get(child, UNKNOWN_KIND), Kind())
        kind.children += 1
        kind.quiet += not shown[child]
        kind.offers += bool(shown[child]) and all(shown[child])
        kind.louder += not all(shown[child])
    return told


def _gentle(spell: dict[str, Any], knowledge: Knowledge) -> bool:
    return knowledge.indicators[spell["indicator"]].stance in GENTLE


def _counted(rows: list[dict[str, Any]], name: str = "indicator") -> dict[str, int]:
    """Name → children, most first."""
    pairs = {(row[name], row["child_ref"]) for row in rows}
    return dict(Counter(sorted(what for what, _ in pairs)).most_common())
