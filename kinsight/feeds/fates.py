"""What becomes of each line that is not simply accepted: already had, or quarantined with a reason."""

import duckdb
import nhs_number
import pyarrow as pa

from kinsight.feeds.mapping import Reading

HAD, QUARANTINED = "had", "quarantined"
_ABOUT_PEOPLE = {"Patient", "RelatedPerson"}


def start(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE fate(line BIGINT, type VARCHAR, ref VARCHAR, fate VARCHAR, reason VARCHAR, element VARCHAR)"
    )


def wrong(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Lines that can be seen to be wrong by themselves."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE learnt_{kind}(line BIGINT, known INTEGER)")
    con.execute(f"""INSERT INTO fate SELECT line, '{kind}', ref, '{QUARANTINED}', split_part(problem, ' ', 1),
        nullif(split_part(problem, ' ', 2), '') FROM staged_{kind} WHERE problem IS NOT NULL""")
    if kind in _ABOUT_PEOPLE:
        _wrong_numbers(con, kind)
    _open(con, kind)


def repeated(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Versions that the records hold already, and the second of two equal lines."""
    con.execute(f"""INSERT INTO fate SELECT line, '{kind}', ref, '{HAD}', NULL, NULL FROM accepted_{kind}
        WHERE version IN (SELECT version FROM before)""")
    twice = f"SELECT version FROM accepted_{kind} GROUP BY version HAVING count(*) > 1"
    con.execute(f"""INSERT INTO fate SELECT line, '{kind}', ref, '{HAD}', NULL, NULL FROM accepted_{kind}
        WHERE version IN ({twice}) QUALIFY row_number() OVER (PARTITION BY version ORDER BY line) > 1""")
    _open(con, kind)


def dangling(con: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """Lines about a person whom nobody has described."""
    con.execute(f"""INSERT INTO fate SELECT line, '{reading.type}', ref, '{QUARANTINED}', 'dangling-reference', '{reading.about}'
        FROM accepted_{reading.type} ANTI JOIN who USING (about_ref)""")
    _open(con, reading.type)


def _wrong_numbers(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    sent = con.execute(f"SELECT DISTINCT nhs FROM staged_{kind} WHERE nhs IS NOT NULL").fetchall()
    if bad := [number for (number,) in sent if not nhs_number.is_valid(number)]:
        con.register("incoming", pa.table({"nhs": bad}))
        con.execute(f"""INSERT INTO fate SELECT line, '{kind}', ref, '{QUARANTINED}', 'bad-nhs-number', 'identifier'
            FROM staged_{kind} WHERE problem IS NULL AND nhs IN (SELECT nhs FROM incoming)""")
        con.unregister("incoming")


def relearnt(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    """A changed resource without `lastUpdated` was learnt when we received it, whatever day its first version was written."""
    con.execute(f"""INSERT INTO learnt_{kind}
        SELECT line, greatest(known, getvariable('received')) AS known FROM accepted_{kind}
        WHERE loose AND known < getvariable('received')
        QUALIFY resource IN (SELECT resource FROM before) OR row_number() OVER (PARTITION BY resource ORDER BY line) > 1""")
    _open(con, kind)


def _open(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    """`accepted_TYPE`: the staged lines with no fate against them."""
    but = "ANTI JOIN fate USING (line)" if _count(con, "fate") else ""
    source = f"staged_{kind} {but}"
    if _count(con, f"learnt_{kind}"):
        source = f"""(SELECT s.* REPLACE (coalesce(l.known, s.known) AS known)
                      FROM staged_{kind} s LEFT JOIN learnt_{kind} l USING (line)) {but}"""
    con.execute(f"CREATE OR REPLACE TEMP VIEW accepted_{kind} AS SELECT * FROM {source}")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
