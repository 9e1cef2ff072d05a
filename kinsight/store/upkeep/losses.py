"""What is lost with damaged parts, told by what the sound parts still say; so that only that is read again.

Works on views `records.*` over the sound parts alone. A part's log says which loads it has rows of. Of those, a version is lost
if it should have rows in the table and has none left, or if it may have had rows on both sides of where a clustered part ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from kinsight.store import part_files, sql_macros
from kinsight.store.days import iso
from kinsight.store.part_files import Part
from kinsight.store.schema import STATES
from kinsight.store.sql_files import statement
from kinsight.store.upkeep import invariants

#: The name of the feeds that the site itself writes: it sends them again, no file need be read.
RECORDED_ON_SITE = "recorded-on-the-site.ndjson"
PACKAGE = invariants.PACKAGE
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
    sql_macros.make(con)
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
    con.execute(f"INSERT INTO lost {statement('in_doubtful_order', PACKAGE)}")
    con.execute("INSERT INTO unsettled SELECT DISTINCT resource FROM lost")
    con.execute("INSERT INTO lost_load SELECT DISTINCT load FROM records.resource SEMI JOIN lost USING (version)")


def feeds(con: duckdb.DuckDBPyConnection) -> tuple[Feed, ...]:
    """What to read again, in the order in which it was first read."""
    rows = con.execute(statement("feeds_again", PACKAGE, retries=RETRIES)).fetchall()
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
        con.execute(f"INSERT INTO lost {_UNNAMED}")


_OF_PEOPLE = "(r.ref LIKE 'Patient/%' OR r.ref LIKE 'RelatedPerson/%' OR r.ref LIKE 'Person/%')"
#: Versions `r` that may have facts.
_STATING = statement("stating", PACKAGE)
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


def _halved(part: Part) -> str:
    """SELECT of the versions that may have facts left beside those that were lost: of a part as it was loaded, all of its load."""
    clustered = part.path.startswith(part_files.CLUSTERED)
    scattered = statement("scattered", PACKAGE, site=RECORDED_ON_SITE) if clustered else "true"
    return statement("halved", PACKAGE, within=_within(part), stating=_STATING, scattered=scattered)


#: One version of each service that has no row left: read again, it makes the row again.
_UNNAMED = statement(
    "unnamed_services",
    PACKAGE,
    rows=" UNION ALL ".join(f'SELECT service, version, load FROM records."{table}"' for table in STATES),
)

#: Versions whose own row in `resource` is gone.
_ORPHANS = " UNION ".join(
    f'SELECT DISTINCT version, key_of(ref) FROM records."{table}" ANTI JOIN records.resource USING (version)'
    for table in ("person", "bond", "event")
)


def _at_the_ends(table: str, files: Sequence[str]) -> str:
    """SELECT of the versions of those people with whom the sound clustered parts begin and end."""
    ends = [_ends(file) for file in files if f"/{part_files.CLUSTERED}" in file] or ["SELECT NULL::BIGINT AS person"]
    return statement("at_the_ends", PACKAGE, table=table, ends=" UNION ALL ".join(ends))


def _ends(file: str) -> str:
    quoted = "'" + file.replace("'", "''") + "'"
    last = f"(SELECT num_rows - 1 FROM parquet_file_metadata({quoted}))"
    return f"SELECT person FROM read_parquet({quoted}, file_row_number = true) WHERE file_row_number = 0 OR file_row_number = {last}"
