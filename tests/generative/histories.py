"""Random histories of loads, row by row of the record tables: families that are related in every way, told late and corrected."""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from kinsight.identity import kinship
from kinsight.rules.loading import load
from kinsight.rules.schema.formats import Concept, Expectation, Indicator
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import iso
from kinsight.store.keys import key
from kinsight.store.schema import TABLES
from kinsight.store.workspace import Workspace

Row = dict[str, Any]
WORDS = {
    "title": "t",
    "group": "cumulative",
    "says": "s",
    "why": "w",
    "sources": [{"document": "d"}],
    "stance": "explore",
}
PLAIN = ["alpha", "beta", "gamma", "delta"]
#: The day of the first load; what is told lies within two years before it, births within eighteen and more.
TODAY = 20_000
EIGHTEEN = 6575
#: The facts that follow from the record, by our own rules.
DERIVATIONS = load().derivations
DERIVED = sorted({one.makes for one in DERIVATIONS.values()})
SERVICES = ["Organization/gp", "Organization/camhs", "Organization/visitors"]


def knowledge() -> Knowledge:
    """Every derived fact, every kind of input, and what is owed once, again, and at an age."""
    rules = [_indicator(f"shows-{name}", [_fact(name, ["child", "parents", "adults"], "ever")]) for name in DERIVED]
    rules += [
        _indicator("alpha-near", [_fact("alpha", ["parents", "adults", "sibling"], "300d")]),
        _indicator(
            "two-facts", [_fact("alpha", ["adults"], "400d"), _fact("beta", ["child", "adults"], "400d")], need=2
        ),
        _indicator("open-gamma", [_fact("gamma", ["child", "parents"], "while-open")]),
        _indicator(
            "both", [{"indicator": "two-facts"}, {"indicator": "open-gamma"}, {"indicator": "alpha-near"}], need=2
        ),
        _indicator("not-answered", [{"overdue": "answer-alpha"}]),
        _indicator("begun", [{"onset-of": "alpha-near", "lasts": "60d"}]),
    ]
    owed = [
        _expectation("answer-alpha", {"concept": "alpha", "about": ["parents", "adults"]}, "30d"),
        _expectation("see-again", {"indicator": "open-gamma"}, "14d", repeat="56d"),
        _expectation("look-at-sixty-days", {"age": "60d"}, "20d"),
    ]
    words = [*PLAIN, *DERIVED, "expected-date", "pregnancy-ended"]
    closed = {"gamma": ["delta"]}
    concepts = {c: Concept(concept=c, title=c, group="g", closed_by=closed.get(c, [])) for c in words}
    return Knowledge("a", concepts, {r.indicator: r for r in rules}, {e.expectation: e for e in owed}, DERIVATIONS)


def changed(known: Knowledge) -> Knowledge:
    """One rule asks for less, one is gone and one new, one answer is due later."""
    indicators = {name: one for name, one in known.indicators.items() if name not in ("begun", "two-facts")}
    less = [_fact("alpha", ["adults"], "400d"), _fact("beta", ["child", "adults"], "400d")]
    indicators |= {
        "two-facts": _indicator("two-facts", less),
        "gamma-near": _indicator("gamma-near", [_fact("gamma", ["adults"], "90d")]),
    }
    later = _expectation("answer-alpha", {"concept": "alpha", "about": ["parents", "adults"]}, "45d")
    return replace(
        known, version="b", indicators=indicators, expectations={**known.expectations, "answer-alpha": later}
    )


def _fact(concept: str, about: list[str], lasts: str) -> Row:
    return {"concept": concept, "about": about, "lasts": lasts}


def _indicator(name: str, inputs: list[Row], need: int = 1) -> Indicator:
    return Indicator.model_validate({**WORDS, "indicator": name, "when": {"need": need, "inputs": inputs}})


def _expectation(name: str, after: Row, due: str, repeat: str | None = None) -> Expectation:
    words = {key: value for key, value in WORDS.items() if key != "stance"}
    return Expectation.model_validate(
        {
            **words,
            "expectation": name,
            "do": "d",
            "owner": "gp",
            "basis": "source",
            "worth_until": "50d",
            "after": after,
            "due": due,
            "repeat": repeat,
            "met_by": [{"concept": "beta", "about": ["child", "parents"]}],
        }
    )


@contextmanager
def records_alone(workspace: Workspace) -> Iterator[Workspace]:
    """A copy of the workspace's records, without anything that was made of them."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(workspace.root, Path(folder) / "W", ignore=shutil.ignore_patterns("index", "swept"))
        yield Workspace(Path(folder) / "W")


class History:
    """A few people and what is said of them, load by load. The same `chance` gives the same history."""

    def __init__(self, workspace: Workspace, chance: random.Random, people: int = 12) -> None:
        self.workspace, self.chance, self.loads, self.versions = workspace, chance, 0, 0
        self.refs = [f"{'Patient' if chance.random() < 0.85 else 'RelatedPerson'}/{n}" for n in range(people)]
        self.said: list[tuple[str, Row]] = []
        self.births: dict[str, int] = {}
        self.now = TODAY

    def load(self, rows: int, facts_alone: bool = False) -> None:
        """One more load of so many rows; the first names everyone and every service. `facts_alone`: of nothing that changes a
        family, new and corrected."""
        self.loads += 1
        found: dict[str, list[Row]] = {name: [] for name in TABLES}
        if self.loads == 1:
            for ref in self.refs:
                self._say(found, "person", self._person(ref))
            found["service"] = [
                {"service": key(ref), "ref": ref, "name": None, "kind": "other", "load": 1} for ref in SERVICES
            ]
        for _ in range(rows):
            self._fact(found) if facts_alone else self._any(found)
        self._write(found)

    def add(self, rows: dict[str, list[Row]]) -> None:
        """One more load of just these rows."""
        self.loads += 1
        self._write(
            {
                name: [{**dict.fromkeys(TABLES[name].names), **row, "load": self.loads} for row in some]
                for name, some in rows.items()
            }
        )

    def _write(self, found: dict[str, list[Row]]) -> None:
        counts = dict.fromkeys(("taken_in", "accepted", "already_had", "quarantined"), 0)
        found = {**found, "load": [{"load": self.loads, "file": "f", "received": self.now, **counts}]}
        with self.workspace.writing() as writer:
            for table, some in found.items():
                if some:
                    writer.append(table, pa.Table.from_pylist(some, TABLES[table]))

    def _any(self, found: dict[str, list[Row]]) -> None:
        kinds: list[tuple[str, Callable[[], Row]]] = [
            ("event", self._event), ("event", self._event), ("event", self._event), ("bond", self._bond), ("bond", self._bond),
            ("address", self._address), ("person", lambda: self._person(self._someone())),
            ("link", self._link),
        ]  # fmt: skip
        if self.said and self.chance.random() < 0.3:
            return self._correct(found)
        table, draw = self.chance.choice(kinds)
        self._say(found, table, draw())

    def _fact(self, found: dict[str, list[Row]]) -> None:
        """A fact by which nobody's family is joined; now and then in place of another."""
        old = next((one for one in self.said if one[0] == "event" and one[1]["concept"] not in kinship.CONCEPTS), None)
        fresh = self._event()
        while fresh["concept"] in kinship.CONCEPTS:
            fresh = self._event()
        if old and self.chance.random() < 0.3:
            self.said.remove(old)
            day = max(old[1]["known"], self._known())
            found["supersession"].append({"version": old[1]["version"], "superseded": day, "load": self.loads})
            fresh |= {"event": old[1]["event"], "ref": old[1]["ref"], "known": day}
        self._say(found, "event", fresh)

    def _say(self, found: dict[str, list[Row]], table: str, row: Row) -> None:
        found[table].append({**dict.fromkeys(TABLES[table].names), **row, "load": self.loads})
        self.said.append((table, row))

    def _correct(self, found: dict[str, list[Row]]) -> None:
        """Something said before is replaced by another version of it, or taken back."""
        place = self.chance.randrange(len(self.said))
        table, row = self.said.pop(place)
        day = max(row["known"], self._known())
        found["supersession"].append({"version": row["version"], "superseded": day, "load": self.loads})
        if self.chance.random() < 0.7 or table == "person":
            fresh = {"event": self._event, "bond": self._bond, "address": self._address, "link": self._link}.get(
                table, lambda: self._person(row["ref"])
            )()
            same = {name: row[name] for name in ("event", "bond", "ref") if name in row}
            self._say(found, table, {**fresh, **same, "known": day, "version": fresh["version"]})

    def _someone(self) -> str:
        return self.chance.choice(self.refs)

    def _known(self) -> int:
        return self.now - self.chance.choice([0, 0, 1, 5, 30, 200])

    def _version(self) -> Row:
        self.versions += 1
        return {"version": self.versions, "known": self._known(), "service": key(self.chance.choice(SERVICES))}

    def _person(self, ref: str) -> Row:
        young = ref.startswith("Patient") and self.chance.random() < 0.5
        near = [
            TODAY - EIGHTEEN + self.chance.randint(0, 80),
            TODAY - self.chance.randint(0, 900),
            TODAY - self.chance.randint(900, 6000),
        ]
        born = self.chance.choice(near) if young else TODAY - self.chance.randint(6600, 12000)
        number = f"99900{self.chance.randint(0, len(self.refs)):05d}" if self.chance.random() < 0.4 else None
        if number and self.chance.random() < 0.8:  # else the records of one number contradict each other
            born = self.births.setdefault(number, born)
        return {
            **self._version(),
            "person": key(ref),
            "ref": ref,
            "nhs_number": number,
            "name": ref,
            "born": born,
            "died": self.chance.choice([None] * 9 + [self.now - 3]),
            "practice": self.chance.choice([None, *SERVICES]),
        }

    def _bond(self) -> Row:
        patient, person = self._someone(), self._someone()
        role = self.chance.choice(
            [
                "mother",
                "mother",
                "father",
                "partner",
                "partner",
                "guardian",
                "carer",
                "sibling",
                "household",
                "apart",
                "withdrawn",
            ]
        )
        start = self.chance.choice([None, self.now - self.chance.randint(1, 700)])
        return {
            **self._version(),
            "bond": key(f"{self.versions}"),
            "ref": f"RelatedPerson/b{self.versions}",
            "patient": key(patient),
            "person": key(person),
            "role": role,
            "from": start,
            "until": self.chance.choice([None, None, self.now]),
        }

    def _link(self) -> Row:
        """Now and then to one who never comes, or one of whom nobody is sure."""
        other = self.chance.choice([self._someone(), self._someone(), "Patient/never"])
        kind = self.chance.choice(["seealso", "seealso", "refer", "replaced-by", "replaces", "identity", "proposed"])
        return {
            **self._version(),
            "person": key(self._someone()),
            "other": key(other),
            "other_ref": other,
            "kind": kind,
        }

    def _address(self) -> Row:
        start = self.now - self.chance.randint(0, 700)
        return {
            **self._version(),
            "person": key(self._someone()),
            "place": self.chance.randint(1, len(self.refs)),
            "from": start,
            "until": self.chance.choice([None, start + 100]),
        }

    def _event(self) -> Row:
        concept = self.chance.choice([*PLAIN, *PLAIN, "expected-date", "pregnancy-ended", None])
        on = self.now - self.chance.randint(0, 500)
        value = iso(self.now + self.chance.randint(-300, 250)) if concept == "expected-date" else None
        return {
            **self._version(),
            "event": key(f"e{self.versions}"),
            "ref": f"Observation/{self.versions}",
            "person": key(self._someone()),
            "concept": concept,
            "on": on,
            "until": self.chance.choice([None, None, on + 50]),
            "certainty": "stated",
            "value": value,
        }
