"""Practice knowledge as the flat rows that the engine is made from: numbers for names, days for lengths."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa

from kinsight.rules.schema import durations, roles
from kinsight.rules.schema.flatten import FlatIndicator
from kinsight.rules.schema.formats import ConceptTrigger, Expectation, IndicatorTrigger
from kinsight.rules.schema.grammar import FlatInput
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import ALWAYS, FOREVER
from kinsight.store.keys import small_key


@dataclass(frozen=True)
class IndicatorRow:
    """Ages are days from birth; `holds_from`, `holds_until` are days of the calendar: always for a nameless group."""

    indicator: str
    indicator_id: int
    need: int
    from_age: int
    until_age: int
    level: int
    internal: bool
    holds_from: int
    holds_until: int


@dataclass(frozen=True)
class InputRow:
    """`source_id` is an indicator's for a spell or an onset, an expectation's for overdue, null for a concept."""

    input_id: int
    indicator_id: int
    kind: str
    concept: str | None
    concept_key: int | None
    source_id: int | None
    roleset_id: int | None
    lasts: int


@dataclass(frozen=True)
class ExpectationRow:
    """`age` is the trigger's age in days where kind is `age`; `repeat` 0 is never again; `worth` counts from the due day."""

    expectation: str
    expectation_id: int
    kind: str
    concept: str | None
    concept_key: int | None
    source_id: int | None
    roleset_id: int | None
    from_age: int
    until_age: int
    age: int | None
    due: int
    lookback: int
    worth: int
    repeat: int
    level: int
    holds_from: int
    holds_until: int


@dataclass(frozen=True)
class ResponseRow:
    expectation_id: int
    concept: str
    concept_key: int
    roleset_id: int


@dataclass(frozen=True)
class RolesetRow:
    roleset_id: int
    role: str


@dataclass(frozen=True)
class ConceptRow:
    concept: str
    concept_key: int
    closed_by: tuple[str, ...]


@dataclass(frozen=True)
class Program:
    indicator: tuple[IndicatorRow, ...]
    input: tuple[InputRow, ...]
    expectation: tuple[ExpectationRow, ...]
    response: tuple[ResponseRow, ...]
    roleset: tuple[RolesetRow, ...]
    concept: tuple[ConceptRow, ...]


_ID, _INT, _TEXT = pa.int16(), pa.int32(), pa.string()
SCHEMAS: dict[str, pa.Schema] = {
    "indicator": pa.schema(
        {
            "indicator": _TEXT,
            "indicator_id": _ID,
            "need": _INT,
            "from_age": _INT,
            "until_age": _INT,
            "level": _ID,
            "internal": pa.bool_(),
            "holds_from": _INT,
            "holds_until": _INT,
        }
    ),
    "input": pa.schema(
        {
            "input_id": _INT,
            "indicator_id": _ID,
            "kind": _TEXT,
            "concept": _TEXT,
            "concept_key": _INT,
            "source_id": _ID,
            "roleset_id": _ID,
            "lasts": _INT,
        }
    ),
    "expectation": pa.schema(
        {
            "expectation": _TEXT,
            "expectation_id": _ID,
            "kind": _TEXT,
            "concept": _TEXT,
            "concept_key": _INT,
            "source_id": _ID,
            "roleset_id": _ID,
            "from_age": _INT,
            "until_age": _INT,
            "age": _INT,
            "due": _INT,
            "lookback": _INT,
            "worth": _INT,
            "repeat": _INT,
            "level": _ID,
            "holds_from": _INT,
            "holds_until": _INT,
        }
    ),
    "response": pa.schema({"expectation_id": _ID, "concept": _TEXT, "concept_key": _INT, "roleset_id": _ID}),
    "roleset": pa.schema({"roleset_id": _ID, "role": _TEXT}),
    "concept": pa.schema({"concept": _TEXT, "concept_key": _INT, "closed_by": pa.list_(_TEXT)}),
}


def compile_program(knowledge: Knowledge) -> Program:
    """The rows of this knowledge. Ids are positions in the sorted names, so equal knowledge gives equal rows."""
    return _Compiler(knowledge).run()


def tables(knowledge: Knowledge) -> dict[str, pa.Table]:
    """The rows as Arrow tables, by the names of `SCHEMAS`."""
    program = compile_program(knowledge)
    return {name: _table(getattr(program, name), schema) for name, schema in SCHEMAS.items()}


def _table(rows: tuple[Any, ...], schema: pa.Schema) -> pa.Table:
    return pa.table(
        {name: pa.array([getattr(row, name) for row in rows], schema.field(name).type) for name in schema.names},
        schema=schema,
    )


class _Compiler:
    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.levels = knowledge.levels
        self.indicators = {flat.indicator: number for number, flat in enumerate(knowledge.flat, 1)}
        self.expectations = {name: number for number, name in enumerate(sorted(knowledge.expectations), 1)}
        self.rolesets: dict[tuple[str, ...], int] = {}
        self.key = cache(small_key)

    def run(self) -> Program:
        inputs = [(flat, part) for flat in self.knowledge.flat for part in flat.inputs]
        owed = [self.knowledge.expectations[name] for name in self.expectations]
        return Program(
            indicator=tuple(self._indicator(flat) for flat in self.knowledge.flat),
            input=tuple(self._input(number, flat, part) for number, (flat, part) in enumerate(inputs, 1)),
            expectation=tuple(self._expectation(one) for one in owed),
            response=tuple(row for one in owed for row in self._responses(one)),
            roleset=tuple(RolesetRow(number, role) for group, number in self.rolesets.items() for role in group),
            concept=tuple(self._concept(name) for name in sorted(self.knowledge.concepts)),
        )

    def _roleset(self, group: tuple[str, ...]) -> int:
        return self.rolesets.setdefault(group, len(self.rolesets) + 1)

    def _indicator(self, flat: FlatIndicator) -> IndicatorRow:
        level = self.levels[flat.indicator]
        # A nameless group is worked out on all days; the rule that it belongs to takes of it what falls on days in force.
        own = self.knowledge.indicators.get(flat.indicator)
        force = self.knowledge.in_force(own) if own else (ALWAYS, FOREVER)
        return IndicatorRow(
            flat.indicator,
            self.indicators[flat.indicator],
            flat.need,
            flat.from_age,
            flat.until_age,
            level,
            flat.internal,
            *force,
        )

    def _input(self, number: int, flat: FlatIndicator, part: FlatInput) -> InputRow:
        owner = self.indicators[flat.indicator]
        if part.kind == "concept":
            where = self.key(part.source), None, self._roleset(part.about)
            return InputRow(number, owner, part.kind, part.source, *where, part.lasts)
        source = (self.expectations if part.kind == "overdue" else self.indicators)[part.source]
        return InputRow(number, owner, part.kind, None, None, source, None, part.lasts)

    def _expectation(self, one: Expectation) -> ExpectationRow:
        after, concept, source, roleset, age = one.after, None, None, None, None
        if isinstance(after, ConceptTrigger):
            kind, concept, roleset = "concept", after.concept, self._roleset(roles.expand(after.about))
        elif isinstance(after, IndicatorTrigger):
            kind, source = "indicator", self.indicators[after.indicator]
        else:
            kind, age = "age", durations.days(after.age)
        holds_from, holds_until = self.knowledge.in_force(one)
        return ExpectationRow(
            expectation=one.expectation,
            expectation_id=self.expectations[one.expectation],
            kind=kind,
            concept=concept,
            concept_key=self.key(concept) if concept else None,
            source_id=source,
            roleset_id=roleset,
            from_age=durations.days(after.from_age),
            until_age=durations.days(after.until_age),
            age=age,
            due=durations.days(one.due),
            lookback=durations.days(one.lookback),
            worth=durations.lasts_days(one.worth_until),
            repeat=durations.days(one.repeat) if one.repeat else 0,
            level=self.levels[one.expectation],
            holds_from=holds_from,
            holds_until=holds_until,
        )

    def _responses(self, one: Expectation) -> list[ResponseRow]:
        owner = self.expectations[one.expectation]
        return [
            ResponseRow(owner, r.concept, self.key(r.concept), self._roleset(roles.expand(r.about))) for r in one.met_by
        ]

    def _concept(self, name: str) -> ConceptRow:
        return ConceptRow(name, self.key(name), tuple(self.knowledge.concepts[name].closed_by))
