"""Practice knowledge as small tables of numbers, the order in which rules rest on each other, and both as the judge reads them."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from kinsight.engine.rule_arrays import compile_rules, relevant_concepts
from kinsight.rules.compile import rule_rows
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.roles import ROLES, SAME_ADDRESS
from kinsight.store.days import ALWAYS, FOREVER
from kinsight.store.keys import small_key

INDICATOR, TRIGGER = 1, 2
#: A fact that sets off an expectation counts for ever.
EVER = FOREVER
Row = dict[str, Any]


@dataclass
class Turn:
    """What one turn works out: what is owed after some expectations, then spells of indicators and of what is overdue.

    `late`: whether the overdue spells of these expectations are wanted at all.
    """

    number: int
    owe: list[int] = field(default_factory=list)
    late: bool = True
    targets: list[tuple[int, int]] = field(default_factory=list)


class Rules:
    """Tables by name: those of `practice.program`, with groups that say the same found once, and what follows from them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.plain = {name: rows.to_pylist() for name, rows in rule_rows.tables(knowledge).items()}
        self.plain |= _merged(self.plain["indicator"], self.plain["input"])
        self.masks = _masks(self.plain["roleset"])
        self.sensitive = {small_key(name) for name, one in knowledge.concepts.items() if one.sensitive}
        self._turns: dict[bool, list[Turn]] = {}
        self._arrays: dict[bool, np.ndarray] = {}
        self._of_store: tuple[np.ndarray, np.ndarray] | None = None
        self.closable = {row["concept_key"] for row in self.plain["concept"] if row["closed_by"]}

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        plain = self.plain
        return {
            "indicator": _table(
                plain["indicator"],
                indicator=_TEXT,
                indicator_id=_INT,
                need=_INT,
                from_age=_INT,
                until_age=_INT,
                internal=pa.bool_(),
                holds_from=_INT,
                holds_until=_INT,
            ),
            "expectation": _table(
                self._expectations(),
                expectation=_TEXT,
                expectation_id=_INT,
                kind=_TEXT,
                concept=_TEXT,
                source_id=_INT,
                from_age=_INT,
                until_age=_INT,
                age=_INT,
                due=_INT,
                lookback=_INT,
                worth=_INT,
                holds_from=_INT,
                holds_until=_INT,
                about=_INT,
                about_children=pa.bool_(),
            ),
            "input": _table(self._inputs(), input_id=_INT, indicator_id=_INT, kind=_TEXT, source_key=_INT, lasts=_INT),
            "response": _table(self._responses(), expectation_id=_INT, concept_key=_INT, mask=_INT),
            "matcher": _table(
                self._matchers(), **dict.fromkeys(_MATCHER, _INT), closable=pa.bool_(), in_demand=pa.bool_()
            ),
            "demand": _table(self._demand(), target_id=_INT, parent_id=_INT, need=_INT, others=_INT),
            "closer": _table(self._closers(), concept_key=_INT, closed_by=_INT),
            "tick": _table(self._ticks(), expectation_id=_INT, after=_INT, due=_INT),
        }

    @cached_property
    def concepts(self) -> np.ndarray:
        """Small keys (int32, sorted) of the concepts that some rule takes in, or that close one: facts of others judge nothing."""
        return relevant_concepts(self.tables)

    def arrays(self, every_overdue: bool = False) -> np.ndarray:
        """These rules as the judge reads them (`judge.layout.RULES`), for families whose facts are numbered by `concepts`. With
        `every_overdue`, spells of all overdue responses are found, not only of those that patterns take as input."""
        if every_overdue not in self._arrays:
            self._arrays[every_overdue] = compile_rules(self.tables, self.turns(every_overdue), self.concepts)
        return self._arrays[every_overdue]

    def arrays_for(self, concepts: np.ndarray) -> np.ndarray:
        """The same for families whose facts are numbered by these small keys, in whatever order: those of the families' store, which only
        ever grow."""
        every, arrays = self._of_store or (np.empty(0, np.int32), None)
        if arrays is None or not np.array_equal(every[: len(concepts)], concepts):
            every = np.concatenate([concepts, self.concepts[~np.isin(self.concepts, concepts)]])
            arrays = compile_rules(self.tables, self.turns(False), every)
            self._of_store = every, arrays
        return arrays

    @cached_property
    def names(self) -> dict[int, str]:
        """Indicator by id."""
        return {row["indicator_id"]: row["indicator"] for row in self.plain["indicator"]}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Id by indicator."""
        return {name: number for number, name in self.names.items()}

    @cached_property
    def looked_for(self) -> list[tuple[str, int, range]]:
        """Each indicator that people are shown, by name, with its id and the days on which it is in force."""
        found = [row for row in self.plain["indicator"] if not row["internal"]]
        return sorted((r["indicator"], r["indicator_id"], range(r["holds_from"], r["holds_until"])) for r in found)

    @cached_property
    def owes(self) -> dict[int, str]:
        """Expectation by id."""
        return {row["expectation_id"]: row["expectation"] for row in self.plain["expectation"]}

    @cached_property
    def shown(self) -> set[int]:
        """Ids of the indicators that people are shown."""
        return {row["indicator_id"] for row in self.plain["indicator"] if not row["internal"]}

    @cached_property
    def says(self) -> dict[tuple[int, int], str]:
        """The concept that an input of an indicator takes, by both ids."""
        return {(i["indicator_id"], i["input_id"]): i["concept"] for i in self.plain["input"] if i["kind"] == "concept"}

    def _inputs(self) -> list[Row]:
        """Inputs from earlier patterns: `source_key` is an indicator's id, or an expectation's negated."""
        return [
            {**i, "source_key": -i["source_id"] if i["kind"] == "overdue" else i["source_id"]}
            for i in self.plain["input"]
            if i["kind"] != "concept"
        ]

    def _expectations(self) -> list[Row]:
        """With the roles of those about whom their responses are."""
        about = dict.fromkeys((row["expectation_id"] for row in self.plain["expectation"]), 0)
        for row in self.plain["response"]:
            about[row["expectation_id"]] |= self.masks[row["roleset_id"]]
        return [
            {
                **row,
                "about": about[row["expectation_id"]],
                "about_children": about[row["expectation_id"]] & _CHILDREN != 0,
            }
            for row in self.plain["expectation"]
        ]

    def _responses(self) -> list[Row]:
        return [{**r, "mask": self._mask(r)} for r in self.plain["response"]]

    def _mask(self, use: Row) -> int:
        """Bits of the roles whose facts count: that of an address alone beside the household's, unless they are sensitive."""
        mask = self.masks[use["roleset_id"]]
        return (
            mask | ROLE_BITS[SAME_ADDRESS]
            if mask & ROLE_BITS["household"] and use["concept_key"] not in self.sensitive
            else mask
        )

    def _matchers(self) -> list[Row]:
        """Every use of a fact: as input of an indicator, or as trigger of an expectation."""
        ages = {row["indicator_id"]: row for row in self.plain["indicator"]}
        rows = [
            self._use(INDICATOR, i["indicator_id"], i, i["lasts"], ages[i["indicator_id"]], i["input_id"])
            for i in self.plain["input"]
            if i["kind"] == "concept"
        ]
        # A fact may have been known before an expectation came into force: `judge/duties.py` asks for the trigger's own day.
        rows += [
            self._use(TRIGGER, e["expectation_id"], e, EVER, {**e, "holds_from": ALWAYS, "holds_until": EVER})
            for e in self.plain["expectation"]
            if e["kind"] == "concept"
        ]
        asked = {one["target_id"] for one in self._demand()}
        return [{**row, "in_demand": row["purpose"] == INDICATOR and row["target_id"] in asked} for row in rows]

    def _use(self, purpose: int, target: int, row: Row, lasts: int, within: Row, input_id: int = 0) -> Row:
        return {
            "purpose": purpose,
            "target_id": target,
            "input_id": input_id,
            "concept_key": row["concept_key"],
            "mask": self._mask(row),
            "lasts": lasts,
            **{name: within[name] for name in _WITHIN},
            "closable": lasts < 0 and row["concept_key"] in self.closable,
        }

    def _demand(self) -> list[Row]:
        """Each nameless group that takes facts alone, and each pattern that takes it: see `judge/idle.py`."""
        needs = {row["indicator_id"]: row["need"] for row in self.plain["indicator"]}
        parts: dict[int, list[Row]] = {}
        for one in self.plain["input"]:
            parts.setdefault(one["indicator_id"], []).append(one)
        nameless = {row["indicator_id"] for row in self.plain["indicator"] if "/" in row["indicator"]}
        simple = {number for number in nameless if all(one["kind"] == "concept" for one in parts.get(number, []))}
        return [
            {
                "target_id": one["source_id"],
                "parent_id": parent,
                "need": needs[parent],
                "others": _others(taken, simple, needs[parent]),
            }
            for parent, taken in parts.items()
            for one in taken
            if one["kind"] == "spell" and one["source_id"] in simple
        ]

    def _closers(self) -> list[Row]:
        return [
            {"concept_key": row["concept_key"], "closed_by": small_key(word)}
            for row in self.plain["concept"]
            for word in row["closed_by"]
        ]

    def _ticks(self) -> list[Row]:
        """The periods of each expectation that fit into the ages that it covers; just the first when it does not repeat."""
        owed = self.plain["expectation"]
        lowest = min([0, *(i["from_age"] for i in self.plain["indicator"]), *(e["age"] or 0 for e in owed)])
        return [
            {"expectation_id": e["expectation_id"], "after": after, "due": e["due"]}
            for e in owed
            for after in _periods(e["repeat"], e["until_age"] - lowest)
        ]

    def turns(self, every_overdue: bool) -> list[Turn]:
        """Each turn rests on earlier ones only. What no pattern rests on waits for a last turn of its own."""
        if every_overdue not in self._turns:
            self._turns[every_overdue] = _Order(self.plain, every_overdue).turns()
        return self._turns[every_overdue]


#: Rules made in this process, by the identity of the knowledge that they are of; the knowledge is held, so that no other takes its place.
_made: OrderedDict[int, tuple[Knowledge, Rules]] = OrderedDict()
_MOST_MADE = 4
_lock = Lock()


def rules_of(knowledge: Knowledge) -> Rules:
    """The rules of this very value of knowledge, made once a process: for whoever looks at one child after another."""
    with _lock:
        if id(knowledge) not in _made:
            _made[id(knowledge)] = knowledge, Rules(knowledge)
        _made.move_to_end(id(knowledge))
        while len(_made) > _MOST_MADE:
            _made.popitem(last=False)
        return _made[id(knowledge)][1]


class _Order:
    """Indicators as early as they can be, expectations as late as the patterns that take them allow."""

    def __init__(self, plain: dict[str, list[Row]], every_overdue: bool) -> None:
        self.indicators = {row["indicator_id"]: row for row in plain["indicator"]}
        self.owed = {row["expectation_id"]: row for row in plain["expectation"]}
        self.takes: dict[int, list[int]] = {number: [] for number in self.indicators}
        for i in plain["input"]:
            if i["kind"] != "concept":
                self.takes[i["indicator_id"]].append(-i["source_id"] if i["kind"] == "overdue" else i["source_id"])
        self.every = every_overdue
        self.at: dict[int, int] = {}

    def turns(self) -> list[Turn]:
        last, wanted = self._last(), self._wanted()
        found = {number: Turn(number) for number in range(last + 2)}
        for number, row in self.indicators.items():
            found[self._turn(number)].targets.append((number, row["need"]))
        for number, place in wanted.items():
            found[place].owe.append(number)
            found[place].targets.append((-number, 1))
        found[last + 1].owe, found[last + 1].late = [number for number in self.owed if number not in wanted], False
        return [turn for turn in found.values() if turn.owe or turn.targets]

    def _turn(self, target: int) -> int:
        """The earliest turn of an indicator, or (negated) of what is overdue after an expectation."""
        if target not in self.at:
            self.at[target] = max((self._turn(other) + 1 for other in self._rests_on(target)), default=0)
        return self.at[target]

    def _rests_on(self, target: int) -> Iterable[int]:
        if target > 0:
            return self.takes[target]
        source = self.owed[-target]["source_id"]
        return [] if source is None else [source]

    def _last(self) -> int:
        """The turn by which all indicators are found, and all overdue responses that are wanted."""
        found = [self._turn(number) for number in self.indicators]
        return max([0, *found, *(self._turn(-number) for number in self.owed)]) if self.every else max([0, *found])

    def _wanted(self) -> dict[int, int]:
        """The turn of each expectation whose overdue spells are wanted: just before the first pattern that takes them."""
        wanted = {
            source: self._turn(number) - 1
            for number in sorted(self.indicators, key=self._turn, reverse=True)
            for source in self.takes[number]
            if source < 0
        }
        if self.every:
            last = self._last()
            wanted = {-number: wanted.get(-number, last) for number in self.owed}
        return {-source: place for source, place in wanted.items()}


_INT, _TEXT = pa.int32(), pa.string()
#: When what counts may count: ages of the child, and days of the calendar.
_WITHIN = ("from_age", "until_age", "holds_from", "holds_until")
_MATCHER = ("purpose", "target_id", "input_id", "concept_key", "mask", "lasts", *_WITHIN)
#: The bit of each role in a set of roles.
ROLE_BITS = {role: 1 << place for place, role in enumerate((*ROLES, SAME_ADDRESS))}
_CHILDREN = ROLE_BITS["self"] | ROLE_BITS["sibling"]


def _others(taken: list[Row], simple: set[int], need: int) -> int:
    """How many contributions at one time the inputs of a pattern that are no simple groups may give at most. A spell gives
    one; facts, onsets and what is overdue may give any number."""
    rest = [one for one in taken if not (one["kind"] == "spell" and one["source_id"] in simple)]
    return len(rest) if all(one["kind"] == "spell" for one in rest) else need


def _merged(indicators: list[Row], inputs: list[Row]) -> dict[str, list[Row]]:
    """Groups within indicators that say the very same are found once: the first of them stands for all."""
    parts: dict[int, list[Row]] = {}
    for i in inputs:
        parts.setdefault(i["indicator_id"], []).append(i)
    first: dict[object, int] = {}
    stands: dict[int, int] = {}
    for one in sorted(indicators, key=lambda row: (row["level"], row["indicator_id"])):
        number = one["indicator_id"]
        same = (one["need"], *(one[name] for name in _WITHIN), _said(parts.get(number, []), stands))
        stands[number] = first.setdefault(same, number) if "/" in one["indicator"] else number
    kept = {number for number, by in stands.items() if number == by}
    return {
        "indicator": [row for row in indicators if row["indicator_id"] in kept],
        "input": [{**i, "source_id": _source(i, stands)} for i in inputs if i["indicator_id"] in kept],
    }


def _said(parts: list[Row], stands: dict[int, int]) -> tuple[tuple[object, ...], ...]:
    found = [
        (i["kind"], i["concept_key"] or 0, _source(i, stands) or 0, i["roleset_id"] or 0, i["lasts"]) for i in parts
    ]
    return tuple(sorted(found))


def _source(one: Row, stands: dict[int, int]) -> int | None:
    return stands[one["source_id"]] if one["kind"] in ("spell", "onset") else one["source_id"]


def _masks(rolesets: list[Row]) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in rolesets:
        found[row["roleset_id"]] = found.get(row["roleset_id"], 0) | ROLE_BITS[row["role"]]
    return found


def _periods(repeat: int, span: int) -> range:
    return range(0, max(span, 1), repeat) if repeat else range(1)


def _table(rows: list[Row], **kinds: pa.DataType) -> pa.Table:
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})
