"""A child's picture on a day: what holds, since when, on what evidence; what is owed; what was looked at and does not hold."""

from collections.abc import Iterable
from typing import Any

from kinsight.practice.formats import Citation, Expectation
from kinsight.practice.knowledge import Knowledge
from kinsight.practice.owners import owner_at
from kinsight.records.days import iso
from kinsight.records.store import Workspace
from kinsight.signals.onefamily import OneFamily, Row, reading
from kinsight.signals.scope import ChildUnknown
from kinsight.signals.words import because, role_order

__all__ = ["ChildUnknown", "fragments", "picture"]

Told = dict[str, Any]
#: A record and what it says.
Fact = tuple[int, str]


def picture(
    workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, view: str = "joined", own: Iterable[str] = ()
) -> Told:
    """The public picture (docs/picture.md). `view` is `joined` or a service's reference; `own`: the reader's services; raises
    ChildUnknown."""
    with reading(workspace, child, as_of, knowledge, own) as family:
        family.run(fragments=view != "joined")
        return told(family, child, view)


def ref_of(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge) -> str:
    """The reference under which a sweep names the child asked for, by whichever of their numbers and references."""
    with reading(workspace, child, as_of, knowledge) as family:
        return str(family.rows("SELECT ref FROM child_record WHERE child = ?", [family.child])[0]["ref"])


def fragments(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, own: Iterable[str] = ()) -> Told:
    """Which services alone could see each pattern that holds on the day, and which only the joined record shows."""
    with reading(workspace, child, as_of, knowledge, own) as family:
        family.run(fragments=True)
        return seen_by(family)


def told(family: OneFamily, asked: str, view: str = "joined") -> Told:
    """The picture of a family on which the program has run."""
    return _Picture(family, view).told(asked)


class _Picture:
    def __init__(self, family: OneFamily, view: str) -> None:
        self.family, self.view, self.knowledge, self.as_of = family, view, family.knowledge, family.as_of
        rules = family.rules
        self.names, self.owes, self.shown, self.says = rules.names, rules.owes, rules.shown, rules.says
        self.numbers, self.looked_for = rules.numbers, rules.looked_for
        self.number = self._view_number()
        self.age = self.as_of - family.rows("SELECT born FROM child")[0]["born"]
        self.roles = family.roles()
        # One record may say two things, such as that she was asked and that she said yes: a fact is record and concept.
        self.facts: dict[Fact, Row] = {(row["event"], row["concept"]): row for row in family.facts_that_count()}
        self.rests = self._evidence_rows()
        self.late = self._late_rows()

    def _view_number(self) -> int:
        if self.view == "joined":
            return 0
        found = self.family.rows("SELECT service_no FROM service_alias WHERE ref = ?", [self.view])
        return int(found[0]["service_no"]) if found else -1

    def _evidence_rows(self) -> dict[tuple[int, int], list[Row]]:
        """Contributions by (pattern, first day of its spell)."""
        found: dict[tuple[int, int], list[Row]] = {}
        for row in self.family.rows(f"SELECT * FROM evidence WHERE view = {self.number}"):
            if row["start"] <= self.as_of:
                found.setdefault((row["target_id"], row["since"]), []).append(row)
        return found

    def _late_rows(self) -> dict[int, list[Row]]:
        """What is overdue on the day, by expectation: a pattern may rest on it."""
        found: dict[int, list[Row]] = {}
        for row in self.family.rows("SELECT * FROM owed WHERE due <= ? AND ends > ?", [self.as_of, self.as_of]):
            if _state(row, self.as_of) == "overdue":
                found.setdefault(row["expectation_id"], []).append(row)
        return found

    def told(self, asked: str) -> Told:
        holding = self._holding()
        held = {row["target_id"] for row in holding}
        return {
            "child": asked, "as_of": iso(self.as_of), "view": self.view, "knowledge_version": self.knowledge.version,
            "patterns": [self._pattern(row) for row in holding],
            "owed": self._owed(),
            "quiet": [name for name, number, days in self.looked_for if number not in held and self.as_of in days],
        }  # fmt: skip

    def _holding(self) -> list[Row]:
        rows = self.family.rows(
            'SELECT * FROM spell WHERE view = ? AND target_id > 0 AND since <= ? AND "until" > ? ORDER BY since DESC, target_id',
            [self.number, self.as_of, self.as_of],
        )
        return [row for row in rows if row["target_id"] in self.shown]

    def _pattern(self, row: Row) -> Told:
        one = self.knowledge.indicators[self.names[row["target_id"]]]
        evidence = self._evidence(row["target_id"], row["since"])
        active = sum(
            r["start"] <= self.as_of < r["finish"] for r in self.rests.get((row["target_id"], row["since"]), [])
        )
        return {
            "indicator": one.indicator, "title": one.title, "stance": one.stance, "group": one.group, "says": one.says,
            "why": one.why, "misleads": one.misleads, "since": iso(row["since"]), "until": iso(row["until"]), "count": active,
            "evidence": evidence, "reason": because(evidence), "sources": _cited(one.sources), "catalogue": one.catalogue,
        }  # fmt: skip

    def _evidence(self, target: int, since: int) -> list[Told]:
        """Facts below a spell, through the spells and the responses overdue that it rests on."""
        return self._shown(self._beneath(target, since, set()))

    def _shown(self, facts: Iterable[Fact]) -> list[Told]:
        """Each once, newest first."""
        told = [self._told(self.facts[fact]) for fact in set(facts) if fact in self.facts]
        return sorted(told, key=lambda e: (e["on"] or "", e["event"], e["concept"]), reverse=True)

    def _beneath(self, target: int, since: int, seen: set[tuple[int, int]]) -> Iterable[Fact]:
        if (target, since) in seen:
            return
        seen.add((target, since))
        for row in self.rests.get((target, since), []):
            if row["event"] is not None:
                yield row["event"], self.says[target, row["input_id"]]
            elif row["source_id"] is not None and row["source_id"] < 0:
                for late in self.late.get(-row["source_id"], []):
                    yield from self._asks(late, seen)
            elif row["source_id"] is not None:
                yield from self._beneath(row["source_id"], row["source_since"], seen)

    def _asks(self, owed: Row, seen: set[tuple[int, int]]) -> Iterable[Fact]:
        """What a response is owed for: the fact, or those beneath the pattern; nothing when it is owed at an age."""
        after = self.knowledge.expectations[self.owes[owed["expectation_id"]]].after
        if concept := getattr(after, "concept", None):
            yield owed["anchor"], concept
        elif indicator := getattr(after, "indicator", None):
            yield from self._beneath(self.numbers[indicator], owed["anchor"], seen)

    def _told(self, fact: Row) -> Told:
        concept = self.knowledge.concepts[fact["concept"]]
        roles = sorted(self.roles.get(fact["person"], []), key=role_order)
        return {
            "event": str(fact["event"]), "concept": fact["concept"], "title": concept.title, "on": iso(fact["on"]),
            "until": iso(fact["until"]), "known": iso(fact["known"]), "about": fact["about_ref"], "about_name": fact["about"],
            "role": roles[0] if roles else "self", "service": fact["service"], "service_name": fact["service_name"],
            "service_kind": fact["service_kind"], "ref": fact["ref"], "certainty": fact["certainty"], "value": fact["value"],
            "sensitive": concept.sensitive, "taken_back": bool(fact["gone"]),
        }  # fmt: skip

    def _owed(self) -> list[Told]:
        rows = self.family.rows(
            'SELECT * FROM owed WHERE "trigger" <= ? AND ends > ? ORDER BY due, expectation_id',
            [self.as_of, self.as_of],
        )
        told = [self._owe(row) for row in _latest(rows, self.as_of)]
        return sorted(told, key=lambda o: (["overdue", "open", "met"].index(o["state"]), o["due"] or ""))

    def _owe(self, row: Row) -> Told:
        one = self.knowledge.expectations[self.owes[row["expectation_id"]]]
        evidence = self._shown(self._asks(row, set()))
        state = _state(row, self.as_of)
        return {
            "expectation": one.expectation, "title": one.title, "do": one.do, "says": one.says, "why": one.why,
            "owner": owner_at(one, self.age), "after": iso(row["trigger"]), "due": iso(row["due"]),
            "met_on": iso(row["met_on"]), "state": state,
            "overdue_since": iso(row["due"]) if state == "overdue" else None, "reason": self._reason(one, row, evidence),
            "evidence": evidence, "sources": _cited(one.sources), "catalogue": one.catalogue, "basis": one.basis,
            "met_by": sorted({r.concept for r in one.met_by}), "group": one.group, "misleads": one.misleads,
        }  # fmt: skip

    def _reason(self, one: Expectation, row: Row, evidence: list[Told]) -> str:
        indicator = getattr(one.after, "indicator", None)
        if indicator:
            return f"{self.knowledge.indicators[indicator].title}. {because(evidence)}"
        return because(evidence) if evidence else "Owed to every child at this age."


def _state(row: Row, as_of: int) -> str:
    if row["met_on"] is not None and row["met_known"] <= as_of:
        return "met"
    return "overdue" if row["due"] <= as_of else "open"


def _latest(rows: list[Row], as_of: int) -> list[Row]:
    """Of the periods of one repeated expectation: the last that was met and the first that was not."""
    chosen: dict[tuple[int, int, bool], Row] = {}
    for row in sorted(rows, key=lambda r: r["trigger"]):
        met = _state(row, as_of) == "met"
        place = row["expectation_id"], row["anchor"], met
        if met or place not in chosen:
            chosen[place] = row
    return list(chosen.values())


def _cited(sources: Iterable[Citation]) -> list[Told]:
    return [{"document": s.document, "page": s.page} for s in sources]


def seen_by(family: OneFamily) -> Told:
    """Who sees what, of a family on which the program has run with fragments."""
    names = {number: name for number, name in family.rules.names.items() if number in family.rules.shown}
    rows = family.rows(
        'SELECT s.target_id, s.view, n.ref FROM spell s LEFT JOIN service_no n ON n.service_no = s.view '
        'WHERE s.target_id > 0 AND s.since <= ? AND s."until" > ?', [family.as_of, family.as_of])  # fmt: skip
    seen: dict[str, list[str]] = {}
    for row in rows:
        if row["target_id"] in names:
            seen.setdefault(names[row["target_id"]], []).append(
                family.naming.ref(row["ref"]) if row["ref"] else "joined"
            )
    shared = {names.get(row["target_id"]) for row in family.rows("SELECT DISTINCT target_id FROM spell WHERE shared")}
    told = [_who_sees(family.knowledge, name, views, name in shared) for name, views in sorted(seen.items())]
    return {"services": family.services, "rows": told}


def _who_sees(knowledge: Knowledge, name: str, views: list[str], shared: bool) -> Told:
    """`shared`: it rests on what follows from the record, which any service may have known."""
    one, alone = knowledge.indicators[name], sorted(view for view in views if view != "joined")
    joined = "joined" in views
    return {
        "indicator": name, "title": one.title, "stance": one.stance, "joined": joined, "alone": alone,
        "only_joined": joined and not alone and not shared,
    }  # fmt: skip
