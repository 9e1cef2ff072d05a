"""What the record tables say of each other that must be so: each as SQL of the rows for which it is not."""

from dataclasses import dataclass

from kinsight.store.schema import TABLES


@dataclass(frozen=True)
class Invariant:
    """`query`: SELECT of the offending rows. `what`: in words, with `{count}`."""

    table: str
    query: str
    what: str
    to_do: str


def settled(versions: str) -> str:
    """SELECT of version, superseded, load: of the rows of this table the earliest day on which a later version was known, as
    `kinsight/ingest/staging/resource_versions.py` has it."""
    return f"""SELECT version, superseded::INTEGER AS superseded, load FROM (
        SELECT version, load, min(known) OVER (
          PARTITION BY resource ORDER BY split_part(sequence, '#', 1), load, sequence, version
          ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS superseded
        FROM {versions} WHERE resource IN (SELECT resource FROM {versions} GROUP BY resource HAVING count(*) > 1))
      WHERE superseded IS NOT NULL"""


#: Versions that a later one replaced, and of which that is not said, or a later day is said.
UNSAID = f"""SELECT w.version FROM ({settled("records.resource")}) w
    LEFT JOIN (SELECT version, min(superseded) AS said FROM records.supersession GROUP BY version) s USING (version)
    WHERE s.said IS NULL OR s.said > w.superseded"""
_OURS = "tell those who keep Kinsight: this is a fault of ours, not of the disk; until then read the picture with care"
_REREAD = "load the feed files that hold them again"


def _known(table: str) -> Invariant:
    return Invariant(
        table,
        f'SELECT 1 FROM records."{table}" ANTI JOIN records.resource USING (version)',
        f"{{count}} rows of {table} belong to a version that is not in resource",
        _REREAD,
    )


def _served(table: str) -> Invariant:
    return Invariant(
        table,
        f'SELECT 1 FROM records."{table}" ANTI JOIN records.service USING (service)',
        f"{{count}} rows of {table} come from a service that is not in service",
        _REREAD,
    )


def _person(table: str, column: str) -> Invariant:
    """Someone known as a person, or whose only version is entered in error."""
    return Invariant(
        table,
        f"""SELECT 1 FROM records."{table}" t WHERE NOT EXISTS (SELECT 1 FROM records.person p WHERE p.person = t."{column}")
            AND NOT EXISTS (SELECT 1 FROM records.resource r WHERE r.resource = t."{column}" AND r.retracted)""",
        f"{{count}} rows of {table} are about somebody whom no feed has described ({column})",
        "load the feed files that describe people again",
    )


#: All of a fact but the number of its load. Rows alike have the same hash, and many rows by their hashes still fit in memory.
_FACT = ", ".join(f'"{name}"' for name in TABLES["event"].names if name != "load")

ALL: tuple[Invariant, ...] = (
    Invariant(
        "load",
        "SELECT 1 FROM records.load WHERE taken_in <> accepted + already_had + quarantined",
        "of {count} loads, what was taken in is not what was accepted, already had or quarantined",
        _OURS,
    ),
    Invariant(
        "load",
        "SELECT 1 FROM records.load GROUP BY load HAVING count(*) > 1",
        "{count} numbers of loads are given twice",
        _OURS,
    ),
    Invariant(
        "resource",
        "SELECT 1 FROM records.resource GROUP BY version HAVING count(*) > 1",
        "{count} versions are there twice",
        _OURS,
    ),
    Invariant(
        "resource",
        "SELECT 1 FROM records.resource ANTI JOIN records.load USING (load)",
        "{count} versions belong to a load that is not in load",
        _OURS,
    ),
    *(_known(table) for table in ("supersession", "person", "address", "bond", "link", "event")),
    *(_served(table) for table in ("person", "address", "bond", "link", "event")),
    _person("address", "person"),
    _person("bond", "patient"),
    _person("bond", "person"),
    _person("link", "person"),
    _person("event", "person"),
    Invariant("supersession", UNSAID, "{count} versions were replaced by a later one and are still believed", _OURS),
    Invariant(
        "person",
        "SELECT 1 FROM records.person GROUP BY version HAVING count(*) > 1",
        "{count} versions of people are there twice",
        _OURS,
    ),
    Invariant(
        "bond",
        "SELECT 1 FROM records.bond GROUP BY version HAVING count(*) > 1",
        "{count} versions of bonds are there twice",
        _OURS,
    ),
    Invariant(
        "event",
        f"SELECT 1 FROM records.event GROUP BY hash({_FACT}) HAVING count(*) > 1",
        "{count} facts are there twice in one version",
        _OURS,
    ),
)
