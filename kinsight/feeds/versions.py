"""Which version of a resource replaces which, whatever the order they come in."""

import duckdb


def settle(con: duckdb.DuckDBPyConnection, kinds: list[str]) -> None:
    """Make `settled`, the rows for `supersession`. `before` holds the earlier versions of what comes now.

    A version is replaced on the earliest day that any later version of it was known. Later is what its sender says is
    later; of two that claim the same moment, the one that reached us later (a sender that says no moment, or the same
    content read again by a Kinsight that understands more of it).
    """
    accepted = " UNION ALL ".join(f"SELECT resource, version, known, sequence FROM accepted_{kind}" for kind in kinds)
    con.execute("CREATE OR REPLACE TEMP TABLE settled(version BIGINT, superseded INTEGER, load BIGINT)")
    if not kinds:
        return
    con.execute(f"""CREATE OR REPLACE TEMP TABLE several AS
        SELECT resource FROM ({accepted}) GROUP BY resource HAVING count(*) > 1
        UNION SELECT resource FROM ({accepted}) WHERE resource IN (SELECT resource FROM before)""")
    if not con.execute("SELECT count(*) FROM several").fetchall()[0][0]:
        return
    con.execute(f"""INSERT INTO settled
        WITH everything AS (
          SELECT *, getvariable('load') AS load, true AS fresh FROM ({accepted}) SEMI JOIN several USING (resource)
          UNION ALL
          SELECT resource, version, known, sequence, load, false FROM before SEMI JOIN several USING (resource)
        ), later AS (
          SELECT version, fresh, min(known) OVER after AS superseded, min(known) FILTER (NOT fresh) OVER after AS before
          FROM everything
          WINDOW after AS (
            PARTITION BY resource ORDER BY split_part(sequence, '#', 1), load, sequence, version
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
        )
        SELECT version, superseded, getvariable('load') AS load FROM later
        WHERE superseded IS NOT NULL AND (fresh OR before IS NULL OR superseded < before)""")
