"""Runs the query program: fixed SQL files over knowledge as rows. Adding practice adds rows, never a statement."""

from functools import cache
from importlib.resources import files

import duckdb
import pyarrow as pa

from kinsight.practice import program
from kinsight.practice.knowledge import Knowledge
from kinsight.records.keys import small_key

#: A response may come at any age the record covers.
BEFORE_BIRTH, GROWN_UP = -300, 6575
INDICATOR, TRIGGER, RESPONSE = 1, 2, 3
#: Most periods a repeated expectation can have in a childhood.
PERIODS = 1000


@cache
def statement(name: str) -> str:
    return files("kinsight.signals").joinpath(f"sql/{name}.sql").read_text()


class Engine:
    """The program on one connection. Needs tables `clock`, `child`, `bond`, `event`; leaves `spell`, `owed`, `contribution`, `combined`.

    Inputs: clock(as_of, horizon) · child(child, born, is_born, left_on, known; born is the expected day before birth) ·
    bond(child, person, role, from, until, known, superseded) ·
    event(event, person, concept_key, on, until, known, superseded, service): days int, never null.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, knowledge: Knowledge) -> None:
        self.con = con
        self.rules = program.tables(knowledge)
        self.top = max(
            [0, *self.rules["indicator"]["level"].to_pylist(), *self.rules["expectation"]["level"].to_pylist()]
        )
        self._load_rules()

    def _load_rules(self) -> None:
        tables = {
            **self.rules,
            "matcher": _matcher(self.rules),
            "closer": _closer(self.rules["concept"]),
            "tick": _ticks(),
        }
        for name, rows in tables.items():
            self.con.register("incoming", rows)
            self.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")
        self.con.unregister("incoming")
        self.con.execute("ALTER TABLE input ADD COLUMN source_key INTEGER")
        self.con.execute("UPDATE input SET source_key = CASE kind WHEN 'overdue' THEN -source_id ELSE source_id END")

    def run(self, fragments: bool = True, every_overdue: bool = False) -> None:
        """The whole program: contributions once, then level by level spells; what is owed as soon as a pattern needs it.

        Spells of overdue responses are found for those that patterns take as input; for all with `every_overdue`.
        """
        for name in ("kin", "several", "fact", "contribution"):
            self._make(name, statement("contribute" if name == "contribution" else name))
        self._empty_results()
        early, late = self._expectations(every_overdue)
        fed = self._levels_with_facts()
        for level in range(self.top + 1):
            self._patterns(level, fragments, level in fed)
            if level in early:
                self._owe(early[level])
                self._late(early[level])
        self._owe(late)

    def _expectations(self, every_overdue: bool) -> tuple[dict[int, list[int]], list[int]]:
        """Expectations whose overdue spells are wanted, by level; and the others, which can wait for the end."""
        wanted = {i["source_id"] for i in self.rules["input"].to_pylist() if i["kind"] == "overdue"}
        early: dict[int, list[int]] = {}
        late: list[int] = []
        for one in self.rules["expectation"].to_pylist():
            number = one["expectation_id"]
            where = early.setdefault(one["level"], []) if every_overdue or number in wanted else late
            where.append(number)
        return early, late

    def _levels_with_facts(self) -> set[int]:
        query = "SELECT DISTINCT i.level FROM contribution c JOIN indicator i ON i.indicator_id = c.target_id WHERE c.purpose = 1"
        return {int(level) for (level,) in self.con.execute(query).fetchall()}

    def _empty_results(self) -> None:
        """Each result starts as its own statement's shape, with no rows."""
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE spell (view INTEGER, child BIGINT, target_id INTEGER, since INTEGER, "
            '"until" INTEGER, "count" INTEGER, withdrawn BOOLEAN);'
            "CREATE OR REPLACE TEMP TABLE combined (view INTEGER, child BIGINT, target_id INTEGER, input_id INTEGER, "
            "source_id INTEGER, source_since INTEGER, start INTEGER, finish INTEGER, withdrawn BOOLEAN);"
            'CREATE OR REPLACE TEMP TABLE owed (child BIGINT, expectation_id INTEGER, anchor BIGINT, "trigger" INTEGER, '
            "due INTEGER, ends INTEGER, withdrawn BOOLEAN, met_on INTEGER, met_known INTEGER);"
            "CREATE OR REPLACE TEMP TABLE turn (target_id INTEGER, need INTEGER, fragments BOOLEAN)"
        )

    def _patterns(self, level: int, fragments: bool, fed: bool) -> None:
        """Spells of one level; nothing to do where neither a fact nor an earlier spell contributes."""
        self._turn(f"SELECT indicator_id, need, {fragments} FROM indicator WHERE level = {level}")
        combined = self._add("combined", "combine") if level else 0
        if fed or combined:
            self._add("spell", "sweep")

    def _owe(self, expectations: list[int]) -> None:
        self._make("due_now", f"SELECT unnest({expectations}::INTEGER[]) AS expectation_id")
        self._make('"trigger"', statement("trigger"))
        self._make("reply", statement("reply"))
        self._add("owed", "owed")

    def _late(self, expectations: list[int]) -> None:
        self._turn(f"SELECT -expectation_id, 1, false FROM expectation WHERE expectation_id IN {(*expectations, 0)}")
        if self._add("combined", "overdue"):
            self._add("spell", "sweep")

    def _turn(self, select: str) -> None:
        self.con.execute(f"DELETE FROM turn; INSERT INTO turn {select}")

    def _make(self, table: str, select: str) -> None:
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}")

    def _add(self, table: str, name: str) -> int:
        """How many rows the statement added."""
        added = self.con.execute(f"INSERT INTO {table} {statement(name)}").fetchone()
        return int(added[0]) if added else 0


def _matcher(rules: dict[str, pa.Table]) -> pa.Table:
    """Every use of a concept: input of an indicator, trigger of an expectation, response to one."""
    ages = {row["indicator_id"]: (row["from_age"], row["until_age"]) for row in rules["indicator"].to_pylist()}
    closable = {row["concept_key"] for row in rules["concept"].to_pylist() if row["closed_by"]}
    rows = [
        _use(INDICATOR, i["indicator_id"], i, i["lasts"], *ages[i["indicator_id"]], closable, i["input_id"])
        for i in rules["input"].to_pylist() if i["kind"] == "concept"
    ]  # fmt: skip
    rows += [_use(TRIGGER, e["expectation_id"], e, 2_000_000_000, e["from_age"], e["until_age"], closable)
             for e in rules["expectation"].to_pylist() if e["kind"] == "concept"]  # fmt: skip
    rows += [_use(RESPONSE, r["expectation_id"], r, 2_000_000_000, BEFORE_BIRTH, GROWN_UP, closable)
             for r in rules["response"].to_pylist()]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=_MATCHER)


def _use(purpose: int, target: int, row: dict[str, int], lasts: int, from_age: int, until_age: int,
         closable: set[int], input_id: int = 0) -> dict[str, object]:  # fmt: skip
    return {"purpose": purpose, "target_id": target, "input_id": input_id, "concept_key": row["concept_key"],
            "roleset_id": row["roleset_id"], "lasts": lasts, "from_age": from_age, "until_age": until_age,
            "closable": lasts < 0 and row["concept_key"] in closable}  # fmt: skip


_MATCHER = pa.schema({
    "purpose": pa.int32(), "target_id": pa.int32(), "input_id": pa.int32(), "concept_key": pa.int32(),
    "roleset_id": pa.int32(), "lasts": pa.int32(), "from_age": pa.int32(), "until_age": pa.int32(), "closable": pa.bool_(),
})  # fmt: skip


def _closer(concepts: pa.Table) -> pa.Table:
    rows = [{"concept_key": row["concept_key"], "closed_by": small_key(word)}
            for row in concepts.to_pylist() for word in row["closed_by"]]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=pa.schema({"concept_key": pa.int32(), "closed_by": pa.int32()}))


def _ticks() -> pa.Table:
    return pa.table({"n": pa.array(range(PERIODS), pa.int32())})
