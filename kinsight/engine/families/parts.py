"""Families as tables: what DuckDB joins of the records, what a segment is written of, and what it gives back."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from kinsight.engine.input_tables import INPUTS

_KEY, _DAY, _TEXT, _FLAG = pa.int64(), pa.int32(), pa.large_string(), pa.bool_()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


def _as_judged(table: str, **more: pa.DataType) -> pa.Schema:
    """The columns in which the judge takes them, and more: texts may be large here."""
    judged = {one.name: _TEXT if one.type == pa.string() else one.type for one in INPUTS[table]}
    return _schema(**judged, **more)


#: Columns of each table. Keys of people, humans and children are `records.keys`; days are days since 1970-01-01.
SCHEMAS = {
    "child": _schema(
        child=_KEY,
        ref=_TEXT,
        name=_TEXT,
        nhs_number=_TEXT,
        born=_DAY,
        expected=_DAY,
        left_on=_DAY,
        known=_DAY,
        died=_DAY,
        died_known=_DAY,
        sex=_TEXT,
        language=_TEXT,
        interpreter=_FLAG,
        practice=_TEXT,
        home=_KEY,
        person=_KEY,
        mother=_KEY,
        mother_name=_TEXT,
    ),
    "bond": _as_judged("bond"),
    "person": _schema(
        person=_KEY,
        ref=_TEXT,
        human=_KEY,
        human_ref=_TEXT,
        name=_TEXT,
        sex=_TEXT,
        born=_DAY,
        died=_DAY,
        died_known=_DAY,
        restricted_until=_DAY,
    ),
    "fact": _as_judged("event", version=_KEY, ref=_TEXT, value=_TEXT, certainty=_TEXT),
    "address": _schema(
        **{
            "human": _KEY,
            "line": _TEXT,
            "postcode": _TEXT,
            "from": _DAY,
            "until": _DAY,
            "known": _DAY,
            "superseded": _DAY,
        }
    ),
    "couple": _schema(**{"human": _KEY, "other": _KEY, "from": _DAY, "until": _DAY, "known": _DAY, "superseded": _DAY}),
    "name": _schema(key=_KEY, child=_KEY),
}


class Parts(NamedTuple):
    """Families as tables of these `SCHEMAS`."""

    child: pa.Table
    bond: pa.Table
    person: pa.Table
    fact: pa.Table
    address: pa.Table
    couple: pa.Table
    name: pa.Table

    @classmethod
    def shaped(cls, **tables: pa.Table) -> "Parts":
        """Columns by their place, cast to the schemas."""
        return cls(**{name: _shaped(tables[name], schema) for name, schema in SCHEMAS.items()})


def _shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return pa.table([table.column(n).cast(kind) for n, kind in enumerate(schema.types)], schema=schema)


def shaped_facts(table: pa.Table) -> pa.Table:
    """Columns in the order of the schema of `fact`."""
    return _shaped(table.select(SCHEMAS["fact"].names), SCHEMAS["fact"])


def merged(parts: list[Parts]) -> Parts:
    """Families of several segments, or of none, in one; a person who is in two is taken once, as in the first."""
    tables = {
        name: pa.concat_tables([schema.empty_table(), *(getattr(one, name) for one in parts)])
        for name, schema in SCHEMAS.items()
    }
    tables["person"] = _first_of(tables["person"], ["person"])
    tables["fact"] = first_facts(tables["fact"])
    for name in ("address", "couple"):
        tables[name] = tables[name].group_by(tables[name].column_names, use_threads=False).aggregate([])
    return Parts.shaped(**tables)


def first_facts(facts: pa.Table) -> pa.Table:
    """Each version of a fact once, as it first comes."""
    return _first_of(facts, ["event", "person", "concept_key", "version", "on", "known"])


def _first_of(table: pa.Table, by: list[str]) -> pa.Table:
    numbered = table.append_column("row", pa.array(np.arange(table.num_rows)))
    first = numbered.group_by(by, use_threads=False).aggregate([("row", "min")])
    return table.take(first["row_min"].combine_chunks().sort())
