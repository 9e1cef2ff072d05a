"""What the record tables say of each other that must be so: each as SQL of the rows for which it is not."""

from dataclasses import dataclass

from kinsight.store import supersession
from kinsight.store.schema import STATES, TABLES
from kinsight.store.sql_files import statement


@dataclass(frozen=True)
class Invariant:
    """`query`: SELECT of the offending rows. `what`: in words, with `{count}`."""

    table: str
    query: str
    what: str
    to_do: str


PACKAGE = "kinsight.store.upkeep"
#: Versions that a later one replaced, and of which that is not said, or a later day is said.
UNSAID = statement(
    "unsaid",
    PACKAGE,
    replaced=supersession.replaced("records.resource"),
    believed=supersession.first_days("records.supersession"),
)
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
        statement("undescribed", PACKAGE, table=table, column=column),
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
    *(_known(table) for table in ("supersession", *STATES)),
    *(_served(table) for table in STATES),
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
