"""Which version of a resource replaces which, whatever the order they come in."""

import duckdb

from kinsight.store import supersession
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.staging"


def several(con: duckdb.DuckDBPyConnection, kinds: list[str]) -> bool:
    """Make `before` (what the records hold of these resources) and `several` (resources with more than one version).

    Whether there are any: nearly always a first load has none, and much can be left out then.
    """
    held = " UNION ALL ".join(statement("before", PACKAGE, type=kind, after=kind + "0") for kind in kinds)
    con.execute(f"CREATE OR REPLACE TABLE before AS {held}")
    ours = " UNION ALL ".join(f"SELECT resource FROM accepted_{kind}" for kind in kinds)
    query = statement("several", PACKAGE, resources=ours)
    found = con.execute(f"CREATE OR REPLACE TABLE several AS {query}").fetchall()
    return bool(found[0][0])


def settled(kinds: list[str]) -> str:
    """SELECT of the rows for `supersession`: a version is replaced on the earliest day that any later one was known."""
    accepted = " UNION ALL ".join(
        f"SELECT resource, version, known, sequence, load_of(line) AS load FROM accepted_{kind}" for kind in kinds
    )
    return statement("settled", PACKAGE, accepted=accepted, later=supersession.LATER)
