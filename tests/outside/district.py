"""The children of a workspace as plain cases: what the query program reads, before it judges anything."""

from collections import defaultdict
from typing import Any

import duckdb

from kinsight.engine.database import Duck
from kinsight.engine.families import inputs
from kinsight.rules.schema.cases import Bond, Case, Child, Event
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import FOREVER
from kinsight.store.workspace import Workspace

Row = dict[str, Any]


def cases(workspace: Workspace, knowledge: Knowledge, as_of: int, chosen: set[str]) -> list[Case]:
    """Of the chosen, those who are children on a day: each with its family's bonds and facts, named as the sweep names it."""
    with duckdb.connect() as con:
        workspace.require().attach(con)
        db = Duck(con)
        inputs.build(db, as_of, knowledge)
        children = db.rows("SELECT c.*, r.ref FROM child c JOIN child_record r USING (child) ORDER BY r.ref")
        bonds = _by("child", db.rows("SELECT DISTINCT * FROM bond ORDER BY ALL"))
        facts = _by(
            "person",
            db.rows("SELECT DISTINCT e.*, u.concept FROM event e JOIN used u USING (concept_key) ORDER BY ALL"),
        )
    return [_case(row, bonds[row["child"]], facts) for row in children if row["ref"] in chosen]


def _by(name: str, rows: list[Row]) -> dict[int, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def _case(row: Row, bonds: list[Row], facts: dict[int, list[Row]]) -> Case:
    """The first record that is the child itself is the Patient; another record of the same child is bound to it as `self`."""
    own = min(b["person"] for b in bonds if b["role"] == "self")
    people = {b["person"]: row["ref"] if b["person"] == own else str(b["person"]) for b in bonds}
    born, expected = (row["born"], None) if row["is_born"] else (None, row["born"])
    child = Child(row["ref"], born, expected, row["left_on"], row["known"])
    kin = [
        Bond(row["ref"], people[b["person"]], b["role"], b["from"], b["until"], b["known"], b["superseded"])
        for b in bonds
    ]
    return Case(child, tuple(kin), tuple(_event(f, name) for person, name in people.items() for f in facts[person]))


def _event(fact: Row, person: str) -> Event:
    until = None if fact["until"] >= FOREVER else fact["until"]
    return Event(str(fact["event"]), person, fact["concept"], fact["on"], until, fact["known"], fact["superseded"])
