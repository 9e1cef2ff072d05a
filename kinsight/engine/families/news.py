"""What the record tables have that the families' store does not know yet: rows of later loads."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kinsight.identity import kinship
from kinsight.store.schema import STATES, TABLES
from kinsight.store.workspace import Workspace

#: What families are made of.
READ = ("person", "address", "bond", "link", "event", "supersession", "service", "load")
#: Any row of these may change who belongs to whom.
_JOINING = tuple(table for table in STATES if table != "event")
#: What of an event families do without.
_UNREAD = {"system", "code", "term"}
_COLUMNS = {
    "event": [name for name in TABLES["event"].names if name not in _UNREAD],
    "supersession": TABLES["supersession"].names,
    "service": ["service", "load"],
}


@dataclass(frozen=True)
class News:
    """`files`: of each table now, as of `head`; `load`: the newest. `events`, `superseded`: rows of later loads. `joining`: whether there
    is a row of another kind, or a fact by which families are joined; `services`: whether there is one of a service."""

    head: dict[str, int]
    files: dict[str, list[str]]
    load: int
    events: pa.Table
    superseded: pa.Table
    joining: bool
    services: bool


def since(workspace: Workspace, head: Mapping[str, int], files: Mapping[str, list[str]], load: int) -> News:
    """News after this load, which was read from these `files` of the tables' versions `head`."""
    now = workspace.head()
    listed = {
        table: list(files[table]) if now.get(table) == head.get(table) else workspace.files(table, now)
        for table in READ
    }
    rows = {table: _later(table, sorted(set(listed[table]) - set(files[table])), load) for table in READ}
    joining = any(rows[table].num_rows for table in _JOINING) or _joins(rows["event"])
    newest = max([load, *rows["load"]["load"].to_pylist()])
    return News(now, listed, newest, rows["event"], rows["supersession"], joining, rows["service"].num_rows > 0)


def _later(table: str, files: list[str], load: int) -> pa.Table:
    columns = _COLUMNS.get(table, ["load"])
    parts = [pq.read_table(file, columns=columns, filters=[("load", ">", load)], partitioning=None) for file in files]
    schema = pa.schema([TABLES[table].field(name) for name in columns])
    return pa.concat_tables([schema.empty_table(), *(part.cast(schema) for part in parts)])


def _joins(events: pa.Table) -> bool:
    return bool(pc.any(pc.is_in(events["concept"], pa.array(kinship.CONCEPTS))).as_py())
