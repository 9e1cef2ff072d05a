"""Where two engines differ: the rows that only one has, each beside its family's rows, in words and dates."""

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kinsight.engine.rules import Rules
from kinsight.practice.knowledge import Knowledge
from kinsight.records import aside, days
from kinsight.records.days import ALWAYS, FOREVER
from kinsight.records.keys import small_key
from tests.generative.engines import Population, Results

Row = dict[str, Any]
#: Children shown in full, and rows shown of each kind for each.
CHILDREN, ROWS = 3, 40
_DAYS = {"born", "left_on", "known", "from", "until", "superseded", "on", "since", "trigger", "due", "ends", "met_on", "met_known",
         "source_since", "start", "finish"}  # fmt: skip


def differences(first: Results, second: Results, population: Population, rules: Rules, knowledge: Knowledge,
                names: tuple[str, str] = ("SQL", "judge")) -> str:  # fmt: skip
    """Empty when both say the same, row for row and as often; else how many rows differ and the first children, to be read."""
    unlike = {name: unmatched(getattr(first, name), getattr(second, name)) for name in ("spells", "owed", "evidence")}
    if not any(rows.num_rows for pair in unlike.values() for rows in pair):
        return ""
    return "\n".join(_Report(unlike, population, rules, knowledge, names).lines())


def unmatched(first: pa.Table, second: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Rows that only the first has, or has more often; and the other way round."""
    with aside.database() as con:
        con.register("one", first)
        con.register("two", second)
        found = [con.sql(f"FROM {a} EXCEPT ALL FROM {b}").to_arrow_table() for a, b in (("one", "two"), ("two", "one"))]
    return found[0], found[1]


class _Report:
    """The lines that a person reads to see what one engine got wrong."""

    def __init__(self, unlike: dict[str, tuple[pa.Table, pa.Table]], population: Population, rules: Rules, knowledge: Knowledge,
                 names: tuple[str, str]) -> None:  # fmt: skip
        self.unlike, self.population, self.rules, self.names = unlike, population, rules, names
        self.concepts = {small_key(concept): concept for concept in knowledge.concepts}
        self.words: dict[str, Callable[[int], str]] = {
            "target": self._target, "source": self._target, "expectation": lambda number: rules.owes.get(number, str(number)),
            "view": lambda view: f"service {view}" if view else "joined",
            "concept_key": lambda key: self.concepts.get(key, str(key)),
        }  # fmt: skip

    def lines(self) -> Iterator[str]:
        for name, pair in self.unlike.items():
            for engine, rows in zip(self.names, pair, strict=True):
                yield f"{rows.num_rows} rows of {name} that only {engine} has"
        children = [pc.unique(rows["child"]).to_pylist() for pair in self.unlike.values() for rows in pair]
        for child in sorted({key for some in children for key in some})[:CHILDREN]:
            yield from self._child(child)

    def _child(self, child: int) -> Iterator[str]:
        yield f"\nchild {child}, judged on {day(self.population.as_of)}"
        bonds = _of(self.population.bond, "child", [child])
        people = {row["person"]: number for number, row in enumerate(_first_each(bonds, "person"))}
        events = _of(self.population.event, "person", list(people))
        for table, rows in (
            ("child", _of(self.population.child, "child", [child])),
            ("bond", bonds),
            ("event", events),
        ):
            shown = [{**row, "person": f"person {people[row['person']]}"} if "person" in row else row for row in rows]
            yield from self._rows(f"  {table}", shown)
        for name, pair in self.unlike.items():
            for engine, table in zip(self.names, pair, strict=True):
                yield from self._rows(f"  only {engine}, {name}", _of(table, "child", [child]))

    def _rows(self, head: str, rows: list[Row]) -> Iterator[str]:
        for row in rows[:ROWS]:
            yield f"{head}: " + ", ".join(
                f"{name} {self._word(name, value)}" for name, value in row.items() if name != "child"
            )
        if len(rows) > ROWS:
            yield f"{head}: and {len(rows) - ROWS} more"

    def _word(self, name: str, value: Any) -> str:
        if value is not None and name in self.words:
            return self.words[name](value)
        return day(value) if name in _DAYS else str(value)

    def _target(self, number: int) -> str:
        return self.rules.names.get(number) or f"overdue {self.rules.owes.get(-number, number)}"


def day(value: int | None) -> str:
    """An ISO date; `always`, `never`, or `-` where there is none."""
    if value is None:
        return "-"
    if value in (ALWAYS, FOREVER):
        return "always" if value == ALWAYS else "never"
    try:
        return days.iso(value)
    except (ValueError, OverflowError):
        return str(value)


def _of(table: pa.Table, column: str, keys: list[int]) -> list[Row]:
    rows = table.filter(pc.is_in(table[column], value_set=pa.array(keys, table[column].type)))
    return sorted(rows.to_pylist(), key=lambda row: [(value is not None, str(value)) for value in row.values()])


def _first_each(rows: list[Row], column: str) -> list[Row]:
    return list({row[column]: row for row in reversed(rows)}.values())
