"""What was known on a day stays what was known on that day, whatever is recorded after it: random histories, looked back at.

Who is who, and when a child was born, is said of all history as it is known now (docs/adr/0003, 0022): none of that comes later here.
"""

import os
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinsight.engine.families import reading, updating
from kinsight.store.keys import key
from kinsight.store.workspace import Workspace
from tests.generative.histories import DERIVED, History, Row, knowledge

EXAMPLES = int(os.environ.get("KINSIGHT_EXAMPLES", "150")) // 10
KNOWN = knowledge()
#: What was seen in all examples: a test that never meets what it is about proves nothing.
SEEN: Counter[str] = Counter()


class Growing(History):
    """A history in which what comes later was known later, and nobody turns out to be somebody else."""

    def __init__(self, workspace: Workspace, chance: random.Random) -> None:
        super().__init__(workspace, chance, people=chance.choice([5, 7, 12]))
        self.first: dict[str, Row] = {}

    def _known(self) -> int:
        return self.now - self.chance.choice([0, 0, 1, 2])

    def _person(self, ref: str) -> Row:
        """The same number and birth each time; a death, once said, stays."""
        row = super()._person(ref)
        first = self.first.setdefault(ref, row)
        row |= {name: first[name] for name in ("nhs_number", "born")}
        if row["died"] is not None:
            first["died"] = min(first["died"] or row["died"], row["died"])
        return row | {"died": first["died"]}

    def _link(self) -> Row:
        """Nobody turns out to be somebody else: in place of a link, one more partner, or address, of the same few."""
        began = {"from": self.now - self.chance.randint(1, 700)}
        if self.chance.random() < 0.5:
            return self._bond() | began | {"patient": key(self.refs[0]), "role": "partner", "table": "bond"}
        return self._address() | began | {"person": key(self.refs[1]), "until": None, "table": "address"}

    def many_children(self) -> None:
        """One more load: four of them have one mother."""
        mother = {"person": key(self.refs[0]), "role": "mother"}
        self.add({"bond": [{**self._bond(), "patient": key(ref), **mother} for ref in self.refs[1:5]]})

    def _say(self, found: dict[str, list[Row]], table: str, row: Row) -> None:
        """A record of a person has one version at a time, as a service keeps it."""
        table = row.pop("table", table)
        for old in [one for one in self.said if table == "person" == one[0] and one[1]["ref"] == row["ref"]]:
            self.said.remove(old)
            row["known"] = max(row["known"], old[1]["known"])
            superseded = {"version": old[1]["version"], "superseded": row["known"], "load": self.loads}
            found["supersession"].append(superseded)
        super()._say(found, table, row)

    def _event(self) -> Row:
        row = super()._event()
        while row["concept"] == "expected-date":
            row = super()._event()
        return row


def seen(workspace: Workspace, now: int, day: int) -> dict[str, Any]:
    """What is said of every child, of those of today, on a day."""
    snapshot = updating.current(workspace, now, KNOWN, everyone=True)
    found = {}
    for one, numbers in snapshot.living():
        for ref in (one.child.column("ref")[int(n)].as_py() for n in numbers):
            try:
                found[ref] = of_child(reading.read(workspace, ref, day, KNOWN, True), day)
            except reading.ChildUnknown:
                continue
    return found


def of_child(family: reading.ChildFamily, day: int) -> dict[str, Any]:
    names = {number: row.ref for number, row in family.services.items()} | {0: "joined"}
    judged = family.judged
    assert judged.evidence is not None
    for fact in family.facts:
        SEEN[fact.concept] += 1
    return {
        "dead": sorted(p.person for p in family.people.values() if p.died is not None),
        "roles": sorted({(b.person, b.role) for b in family.bonds if b.known <= day < b.superseded and b.since <= day < b.until}),
        "facts": sorted(repr(one._replace(service=0, superseded=min(one.superseded, day + 1))) for one in family.facts),
        "spells": sorted((names[row["viewer"]], names[row["alone"]], *row.tolist()[2:6], *row.tolist()[7:]) for row in judged.spells),
        "owed": sorted(judged.owed.tolist()),
        "evidence": sorted((names[row["viewer"]], *row.tolist()[:1], *row.tolist()[2:]) for row in judged.evidence),
    }  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_what_comes_later_leaves_earlier_days_as_they_were(seed: int) -> None:
    looked_back_at(seed)


def looked_back_at(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        chance = random.Random(seed)
        workspace = Workspace(Path(folder) / "W")
        history = Growing(workspace, chance)
        history.load(chance.randint(20, 60))
        if chance.random() < 0.4:
            history.many_children()
        days = sorted({history.now - chance.choice([0, 1, 30, 200]) for _ in range(2)})
        before = {day: seen(workspace, history.now, day) for day in days}
        history.now += chance.choice([3, 40])
        history.load(chance.randint(1, 12))
        for day, told in before.items():
            now = seen(workspace, history.now, day)
            for ref, one in told.items():
                for what, said in one.items():
                    assert now[ref][what] == said, f"seed {seed}: {what} of {ref} on {day}"


def test_every_fact_that_follows_from_the_record_was_met() -> None:
    """Runs after the other, and goes on until each was."""
    for seed in range(40):
        if not SEEN.keys() >= set(DERIVED):
            looked_back_at(seed)
    assert SEEN.keys() >= set(DERIVED), SEEN
