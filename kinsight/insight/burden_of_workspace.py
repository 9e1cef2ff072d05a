"""Reads from a swept workspace what the burden is computed from: children and their families, what is owed by whom, what is shown."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from kinsight.engine.families import updating
from kinsight.insight.burden import Burden, Debt, Person, burden
from kinsight.insight.calm import GENTLE
from kinsight.rules.schema import owners
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store import scratch_database
from kinsight.store.days import FOREVER, to_date, to_day
from kinsight.store.workspace import Workspace
from kinsight.sweep.published import Sweep, state
from kinsight.sweep.run import sweep


def of_workspace(workspace: Workspace, as_of: int, knowledge: Knowledge, truth: Path | None = None) -> Burden:
    """The burden on a day, from the last sweep where it was of that day; else everyone is judged, and nothing written. `truth`: of the
    feed, which says who is ordinary. Raises WorkspaceMissing."""
    swept = sweep(workspace.require(), as_of, knowledge)
    roster = swept.roster.to_pylist()
    ordinary = None if truth is None else set(json.loads(truth.read_text())["ordinary"])
    return burden(
        _people(roster, _families(workspace, as_of, knowledge), as_of),
        _debts(swept, roster, _kinds(workspace), knowledge, as_of),
        _louder(swept, knowledge, to_date(as_of)),
        as_of,
        knowledge.owners,
        ordinary,
    )


def _birth(row: dict[str, Any]) -> int | None:
    day = row["born"] or row["expected"]
    return None if day is None else to_day(day)


def _people(roster: list[dict[str, Any]], families: dict[str, int], as_of: int) -> list[Person]:
    """Children; an unborn child is of no age, however late its day."""
    people = []
    for nth, row in enumerate(roster):
        birth = _birth(row)
        age = None if birth is None else as_of - birth if row["born"] else min(as_of - birth, -1)
        people.append(Person(row["child_ref"], families.get(row["child_ref"], -1 - nth), age))
    return people


def _debts(
    swept: Sweep, roster: list[dict[str, Any]], kinds: dict[str, str], knowledge: Knowledge, as_of: int
) -> list[Debt]:
    """What is owed and has not lapsed, each with the one role that holds it; `owned`: its own, or that of a service that has the child."""
    births = {row["child_ref"]: _birth(row) for row in roster}
    services = {row["child_ref"]: [(one, kinds.get(one, "")) for one in row["services"]] for row in roster}
    debts = []
    for row in swept.owed.to_pylist():
        if state(row, to_date(as_of)) == "lapsed":  # on nobody's list
            continue
        child, birth = row["child_ref"], births.get(row["child_ref"])
        age = None if birth is None else as_of - birth
        item = knowledge.expectations[row["expectation"]]
        held = owners.held_by(item, age, services.get(child, ()), knowledge.owners, row["recorder"])
        owned = held.service is not None or held.role == owners.owner_at(item, age)
        debts.append(
            Debt(child, row["expectation"], held.role, *_days(row), owned, item.next_visit, knowledge.contact_of(item))
        )
    return debts


def _days(row: dict[str, Any]) -> tuple[int, int, int | None]:
    met = row["met_on"]
    return to_day(row["trigger"]), to_day(row["due"]), None if met is None else to_day(met)


def _louder(swept: Sweep, knowledge: Knowledge, on: date) -> set[str]:
    """Children of whom a pattern is shown on the day that neither asks nor offers."""
    return {
        row["child_ref"]
        for row in swept.spells.to_pylist()
        if row["view"] == "joined"
        and row["since"] <= on
        and (row["until"] is None or row["until"] > on)
        and knowledge.indicators[row["indicator"]].stance not in GENTLE
    }


def _kinds(workspace: Workspace) -> dict[str, str]:
    """The kind of each service, by its reference."""
    with scratch_database.connected() as con:
        workspace.attach(con, tables=("service",))
        rows = con.execute("SELECT DISTINCT ref, kind FROM records.service WHERE kind IS NOT NULL").fetchall()
    return dict(rows)


def _families(workspace: Workspace, as_of: int, knowledge: Knowledge) -> dict[str, int]:
    """A number of the family for each child, by its reference: children who share a mother or a father are of one."""
    snapshot = updating.current(workspace, as_of, knowledge, everyone=True)
    leader: dict[int, int] = {}
    refs: dict[str, int] = {}
    for segment, numbers in snapshot.living():
        children = segment.child.take(numbers)
        refs |= dict(zip(children.column("ref").to_pylist(), children.column("child").to_pylist(), strict=True))
        for child, parent in _parents(segment.bond, segment.keys[numbers]):
            _join(leader, child, parent)
    return {ref: _first(leader, key) for ref, key in refs.items()}


def _parents(bond: Any, children: np.ndarray) -> Iterable[tuple[int, int]]:
    """Child and parent, by their keys, of each bond that is believed."""
    rows = {name: np.array(bond.column(name)) for name in ("child", "person", "role", "superseded")}
    which = np.isin(rows["role"], ("mother", "father")) & (rows["superseded"] >= FOREVER)
    which &= np.isin(rows["child"], children)
    return zip(rows["child"][which].tolist(), rows["person"][which].tolist(), strict=True)


def _first(leader: dict[int, int], key: int) -> int:
    """The key that stands for the family of this one."""
    while leader.get(key, key) != key:
        key = leader[key]
    return key


def _join(leader: dict[int, int], one: int, other: int) -> None:
    a, b = _first(leader, one), _first(leader, other)
    leader[max(a, b)] = leader.setdefault(min(a, b), min(a, b))
