"""The quarantine for people: what is held and why, one item whole, and another try."""

from dataclasses import dataclass

import duckdb

from kinsight.ingest.load_run import Loading
from kinsight.ingest.quarantine import held_lines
from kinsight.ingest.quarantine.held_lines import Item, Retried
from kinsight.ingest.staging import load_session
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store import scratch_database
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace

__all__ = ["Held", "Item", "NoSuchItem", "Retried", "listing", "retry", "show"]


class NoSuchItem(Exception):
    """No item of that number is held."""


@dataclass(frozen=True)
class Held:
    """An item without its body: safe to list."""

    item: int
    file: str
    line: int
    resource_type: str | None
    ref: str | None
    reason: str
    detail: str


def listing(workspace: Workspace, reason: str | None = None) -> list[Held]:
    """All that is held, by file and line; `reason`: only of this reason code."""
    con = _reading(workspace)
    query = statement("held", "kinsight.ingest", items=held_lines.NEWEST, held=held_lines.HELD)
    rows = con.execute(query, [reason, reason])
    return [Held(*row) for row in rows.fetchall()]


def show(workspace: Workspace, item: int) -> Item:
    """One item with its body; `NoSuchItem` when there is none."""
    rows = _reading(workspace).execute(f"SELECT * FROM ({held_lines.NEWEST}) WHERE item = ?", [item]).fetchall()
    if not rows:
        raise NoSuchItem(f"no quarantined item {item}")
    return Item(*rows[0])


def retry(
    workspace: Workspace,
    items: list[int] | None,
    knowledge: Knowledge,
    received: int,
    replacement: bytes | None = None,
    service: str | None = None,
    zone: str = load_session.DISTRICT,
) -> Retried:
    """Try held items again (None: all of them). `replacement`: a corrected line, for one item only, else raises
    ValueError.

    Who names an item says that it is right: a person whom another contradicts is then taken for a correction of that other.
    """
    if replacement is not None and (items is None or len(items) != 1):
        raise ValueError("a replacement is for exactly one item")
    workspace.require()
    with workspace.writing() as writer, load_session.opened(workspace, knowledge, received, service, zone) as con:
        found = _held(con, items)
        better = {found[0].item: replacement.decode("utf-8", "backslashreplace")} if replacement is not None else {}
        loading = Loading(con, writer, knowledge, received)
        loading.intake.believe = items is not None
        return held_lines.again(loading, found, better)[0]


def _held(con: duckdb.DuckDBPyConnection, items: list[int] | None) -> list[Item]:
    rows = con.execute(
        f"SELECT * FROM ({held_lines.NEWEST}) WHERE state = '{held_lines.HELD}' ORDER BY load, line"
    ).fetchall()
    found = [Item(*row) for row in rows if items is None or row[0] in items]
    if items is not None and (missing := set(items) - {item.item for item in found}):
        raise NoSuchItem(f"not held: {', '.join(map(str, sorted(missing)))}")
    return found


def _reading(workspace: Workspace) -> duckdb.DuckDBPyConnection:
    con = scratch_database.database()
    workspace.require().attach(con, tables=["quarantine"])
    return con
