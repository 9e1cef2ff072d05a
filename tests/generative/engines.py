"""The engines on the same children: what each says of a population, as tables that can be compared row for row."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kinsight.engine import judge
from kinsight.engine.database import Database, Duck
from kinsight.engine.families import inputs
from kinsight.engine.families.arrays import from_tables
from kinsight.engine.judge.layout import NEVER, Families
from kinsight.engine.judge.scratch import make_scratch
from kinsight.engine.rules import Rules
from kinsight.practice.cases import Case
from kinsight.practice.knowledge import Knowledge
from kinsight.records import aside
from kinsight.records.store import Workspace
from kinsight.signals import cases
from kinsight.signals.judging import INPUTS
from tests.generative.oracle.program import Engine, statement
from tests.generative.oracle.sqlite import Lite

_INT, _BIG, _FLAG = pa.int32(), pa.int64(), pa.bool_()
#: A spell for each view (0: joined) and target (an indicator's id, or an expectation's negated where it is overdue).
SPELLS = pa.schema({
    "child": _BIG, "view": _INT, "target": _INT, "since": _INT, "until": _INT, "count": _INT, "withdrawn": _FLAG, "alone": _INT,
    "only_joined": _FLAG,
})  # fmt: skip
OWED = pa.schema({
    "child": _BIG, "expectation": _INT, "anchor": _BIG, "trigger": _INT, "due": _INT, "ends": _INT, "withdrawn": _FLAG,
    "met_on": _INT, "met_known": _INT,
})  # fmt: skip
#: A contribution to a spell: a fact, or (`event` 0) a spell of `source`. What is overdue has no first day.
EVIDENCE = pa.schema({
    "child": _BIG, "view": _INT, "target": _INT, "since": _INT, "input": _INT, "event": _BIG, "source": _INT, "source_since": _INT,
    "start": _INT, "finish": _INT,
})  # fmt: skip


@dataclass(frozen=True)
class Population:
    """Children, bonds and events as the query program reads them, and the day they are judged on."""

    child: pa.Table
    bond: pa.Table
    event: pa.Table
    as_of: int
    horizon: int

    @property
    def clock(self) -> pa.Table:
        return pa.table({"as_of": pa.array([self.as_of], _INT), "horizon": pa.array([self.horizon], _INT)})


@dataclass(frozen=True)
class Asked:
    """What is asked of an engine. `every`: with all that is overdue, also where no pattern takes it. `sweep`: as a sweep asks, shown
    patterns alone, and owed only what still stands. `evidence`: of every spell."""

    every: bool = False
    sweep: bool = False
    evidence: bool = True

    def targets(self, rules: Rules) -> set[int]:
        """Those whose spells every engine has: of a nameless group an engine need not find those that can have no consequence."""
        named = {number for number, name in rules.names.items() if "/" not in name}
        return rules.shown if self.sweep else named | {-number for number in rules.owes}


@dataclass(frozen=True)
class Results:
    """What one engine says of a population."""

    spells: pa.Table
    owed: pa.Table
    evidence: pa.Table

    def limited(self, targets: set[int]) -> "Results":
        """Without spells of other targets, and their evidence."""
        wanted = pa.array(sorted(targets), _INT)
        rows = (table.filter(pc.is_in(table["target"], value_set=wanted)) for table in (self.spells, self.evidence))
        spells, evidence = rows
        return Results(spells, self.owed, evidence)


def of_cases(some: list[Case], as_of: int, horizon: int) -> Population:
    """Families given as plain values, each about a child of its own name."""
    return Population(**cases.tables(some), as_of=as_of, horizon=horizon)


def of_workspace(workspace: Workspace, as_of: int, knowledge: Knowledge) -> Population:
    """Families of the records, joined as a sweep joins them."""
    with aside.connected() as con:
        db = Duck(con)
        workspace.attach(con)
        db.keep("used", inputs.used(knowledge))
        inputs.build(db, as_of)
        return _population(con, as_of)


def _population(con, as_of: int) -> Population:
    tables = {
        "child": "SELECT child, born, is_born, left_on, known FROM child",
        "bond": 'SELECT child, person, role, "from", "until", known, superseded, death_known FROM bond WHERE child IN (SELECT child FROM child)',
        "event": 'SELECT event, person, concept_key, "on", "until", known, superseded, service FROM event '
                 "WHERE person IN (SELECT person FROM bond)",
    }  # fmt: skip
    schemas = INPUTS
    rows = {name: con.sql(query).to_arrow_table().cast(schemas[name]) for name, query in tables.items()}
    ((horizon,),) = con.sql("SELECT horizon FROM clock").fetchall()
    return Population(**rows, as_of=as_of, horizon=horizon)


ALL = Asked()


# --- today's SQL -----------------------------------------------------------------------------------------------------


def by_sql(population: Population, rules: Rules, asked: Asked = ALL, small: bool = False) -> Results:
    """What the query program says; `small`: in SQLite, which is quick where families are few."""
    if small:
        return _run_sql(Lite(), population, rules, asked)
    with aside.connected() as con:
        return _run_sql(Duck(con), population, rules, asked)


def _run_sql(db: Database, population: Population, rules: Rules, asked: Asked) -> Results:
    for name in ("clock", "child", "bond", "event"):
        db.keep(name, getattr(population, name))
    Engine(db, rules).run(every_overdue=asked.every, past=not asked.sweep)
    db.make("shared", statement("shared"))
    evidence = _rows(db, _EVIDENCE, EVIDENCE) if asked.evidence else EVIDENCE.empty_table()
    return Results(_rows(db, _SPELLS, SPELLS), _rows(db, _OWED, OWED), evidence).limited(asked.targets(rules))


def _rows(db: Database, query: str, schema: pa.Schema) -> pa.Table:
    """SQLite's truth values are numbers."""
    numbers = pa.schema([(field.name, _INT if field.type == _FLAG else field.type) for field in schema])
    return db.arrow(query, numbers).cast(schema)


_SPELLS = """
WITH alone AS (
  SELECT DISTINCT s.child, s.target_id, s.since
  FROM spell s
  LEFT JOIN shared x ON x.child = s.child AND x.target_id = s.target_id
  WHERE s.view = 0 AND x.child IS NULL
    AND NOT EXISTS (SELECT 1 FROM spell p WHERE p.view <> 0 AND p.child = s.child AND p.target_id = s.target_id
                    AND p.since < s."until" AND p."until" > s.since)
)
SELECT s.child, s.view, s.target_id, s.since, s."until", s."count", CAST(s.withdrawn AS INTEGER), s.alone,
       CAST(coalesce(s.view = 0 AND NOT i.internal AND a.child IS NOT NULL, 0 = 1) AS INTEGER)
FROM spell s
LEFT JOIN indicator i ON i.indicator_id = s.target_id
LEFT JOIN alone a ON a.child = s.child AND a.target_id = s.target_id AND a.since = s.since
"""
_OWED = """
SELECT child, expectation_id, anchor, "trigger", due, ends, CAST(withdrawn AS INTEGER), met_on, met_known FROM owed
"""
_EVIDENCE = f"""
SELECT child, view, target_id, since, input_id, coalesce(event, 0), coalesce(source_id, 0),
       CASE WHEN source_id > 0 THEN source_since ELSE 0 END, start, finish
FROM ({statement("evidence")}) e
"""


# --- the compiled judge ----------------------------------------------------------------------------------------------


def by_judge(population: Population, rules: Rules, asked: Asked = ALL, threads: int = 1) -> Results:
    """What the compiled judge says; evidence is asked of one family after another."""
    families = from_tables(population.child, population.bond, population.event, rules.concepts)
    options = judge.Options(population.as_of, population.horizon, past=not asked.sweep, shown_only=asked.sweep)
    rows = judge.judge_all(rules.arrays(asked.every), families, options, threads)
    evidence = _evidence(rules.arrays(asked.every), families, options) if asked.evidence else EVIDENCE.empty_table()
    results = Results(_shown(_table(rows.spells, SPELLS), rules), _met(_table(rows.owed, OWED)), evidence)
    return results.limited(asked.targets(rules))


def _evidence(compiled: np.ndarray, families: Families, options: judge.Options) -> pa.Table:
    scratch, tables = make_scratch(), [EVIDENCE.empty_table()]
    for number, child in enumerate(families.children["child"]):
        rows = judge.judge_one(compiled, families, number, options, scratch).evidence
        tables.append(_table(rows, EVIDENCE, child))
    values = "greatest(event, 0) AS event, CASE WHEN source > 0 THEN source_since ELSE 0 END AS source_since"
    return _query(pa.concat_tables(tables), f"SELECT * REPLACE ({values}) FROM rows", EVIDENCE)


def _table(rows: np.ndarray, schema: pa.Schema, child: int = 0) -> pa.Table:
    """Fields of records as columns; `child`: where rows do not name theirs."""
    fields = {"view": "viewer"}
    columns = [rows[fields.get(name, name)] if fields.get(name, name) in rows.dtype.names else np.full(len(rows), child)
               for name in schema.names]  # fmt: skip
    arrays = [pa.array(np.ascontiguousarray(one)).cast(kind) for one, kind in zip(columns, schema.types, strict=True)]
    return pa.table(arrays, schema=schema)


def _query(table: pa.Table, query: str, schema: pa.Schema) -> pa.Table:
    with aside.database() as con:
        con.register("rows", table)
        return Duck(con).arrow(query, schema)


def _shown(spells: pa.Table, rules: Rules) -> pa.Table:
    """SQL says of shown patterns alone whether no service sees them by itself."""
    shown = ", ".join(map(str, sorted(rules.shown))) or "0"
    return _query(spells, f"SELECT * REPLACE (only_joined AND target IN ({shown}) AS only_joined) FROM rows", SPELLS)


def _met(owed: pa.Table) -> pa.Table:
    values = f"nullif(met_on, {NEVER}) AS met_on, CASE WHEN met_on <> {NEVER} THEN met_known END AS met_known"
    return _query(owed, f"SELECT * REPLACE ({values}) FROM rows", OWED)
