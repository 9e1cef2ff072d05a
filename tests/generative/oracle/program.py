"""Runs the query program: fixed SQL files over knowledge as rows. Adding practice adds rows, never a statement."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from kinsight.engine.database import Database, over
from kinsight.engine.rules import ROLE_BITS, Rules, Turn
from kinsight.practice.knowledge import Knowledge
from kinsight.practice.roles import ROLES, SAME_ADDRESS


@cache
def statement(name: str) -> str:
    """Text of `sql/<name>.sql`."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text()


class Engine:
    """The program on one database. Needs tables `clock`, `child`, `bond`, `event`; leaves `spell`, `owed`, `contribution`, `combined`.

    Inputs: clock(as_of, horizon) · child(child, born, is_born, left_on, known; born is the expected day before birth) ·
    bond(child, person, role, from, until, known, superseded) ·
    event(event, person, concept_key, on, until, known, superseded, service): days int, never null.
    `loaded`: the tables of these rules are already there. `few`: for so few children that most targets have nothing to go on.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection | Database,
        rules: Knowledge | Rules,
        loaded: bool = False,
        few: bool = False,
    ) -> None:
        self.db = over(con)
        self.rules = rules if isinstance(rules, Rules) else Rules(rules)
        self.few = few
        if not loaded:
            for name, rows in {**self.rules.tables, **tables_beside(self.rules)}.items():
                self.db.keep(name, rows)

    def run(self, fragments: bool = True, every_overdue: bool = False, past: bool = True) -> None:
        """The whole program: contributions once, then turn by turn what is owed, and the spells that follow.

        Spells of overdue responses are found for those that patterns take as input; for all with `every_overdue`.
        Without `past`, what no longer stands after the day of the clock, and no pattern asks for, is left out of `owed`.
        """
        self._empty_results()
        for name in ("kin", "heeded", "several", "fact", "said", "bearing", "answerer"):
            self.db.make(name, statement(name))
        self.db.make("contribution", statement("contribute"))
        for turn in self.rules.turns(every_overdue):
            which = f"WHERE every = {int(every_overdue)} AND turn = {turn.number}"
            if turn.owe:
                still = "-2000000000" if past or turn.late else "as_of"
                self._owe(turn, f"SELECT turn, expectation_id, {still} AS still FROM schedule_owed, clock {which}")
            if turn.targets:
                self._find(f"SELECT turn, target_id, need, {fragments} AS fragments FROM schedule {which}")
        if fragments:
            self.db.add("spell", statement("by_service"))

    def _empty_results(self) -> None:
        for name, columns in _RESULTS.items():
            self.db.make(name, f"SELECT {columns} WHERE false")

    def _owe(self, turn: Turn, which: str) -> None:
        """What is owed; and what of it is overdue, as contributions to the target "this is overdue"."""
        self.db.make("due_now", which)
        if not self.db.make('"trigger"', statement("trigger")):
            return
        self.db.make("reply", statement("reply"))
        self.db.add("owed", statement("owed"))
        if turn.late:
            self.db.add("combined", statement("overdue"))

    def _find(self, which: str) -> None:
        """Spells of one turn's targets; nothing to do where neither a fact nor an earlier spell contributes."""
        if not self.db.make("turn", f"{which} AND target_id IN ({statement('reached')})" if self.few else which):
            return
        self.db.add("combined", statement("combine"))
        if self.db.make("piece", statement("piece")) and self.db.make("heap", statement("heap")):
            self.db.add("spell", statement("meet"))
            if self.db.make("tangle", statement("tangle")):
                self.db.add("spell", statement("sweep"))


def _columns(kinds: str) -> str:
    pairs = [pair.split(":") for pair in kinds.split()]
    return ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in pairs)


#: What the program fills row by row of its turns.
_RESULTS = {
    "spell": _columns("view:INTEGER child:BIGINT target_id:INTEGER since:INTEGER until:INTEGER count:INTEGER "
                      "withdrawn:BOOLEAN alone:INTEGER"),
    "combined": _columns("turn:INTEGER view:INTEGER child:BIGINT target_id:INTEGER input_id:INTEGER source_id:INTEGER source_since:INTEGER "
                         "start:INTEGER finish:INTEGER withdrawn:BOOLEAN alone:INTEGER"),
    "owed": _columns("child:BIGINT expectation_id:INTEGER anchor:BIGINT trigger:INTEGER due:INTEGER ends:INTEGER "
                     "withdrawn:BOOLEAN met_on:INTEGER met_known:INTEGER"),
}  # fmt: skip


def tables_beside(rules: Rules) -> dict[str, pa.Table]:
    """What the statements join with beside `Rules.tables`: roles, the parts of sets of roles, and what each turn works out."""
    both = [(int(every), turn) for every in (False, True) for turn in rules.turns(every)]
    return {
        "role": pa.Table.from_pylist([{"role": role, "bit": bit} for role, bit in ROLE_BITS.items()]),
        "facet": pa.Table.from_pylist(_facets(rules), schema=_ints("roles", "bit", "sub")),
        "schedule": pa.Table.from_pylist(
            [{"every": every, "turn": turn.number, "target_id": target, "need": need}
             for every, turn in both for target, need in turn.targets], schema=_ints("every", "turn", "target_id", "need")),
        "schedule_owed": pa.Table.from_pylist(
            [{"every": every, "turn": turn.number, "expectation_id": number} for every, turn in both for number in turn.owe],
            schema=_ints("every", "turn", "expectation_id")),
    }  # fmt: skip


def _ints(*names: str) -> pa.Schema:
    return pa.schema([(name, pa.int32()) for name in names])


def _facets(rules: Rules) -> list[dict[str, Any]]:
    """Of every set of roles that one person may have, the parts that some role set picks out, a row for each bit."""
    picked = {roles: {mask & roles for mask in rules.masks.values()} - {0} for roles in range(1, 1 << len(ROLES))}
    # Who has the role of an address has no other.
    picked[ROLE_BITS[SAME_ADDRESS]] = {ROLE_BITS[SAME_ADDRESS]}
    return [{"roles": roles, "bit": bit, "sub": sub} for roles, subs in picked.items() for sub in sorted(subs)
            for bit in ROLE_BITS.values() if bit & sub]  # fmt: skip
