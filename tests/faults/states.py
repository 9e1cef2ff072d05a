"""What a workspace says, in a form that two runs can be compared in."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from kinsight.cli.upkeep import CHECKS
from kinsight.store.schema import TABLES
from kinsight.store.upkeep.verify import Finding, Look, verify
from kinsight.store.workspace import Workspace
from kinsight.sweep.results import TABLES as RESULTS
from kinsight.sweep.results import Results

__all__ = ["Finding", "Look", "Rows"]
Rows = dict[str, list[tuple[Any, ...]]]
#: The site's database, in a workspace.
SITE = "casework.sqlite3"
#: What counts runs, and so may differ when a run was cut short.
NOT_COMPARED = {"load"}


def look(workspace: Path) -> Look:
    return verify(Workspace(workspace), CHECKS)


def records(workspace: Path) -> Rows:
    with duckdb.connect() as con:
        Workspace(workspace).attach(con)
        found = {}
        for table, schema in TABLES.items():
            columns = ", ".join(f'"{name}"' for name in schema.names if name not in NOT_COMPARED)
            found[table] = con.execute(f'SELECT {columns} FROM records."{table}" ORDER BY ALL').fetchall()
        return found


def facts(workspace: Path) -> Rows:
    """All but the ledger of loads: a file loaded before the kill is "already had" by the run that finishes."""
    return {table: rows for table, rows in records(workspace).items() if table != "load"}


def held(workspace: Path) -> Rows:
    """The facts; of what superseded a version the earliest day alone, which is the one that holds."""
    found = facts(workspace)
    days: dict[Any, Any] = {}
    for version, day in found["supersession"]:
        days[version] = min(day, days.get(version, day))
    return {**found, "supersession": sorted(days.items())}


def swept(workspace: Path) -> Rows:
    """What the results of sweeps say of every child."""
    here = Results.of(Workspace(workspace))
    manifest = here.manifest()
    with duckdb.connect() as con:
        here.attach(con, manifest.segments if manifest else ())
        return {table: con.execute(f"FROM result_{table} ORDER BY ALL").fetchall() for table in RESULTS}


def published(workspace: Path) -> Rows:
    queries = {
        "children": "SELECT ref, nhs_number, name, born, expected FROM casework_child ORDER BY 1",
        "patterns": "SELECT c.ref, p.view, p.indicator, p.since, p.until, p.count FROM casework_pattern p "
        "JOIN casework_child c ON c.id = p.child_id WHERE p.withdrawn_on IS NULL ORDER BY 1, 2, 3, 4",
        "owed": "SELECT c.ref, o.expectation, o.anchor, o.trigger, o.due, o.met_on, o.reason FROM casework_owed o "
        "JOIN casework_child c ON c.id = o.child_id WHERE o.withdrawn_on IS NULL ORDER BY 1, 2, 3, 4",
        "publications": "SELECT count(*) > 0 FROM casework_publication",
        "indexes": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'casework_%' ORDER BY 1",
    }
    with closing(sqlite3.connect(workspace / SITE)) as con:
        return {name: con.execute(query).fetchall() for name, query in queries.items()}


def site_facts(workspace: Path) -> list[tuple[Any, ...]]:
    """(id, whether delivered, whether shown, why refused) of each fact recorded on the site."""
    query = """SELECT substr(id, 1, 8) || '-' || substr(id, 9, 4) || '-' || substr(id, 13, 4) || '-' || substr(id, 17, 4) || '-'
        || substr(id, 21), delivered_at IS NOT NULL, shown_at IS NOT NULL, refused FROM casework_recordedfact ORDER BY id"""
    with closing(sqlite3.connect(workspace / SITE)) as con:
        return con.execute(query).fetchall()


def all_shown(workspace: Path) -> Rows:
    """The results of sweeps, and what the site shows of them."""
    return {**swept(workspace), **published(workspace)}
