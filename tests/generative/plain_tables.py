"""Everyone as plain tables, joined by the statements that Spark runs: what the families' store is compared with."""

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from kinsight.engine.database import Duck
from kinsight.engine.families import inputs
from kinsight.engine.input_tables import INPUTS
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store import scratch_database
from kinsight.store.workspace import Workspace


@dataclass(frozen=True)
class Population:
    """Children, bonds and events as the judge reads them; `horizon`: the last day on which what repeats may come due."""

    child: pa.Table
    bond: pa.Table
    event: pa.Table
    horizon: int


def of_workspace(workspace: Workspace, as_of: int, knowledge: Knowledge) -> Population:
    """Families of those who are children on `as_of`, joined as Spark joins them."""
    with scratch_database.connected() as con:
        db = Duck(con)
        workspace.attach(con)
        inputs.build(db, as_of, knowledge)
        return _population(con, inputs.horizon(as_of))


def _population(con: duckdb.DuckDBPyConnection, horizon: int) -> Population:
    rows = {}
    for name in ("child", "bond", "event"):
        columns = ", ".join(f'"{column}"' for column in INPUTS[name].names)
        rows[name] = con.sql(f"SELECT {columns} FROM {name}").to_arrow_table().cast(INPUTS[name])
    return Population(**rows, horizon=horizon)
