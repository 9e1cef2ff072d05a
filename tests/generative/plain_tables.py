"""Everyone as plain tables, joined by the statements that Spark runs: what the families' store is compared with."""

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from kinsight.engine.database import Duck
from kinsight.engine.families import inputs
from kinsight.engine.judging import INPUTS
from kinsight.rules.knowledge import Knowledge
from kinsight.store import aside
from kinsight.store.workspace import Workspace


@dataclass(frozen=True)
class Population:
    """Children, bonds and events as the judge reads them; `horizon`: the last day on which what repeats may come due."""

    child: pa.Table
    bond: pa.Table
    event: pa.Table
    horizon: int


def of_workspace(workspace: Workspace, as_of: int, floor: int, knowledge: Knowledge) -> Population:
    """Families of those who are children on `as_of`, joined as Spark joins them, with what follows for whoever was one on day `floor`:
    of *new adult in household* there is a fact for those alone."""
    with aside.connected() as con:
        db = Duck(con)
        workspace.attach(con)
        db.keep("used", inputs.used(knowledge))
        inputs.build(db, floor)
        return _population(con, as_of)


def _population(con: duckdb.DuckDBPyConnection, as_of: int) -> Population:
    still = f"born + CASE WHEN is_born THEN {inputs.CHILDHOOD} ELSE {inputs.AFTER_EXPECTED} END > {as_of}"
    which = {
        "child": still,
        "bond": "child IN (SELECT child FROM child)",
        "event": "person IN (SELECT person FROM bond)",
    }
    rows = {}
    for name, where in which.items():
        columns = ", ".join(f'"{column}"' for column in INPUTS[name].names)
        rows[name] = con.sql(f"SELECT {columns} FROM {name} WHERE {where}").to_arrow_table().cast(INPUTS[name])
    return Population(**rows, horizon=inputs.horizon(as_of))
