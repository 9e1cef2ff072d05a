"""Which version of a resource replaces which, whatever the order they come in."""

import duckdb


def several(con: duckdb.DuckDBPyConnection, kinds: list[str]) -> bool:
    """Make `before` (what the records hold of these resources) and `several` (resources with more than one version).

    Whether there are any: nearly always a first load has none, and much can be left out then.
    """
    held = " UNION ALL ".join(_BEFORE.format(kind=kind, after=kind + "0") for kind in kinds)
    con.execute(f"CREATE OR REPLACE TABLE before AS {held}")
    ours = " UNION ALL ".join(f"SELECT resource FROM accepted_{kind}" for kind in kinds)
    found = con.execute(f"""CREATE OR REPLACE TABLE several AS
        SELECT resource FROM ({ours}) GROUP BY resource HAVING count(*) > 1
        UNION SELECT resource FROM before""").fetchall()
    return bool(found[0][0])


#: By the name of the type too, because files of other types can then be left unread.
_BEFORE = """SELECT resource, version, known, sequence, load FROM records.resource
    WHERE ref >= '{kind}/' AND ref < '{after}' AND resource IN (SELECT resource FROM stage_{kind})"""


def settled(kinds: list[str]) -> str:
    """SELECT of the rows for `supersession`: a version is replaced on the earliest day that any later one was known.

    Later is what its sender says is later; of two that claim the same moment, the one that reached us later (a sender
    that says no moment, or the same content read again by a Kinsight that understands more of it).
    """
    accepted = " UNION ALL ".join(
        f"SELECT resource, version, known, sequence, load_of(line) AS load FROM accepted_{kind}" for kind in kinds
    )
    return f"""WITH everything AS (
          SELECT *, true AS fresh FROM ({accepted}) SEMI JOIN several USING (resource)
          UNION ALL
          SELECT resource, version, known, sequence, load, false FROM before
        ), later AS (
          SELECT version, fresh, min(known) OVER after AS superseded, min(known) FILTER (NOT fresh) OVER after AS earlier
          FROM everything
          WINDOW after AS (
            PARTITION BY resource ORDER BY split_part(sequence, '#', 1), load, sequence, version
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
        )
        SELECT version, superseded, getvariable('load') AS load FROM later
        WHERE superseded IS NOT NULL AND (fresh OR earlier IS NULL OR superseded < earlier)"""
