"""Families joined by DuckDB from the record tables, as the tables that a segment is written of."""

import numpy as np
import pyarrow as pa

from kinsight.engine.database import Duck, statement
from kinsight.engine.families import inputs
from kinsight.engine.families.segment import SCHEMAS, Parts
from kinsight.engine.families.service_numbers import Services
from kinsight.records.keys import small_key

#: Whose families are kept: children on that many days before the day on which they were first asked for, too.
BEFORE = 366


def everyone(db: Duck, floor: int, services: Services, concepts: list[str]) -> Parts:
    """All families of `records.*`: of whoever was a child on day `floor` or later."""
    inputs.families(db, floor)
    return tables(db, services, concepts, "records.event")


def tables(db: Duck, services: Services, concepts: list[str], events: str) -> Parts:
    """Families that are joined (`inputs.families`) with the facts of the table `events`, numbered by these services and concepts."""
    numbers = [small_key(one) for one in concepts]
    db.keep("concept", pa.table({"concept": concepts, "concept_key": pa.array(numbers, pa.int32())}))
    db.keep("service_number", services.table())
    queries = {name: statement(f"store_{name}", inputs.PACKAGE) for name in SCHEMAS}
    queries["fact"] = queries["fact"].format(events=events)
    return Parts.shaped(**{name: db.con.sql(query).to_arrow_table() for name, query in queries.items()})


def concepts_of(words: list[str]) -> np.ndarray:
    """Small keys (int32) of these words, in their order: by which facts of the store are numbered."""
    return np.array([small_key(word) for word in words], np.int32)
