"""Some children judged at once, for the site: after a fact about them was recorded."""

from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa

from kinsight.engine import judge
from kinsight.engine.database import Duck
from kinsight.engine.families import blocks, fallback, inputs, updating
from kinsight.engine.families.child_family import Service
from kinsight.engine.families.store import Snapshot
from kinsight.engine.rules import rules_of
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store import scratch_database
from kinsight.store.workspace import Workspace
from kinsight.sweep import published, result_tables, results
from kinsight.sweep.published import Sweep


def sweep_children(workspace: Workspace, children: list[str], as_of: int, knowledge: Knowledge) -> Sweep:
    """As `run.sweep`, for these children alone (NHS numbers or references). Who is no child on the day is left out; raises ChildUnknown
    where there is no such person."""
    started = perf_counter()
    snapshot = updating.current(workspace, as_of, knowledge)
    keys = [key for child in children if (key := _key(workspace, snapshot, child)) is not None]
    rules, options = rules_of(knowledge), judge.Options(as_of, inputs.horizon(as_of), past=False)
    names = result_tables.Names.of(snapshot.services, rules)
    with scratch_database.connected() as con:
        db = Duck(con)
        results.create_empty(con)
        for block in blocks.judged(snapshot, rules, options, np.array(keys, np.int64)):
            for name, rows in result_tables.of_block(block, names).items():
                db.keep("rows_of_block", rows)
                db.add(f"result_{name}", f"SELECT {results.columns(name)} FROM rows_of_block")
        _name_services(db, snapshot)
        published.prepare(db, knowledge, as_of)
        return published.everyone(db, knowledge, 0, perf_counter() - started)


def _name_services(db: Duck, snapshot: Snapshot) -> None:
    """`service_no` and `service_alias`, as `services.make` makes them of the records."""
    rows = [(number, *row) for number, row in snapshot.services.rows.items()]
    aliases = [(ref, number, int(own)) for ref, (number, own) in snapshot.services.aliases.items()]
    db.keep("service_no", _table(rows, {"service_no": pa.int32(), **dict.fromkeys(Service._fields, _TEXT)}))
    db.keep("service_alias", _table(aliases, {"ref": _TEXT, "service_no": pa.int32(), "own": pa.int32()}))


_TEXT = pa.string()


def _table(rows: list[tuple[Any, ...]], columns: dict[str, pa.DataType]) -> pa.Table:
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table(
        [pa.array(column, kind) for column, kind in zip(values, columns.values(), strict=True)], list(columns)
    )


def _key(workspace: Workspace, snapshot: Snapshot, child: str) -> int | None:
    key = snapshot.asked_for(fallback.keys_of(child))
    if key is None:
        fallback.require_known(workspace, child, snapshot)
    return key
