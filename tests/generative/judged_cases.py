"""What the compiled judge says of cases given as plain values, in words: as `kinsight.signals.cases.evaluate` says it of the SQL."""

from typing import Any

from kinsight.engine.rules import Rules
from kinsight.practice.cases import Case
from kinsight.practice.knowledge import Knowledge
from kinsight.records.keys import key, small_key
from kinsight.signals.cases import Found
from tests.generative.engines import Asked, Results, by_judge, of_cases

Row = dict[str, Any]


def evaluate(knowledge: Knowledge, some: list[Case], as_of: int, horizon: int, evidence: bool = True) -> Found:
    """Judge cases (each about a child of its own name) as one population, with all that is overdue."""
    rules = Rules(knowledge)
    return _Words(rules, some).said(
        by_judge(of_cases(some, as_of, horizon), rules, Asked(every=True, evidence=evidence))
    )


class _Words:
    """Names of the numbers and keys in results."""

    def __init__(self, rules: Rules, some: list[Case]) -> None:
        self.rules = rules
        self.children = {key(case.child.child): case.child.child for case in some}
        self.services = {small_key(e.service): e.service for case in some for e in case.events} | {0: "joined"}
        self.events = {key(f"{case.child.child}/{e.event}"): e.event for case in some for e in case.events}

    def said(self, results: Results) -> Found:
        spells, owed, evidence = results.spells.to_pylist(), results.owed.to_pylist(), results.evidence.to_pylist()
        return Found(
            spells={self._spell(row) for row in spells if row["target"] > 0},
            owed={self._owed(row) for row in owed},
            overdue={self._overdue(row) for row in spells if row["target"] < 0},
            evidence={self._evidence(row) for row in evidence if row["target"] > 0},
        )

    def _named(self, row: Row) -> tuple[str, str, str, int]:
        return self.services[row["view"]], self.children[row["child"]], self.rules.names[row["target"]], row["since"]

    def _spell(self, row: Row) -> tuple[str, str, str, int, int, int, bool]:
        return *self._named(row), row["until"], row["count"], row["withdrawn"]

    def _overdue(self, row: Row) -> tuple[str, str, int, int]:
        return self.children[row["child"]], self.rules.owes[-row["target"]], row["since"], row["until"]

    def _owed(self, row: Row) -> tuple[str, str, int, int, int, int | None]:
        expectation = self.rules.owes[row["expectation"]]
        return self.children[row["child"]], expectation, row["trigger"], row["due"], row["ends"], row["met_on"]

    def _evidence(self, row: Row) -> tuple[str, str, str, int, str, int, int]:
        source = self.rules.names.get(row["source"]) or f"overdue {self.rules.owes.get(-row['source'])}"
        from_ = self.events[row["event"]] if row["event"] else f"{source}@{row['source_since']}"
        return *self._named(row), from_, row["start"], row["finish"]
