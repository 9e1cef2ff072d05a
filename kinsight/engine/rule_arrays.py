"""Rule tables (`rules.py`) as the one record that the judge reads, `layout.RULES`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from kinsight.engine.judge.layout import (
    AFTER_FACT,
    AFTER_SPELL,
    AT_AGE,
    DEMAND,
    EXPECTATION,
    FACT_USE,
    INDICATOR,
    MOST,
    PERIOD,
    RESPONSE,
    RULES,
    SPELL_USE,
    TARGET,
    TURN,
)

Row = dict[str, Any]
_KINDS = {"concept": AFTER_FACT, "indicator": AFTER_SPELL, "age": AT_AGE}
_WITHIN = ("from_age", "until_age", "holds_from", "holds_until")
_CLOSER = np.dtype([("closer", np.int32)])


class Turn(Protocol):
    """Which expectations (`owe`), then which targets with their need, are worked out together; `late`: with what is overdue."""

    owe: list[int]
    late: bool
    targets: list[tuple[int, int]]


class TooManyRules(ValueError):
    """Knowledge has more rules of a kind than the judge has room for; names the kind and the limit."""


def relevant_concepts(tables: Mapping[str, pa.Table]) -> np.ndarray:
    """Small keys (int32, sorted) of the concepts that some rule takes in, or that close one."""
    parts = [
        tables["matcher"]["concept_key"],
        tables["response"]["concept_key"],
        tables["closer"]["concept_key"],
        tables["closer"]["closed_by"],
    ]
    return np.unique(np.concatenate([part.to_numpy() for part in parts])).astype(np.int32)


def compile_rules(tables: Mapping[str, pa.Table], turns: Sequence[Turn], concepts: np.ndarray) -> np.ndarray:
    """An array of one `RULES`. `concepts`: the keys by which families number facts. Raises TooManyRules."""
    return _Compiler(tables, turns, concepts).rules()


class _Compiler:
    def __init__(self, tables: Mapping[str, pa.Table], turns: Sequence[Turn], concepts: np.ndarray) -> None:
        self.rows = {name: table.to_pylist() for name, table in tables.items()}
        self.turns, self.concepts = turns, len(concepts)
        self.numbers = {int(key): number for number, key in enumerate(concepts)}
        #: Overdue targets lie below, indicators above.
        self.zero = max((row["expectation_id"] for row in self.rows["expectation"]), default=0)
        self.targets = self.zero + max((row["indicator_id"] for row in self.rows["indicator"]), default=0) + 1
        self.closable = {row["concept_key"] for row in self.rows["matcher"] if row["closable"]}
        self.out = np.zeros(1, RULES)

    def rules(self) -> np.ndarray:
        self._within("concepts", self.concepts)
        self._within("targets", self.targets)
        self._within("expectations", self.zero + 1)
        self._owned("uses", "use_at", self._uses(), self.concepts, FACT_USE)
        self._owned("closers", "closer_at", self._closers(), self.concepts, _CLOSER)
        self._owned("spell_uses", "spell_use_at", self._spell_uses(), self.targets, SPELL_USE)
        self._owned("demands", "demand_at", self._demands(), self.targets, DEMAND)
        self._owned("periods", "period_at", self._periods(), self.zero + 1, PERIOD)
        self._owned("responses", "response_at", self._responses(), self.zero + 1, RESPONSE)
        self._put("closable", np.array([key in self.closable for key in self.numbers], np.uint8))
        self._put("targets", self._target_rows())
        self._put("expectations", self._expectation_rows())
        self._add_turns()
        self.out["zero"] = self.zero
        return self.out

    def _within(self, kind: str, count: int) -> None:
        if count > MOST[kind]:
            raise TooManyRules(
                f"knowledge has {count:,} {kind.replace('_', ' ')}; the judge has room for {MOST[kind]:,}"
            )

    def _put(self, field: str, rows: np.ndarray) -> None:
        self.out[field][0, : len(rows)] = rows

    def _owned(
        self, field: str, at: str, rows: Iterable[tuple[int, tuple[Any, ...]]], owners: int, kind: np.dtype
    ) -> None:
        """Rows by owner, in the order given within one; and where those of each owner begin."""
        ordered = sorted(rows, key=lambda row: row[0])
        self._within(field, len(ordered))
        self._put(field, np.array([row for _, row in ordered], kind).view(self.out[field].dtype))
        self._put(at, np.searchsorted([owner for owner, _ in ordered], np.arange(owners + 1)))

    def _uses(self) -> Iterable[tuple[int, tuple[Any, ...]]]:
        for row in self.rows["matcher"]:
            target = row["target_id"] + (self.zero if row["purpose"] == INDICATOR else 0)
            within = (row[name] for name in _WITHIN)
            yield (
                self.numbers[row["concept_key"]],
                (row["purpose"], target, row["input_id"], row["mask"], row["lasts"], *within, row["closable"]),
            )

    def _closers(self) -> Iterable[tuple[int, tuple[int]]]:
        return ((self.numbers[row["concept_key"]], (self.numbers[row["closed_by"]],)) for row in self.rows["closer"])

    def _spell_uses(self) -> Iterable[tuple[int, tuple[Any, ...]]]:
        return (
            (
                row["source_key"] + self.zero,
                (row["indicator_id"] + self.zero, row["input_id"], row["lasts"], row["kind"] == "onset"),
            )
            for row in self.rows["input"]
        )

    def _demands(self) -> Iterable[tuple[int, tuple[int, int, int]]]:
        return (
            (row["target_id"] + self.zero, (row["parent_id"] + self.zero, row["need"], row["others"]))
            for row in self.rows["demand"]
        )

    def _periods(self) -> Iterable[tuple[int, tuple[int, int]]]:
        return ((row["expectation_id"], (row["after"], row["due"])) for row in self.rows["tick"])

    def _responses(self) -> Iterable[tuple[int, tuple[int, int]]]:
        return (
            (row["expectation_id"], (self.numbers[row["concept_key"]], row["mask"])) for row in self.rows["response"]
        )

    def _target_rows(self) -> np.ndarray:
        """Overdue targets need one contribution, at any age and on any day, and nobody is shown them."""
        rows = np.zeros(self.targets, TARGET)
        rows["need"] = 1
        for row in self.rows["indicator"]:
            within = (row[name] for name in _WITHIN)
            rows[row["indicator_id"] + self.zero] = (row["need"], *within, not row["internal"])
        return rows

    def _expectation_rows(self) -> np.ndarray:
        rows = np.zeros(self.zero + 1, EXPECTATION)
        for row in self.rows["expectation"]:
            source, within = (row["source_id"] or 0) + self.zero, (row[name] for name in _WITHIN)
            rows[row["expectation_id"]] = (
                _KINDS[row["kind"]],
                source,
                *within,
                row["age"] or 0,
                row["lookback"],
                row["worth"],
                row["about"],
                row["about_children"],
            )
        return rows

    def _add_turns(self) -> None:
        """Turns, and in their order the expectations and targets that they work out."""
        self._within("turns", len(self.turns))
        rows = np.zeros(len(self.turns), TURN)
        owed: list[int] = []
        targets: list[int] = []
        for row, turn in zip(rows, self.turns, strict=True):
            row["first_owed"], row["first_target"], row["overdue"] = len(owed), len(targets), turn.late
            owed += turn.owe
            targets += [target + self.zero for target, _ in turn.targets]
            row["last_owed"], row["last_target"] = len(owed), len(targets)
        self.out["turn_count"] = len(rows)
        self._put("turns", rows)
        self._put("owed_order", np.array(owed, np.int32))
        self._put("target_order", np.array(targets, np.int32))
