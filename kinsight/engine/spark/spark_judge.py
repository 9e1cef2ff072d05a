"""The compiled judge on a Spark cluster: families are dealt out by key, and each machine judges those it is given."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql.pandas.types import from_arrow_schema

from kinsight.engine import judge as engine
from kinsight.engine.families.arrays import from_tables
from kinsight.engine.families.building import together
from kinsight.engine.input_tables import INPUTS
from kinsight.engine.judging import owed_table, spell_table
from kinsight.engine.rules import Rules
from kinsight.engine.spark.spark_database import Spark

#: Children that one machine judges at a time: enough to pay for starting Python there, few enough for its memory.
PART = 5_000
#: What goes to the machines: rows of all inputs in one shape, `input` says of which (Spark hands over one table).
_ROW = pa.schema(
    {
        "part": pa.int32(),
        "input": pa.string(),
        "child": pa.int64(),
        "person": pa.int64(),
        "event": pa.int64(),
        "role": pa.string(),
        **{f"n{place}": pa.int32() for place in range(1, 7)},
    }
)
#: Where each column of an input stands in it: those that have none of their own, in their order.
_PLACES = {
    name: {column: f"n{place}" for place, column in enumerate((c for c in shape.names if c not in _ROW.names), start=1)}
    for name, shape in INPUTS.items()
}
_SOURCES = {
    "child": "child JOIN part USING (child)",
    "bond": "bond JOIN part USING (child)",
    "event": "event JOIN (SELECT DISTINCT b.person, p.part FROM bond b JOIN part p ON p.child = b.child) AS q USING (person)",
}
Batches = Iterable[pa.RecordBatch]


def judge(db: Spark, rules: Rules, options: engine.Options, every_overdue: bool = False) -> None:
    """Make `spell` and `owed` of `child`, `bond` and `event`, as `judging.Judge.all` does. Machines need Kinsight installed."""
    children = int(db.rows("SELECT count(*) AS n FROM child")[0]["n"])
    parts = max(-(-children // PART), db.session.sparkContext.defaultParallelism)
    # A hash of Spark's own, and it may be below 0: which share a family is in decides nothing that is worked out.
    shares = f"SELECT child, CAST(pmod(hash(together), {parts}) AS INTEGER) AS part FROM ({together('child')})"
    db.make("part", shares)
    dealt = db.query(" UNION ALL ".join(_rows(name) for name in _SOURCES)).repartition(parts, "part")
    arrays = db.session.sparkContext.broadcast(rules.arrays(every_overdue))
    found = dealt.mapInArrow(_judging(arrays, rules.concepts, options), from_arrow_schema(_result_schema()))
    db.make_of("judged", found)
    for name, schema in _SHAPES.items():
        columns = ", ".join(f'{name}_{column} AS "{column}"' for column in schema.names)
        db.make(name, f"SELECT {columns} FROM judged WHERE {name}_child IS NOT NULL")


def _rows(name: str) -> str:
    """One input's rows in the shape of all."""
    at = {place: column for column, place in _PLACES[name].items()}
    own = {column: column for column in INPUTS[name].names if column in _ROW.names}
    columns = [_column(kind, {**own, **at}.get(kind.name)) for kind in _ROW if kind.name not in ("part", "input")]
    return f"SELECT part, '{name}' AS input, {', '.join(columns)} FROM {_SOURCES[name]}"


def _column(kind: pa.Field, column: str | None) -> str:
    words = {pa.int64(): "BIGINT", pa.int32(): "INTEGER", pa.string(): "VARCHAR"}[kind.type]
    value = "NULL" if column is None else f'"{column}"'
    return f"CAST({value} AS {words}) AS {kind.name}"


_SHAPES = {"spell": spell_table(np.empty(0, engine.SPELL)).schema, "owed": owed_table(np.empty(0, engine.OWED)).schema}


def _result_schema() -> pa.Schema:
    """What comes back: a spell or something owed in each row, and nulls for the other."""
    return pa.schema([pa.field(f"{name}_{one.name}", one.type) for name, schema in _SHAPES.items() for one in schema])


def _judging(
    arrays: object, concepts: np.ndarray, options: engine.Options
) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    def judged(batches: Batches) -> Iterator[pa.RecordBatch]:
        given = list(batches)
        if not given:
            return
        rows = pa.Table.from_batches(given)
        families = from_tables(**{name: _input(rows, name) for name in INPUTS}, concepts=concepts)
        found = engine.judge_all(arrays.value, families, options)  # type: ignore[attr-defined]
        for name, table in (("spell", spell_table(found.spells)), ("owed", owed_table(found.owed))):
            yield from _widened(name, table).to_batches()

    return judged


def _input(rows: pa.Table, name: str) -> pa.Table:
    some = rows.filter(pc.equal(rows["input"], name))
    return pa.table({one.name: some[_PLACES[name].get(one.name, one.name)].cast(one.type) for one in INPUTS[name]})


def _widened(name: str, table: pa.Table) -> pa.Table:
    columns = {f"{name}_{column}": table[column] for column in table.column_names}
    return pa.table(
        [columns.get(one.name, pa.nulls(table.num_rows, one.type)) for one in _result_schema()], schema=_result_schema()
    )
