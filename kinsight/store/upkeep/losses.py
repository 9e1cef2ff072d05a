"""What is lost with damaged parts, told by what the sound parts still say; so that only that is read again.

Works on views `records.*` over the sound parts alone. A part's log says which loads it has rows of. Of those, a version is lost
if it should have rows in the table and has none left, or if it may have had rows on both sides of where a clustered part ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from kinsight.store import part_files
from kinsight.store.days import iso
from kinsight.store.keys import SQL_KEY
from kinsight.store.part_files import Part
from kinsight.store.upkeep import invariants

#: The name of the feeds that the site itself writes: it sends them again, no file need be read.
RECORDED_ON_SITE = "recorded-on-the-site.ndjson"
#: Parts by table, and files by table.
Damaged = Mapping[str, Sequence[Part]]
Sound = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Feed:
    """A load to be read again. `file`: as it was called; None for held lines that were tried again (`retried`), or where the
    ledger of loads was lost too."""

    load: int
    file: str | None
    received: str | None
    retried: bool = False


def find(con: duckdb.DuckDBPyConnection, sound: Sound, damaged: Damaged) -> None:
    """Make `lost(version, resource)`, `lost_load(load)`, what to read again; `unversioned(load)`, loads of which not even the
    versions are known; `unsettled(resource)`, whose supersessions must be worked out anew."""
    con.execute("CREATE OR REPLACE TEMP TABLE unversioned (load BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE lost (version BIGINT, resource BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE lost_load (load BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE unsettled (resource BIGINT)")
    for table, found in damaged.items():
        for part in found:
            _add(con, table, _within(part))
            if table == "event":
                con.execute(f"INSERT INTO lost {_halved(part)}")
        if table in ("address", "event") and any(part.path.startswith(part_files.CLUSTERED) for part in found):
            con.execute(f"INSERT INTO lost {_at_the_ends(table, sound[table])}")
    con.execute(f"INSERT INTO lost {_ORPHANS}")
    con.execute(_TIED)
    con.execute("INSERT INTO unsettled SELECT DISTINCT resource FROM lost")
    con.execute("INSERT INTO lost_load SELECT DISTINCT load FROM records.resource SEMI JOIN lost USING (version)")


def feeds(con: duckdb.DuckDBPyConnection) -> tuple[Feed, ...]:
    """What to read again, in the order in which it was first read."""
    rows = con.execute(
        f"""SELECT n.load, l.file, l.received, n.load IN ({RETRIES}) FROM (SELECT DISTINCT load FROM lost_load) n
            LEFT JOIN records.load l USING (load) ORDER BY n.load"""
    ).fetchall()
    return tuple(Feed(load, file, iso(received), bool(again)) for load, file, received, again in rows)


#: Loads that were held lines, tried again.
RETRIES = "SELECT load FROM records.load WHERE file IS NULL"


def _within(part: Part) -> str:
    """SQL condition on `load`: those of which the part may have rows."""
    return "true" if part.loads is None else f"load BETWEEN {part.loads[0]} AND {part.loads[1]}"


def _add(con: duckdb.DuckDBPyConnection, table: str, within: str) -> None:
    if table in ("resource", "quarantine"):
        con.execute(f"INSERT INTO lost_load SELECT load FROM records.load WHERE {within}")
    if table == "resource":
        con.execute(f"INSERT INTO unversioned SELECT load FROM records.load WHERE {within}")
    if table in _NONE_LEFT:
        con.execute(f"""INSERT INTO lost SELECT r.version, r.resource FROM (SELECT * FROM records.resource WHERE {within}) r
            WHERE {_NONE_LEFT[table]}""")
    if table == "supersession":
        con.execute(f"""INSERT INTO unsettled SELECT DISTINCT resource FROM records.resource
            WHERE version IN ({invariants.UNSAID})""")
    if table == "service":
        con.execute(_UNNAMED)


_OF_PEOPLE = "(r.ref LIKE 'Patient/%' OR r.ref LIKE 'RelatedPerson/%' OR r.ref LIKE 'Person/%')"
#: Versions `r` that should have facts.
_STATING = f"""NOT r.retracted AND r.ref NOT LIKE 'Organization/%' AND (NOT {_OF_PEOPLE}
    OR r.version IN (SELECT version FROM records.person WHERE interpreter IS NOT NULL OR died IS NOT NULL))"""
#: Versions `r`, of the loads in question, that should have rows in a table and have none.
_NONE_LEFT = {
    "person": f"NOT r.retracted AND {_OF_PEOPLE} AND r.version NOT IN (SELECT version FROM records.person)",
    "bond": "NOT r.retracted AND r.ref LIKE 'RelatedPerson/%' AND r.version NOT IN (SELECT version FROM records.bond)",
    "address": f"NOT r.retracted AND {_OF_PEOPLE} AND r.version NOT IN (SELECT version FROM records.address)",
    "link": """NOT r.retracted AND (r.ref LIKE 'Patient/%' OR r.ref LIKE 'Person/%')
        AND r.version NOT IN (SELECT version FROM records.link)""",
    "event": f"{_STATING} AND r.version NOT IN (SELECT version FROM records.event)",
    "service": """NOT r.retracted AND r.ref LIKE 'Organization/%'
        AND NOT EXISTS (SELECT 1 FROM records.service s WHERE s.service = r.resource AND s.load = r.load)""",
    "resource": "true",
}
_STATES = ("person", "address", "bond", "link", "event")


def _halved(part: Part) -> str:
    """SELECT of the versions that may have rows left beside those that were lost: a load writes its facts in several parts.

    Of a part as it was loaded, all versions of its load. A clustered part has rows of every load, and what no concept names lies
    apart from the rest (`compact`): a version of which only that is left may have had more. Of what was recorded on the site it is
    known that each has two rows, the fact and its author.
    """
    some = (
        f"SELECT r.version, r.resource FROM (SELECT * FROM records.resource WHERE {_within(part)}) r WHERE {_STATING}"
    )
    if not part.path.startswith(part_files.CLUSTERED):
        return some
    return f"""{some} AND (r.version NOT IN (SELECT version FROM records.event WHERE concept IS NOT NULL)
        OR (r.load IN (SELECT load FROM records.load WHERE file = '{RECORDED_ON_SITE}')
            AND (SELECT count(*) FROM records.event e WHERE e.version = r.version) < 2))"""


#: One version of each service that has no row left: read again, it makes the row again.
_UNNAMED = f"""INSERT INTO lost SELECT r.version, r.resource FROM records.resource r WHERE r.version IN (
    SELECT arg_min(version, (load, version)) FROM (
      {" UNION ALL ".join(f'SELECT service, version, load FROM records."{table}"' for table in _STATES)})
    WHERE service NOT IN (SELECT service FROM records.service) GROUP BY service)"""

#: Versions whose own row in `resource` is gone.
_ORPHANS = " UNION ".join(
    f'SELECT DISTINCT version, {SQL_KEY.format("ref")} FROM records."{table}" ANTI JOIN records.resource USING (version)'
    for table in ("person", "bond", "event")
)

#: Where the sender does not say which version is later, the load does: all versions are read again then, in their order.
_TIED = """INSERT INTO lost SELECT r.version, r.resource FROM records.resource r
    WHERE r.version NOT IN (SELECT version FROM lost) AND r.resource IN (
      SELECT resource FROM records.resource SEMI JOIN lost USING (resource) GROUP BY resource
      HAVING count(*) > count(DISTINCT split_part(sequence, '#', 1)) OR bool_or(contains(sequence, '#')))"""


def _at_the_ends(table: str, files: Sequence[str]) -> str:
    """SELECT of the versions of those people with whom the sound clustered parts begin and end."""
    ends = [_ends(file) for file in files if f"/{part_files.CLUSTERED}" in file] or ["SELECT NULL::BIGINT AS person"]
    return f"""SELECT DISTINCT r.version, r.resource FROM records."{table}" t JOIN records.resource r USING (version)
        WHERE t.person IN (SELECT person FROM ({" UNION ALL ".join(ends)}))"""


def _ends(file: str) -> str:
    quoted = "'" + file.replace("'", "''") + "'"
    last = f"(SELECT num_rows - 1 FROM parquet_file_metadata({quoted}))"
    return f"SELECT person FROM read_parquet({quoted}, file_row_number = true) WHERE file_row_number = 0 OR file_row_number = {last}"
