"""One load's own DuckDB: our words as macros, the codelists as a table, the records as views."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from kinsight.ingest.fhir import nhs_numbers, organisations, record_links, references, relationships, yes_no
from kinsight.ingest.fhir.mapping import BUILT_IN, OWN_SYSTEM, UNDER_18
from kinsight.ingest.fhir.system_names import ICD_10, SYSTEM_ALIASES
from kinsight.ingest.staging import load_tables
from kinsight.rules.schema.formats import CodeRow
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store import scratch_database
from kinsight.store.days import iso
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace

#: The zone of the district's clocks where nobody says another.
DISTRICT = "Europe/London"
#: The service of a record that names none, where the load names none either.
NO_SERVICE = "unknown"


@contextmanager
def opened(
    workspace: Workspace, knowledge: Knowledge, received: int, service: str | None, zone: str = DISTRICT
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with macros, `codelist`, `alias`, `young`, `became`, `relationship`, an empty `meaning` and the record views.

    `zone`: on whose clocks an instant has its day.
    """
    with scratch_database.connected(prefix="kinsight-load-") as con:
        _prepare(con, knowledge, received, service, zone)
        workspace.attach(con)
        yield con


def _prepare(
    con: duckdb.DuckDBPyConnection, knowledge: Knowledge, received: int, service: str | None, zone: str
) -> None:
    # DuckDB makes a join of each list of words in an `IN`, and the staging of one type has up to thirteen: to plan and run them costs
    # a fifth of staging, to compare the words nearly nothing (docs/performance-notes.md).
    con.execute("SET disabled_optimizers = 'in_clause'")
    con.execute("SET VARIABLE received = ?::INTEGER", [received])
    con.execute("SET VARIABLE received_on = ?", [iso(received)])
    con.execute("SET VARIABLE service = ?", [service or NO_SERVICE])
    con.execute("SET VARIABLE zone = ?", [zone])
    con.execute("SET VARIABLE zone_near_utc = ?::BOOLEAN", [zone in (DISTRICT, "UTC")])
    con.execute(statement("macros", "kinsight.ingest.staging"))
    con.execute(yes_no.macros())
    con.execute(nhs_numbers.MACROS)
    con.execute(references.MACROS)
    con.execute(organisations.MACROS)
    con.execute(record_links.MACROS)
    _table(con, "codelist", _codelist(knowledge))
    _table(con, "alias", SYSTEM_ALIASES.items())
    _table(con, "young", UNDER_18.items())
    _table(con, "became", _became(knowledge))
    _table(con, "relationship", relationships.rows())
    load_tables.make_empty(con, "meaning")


def _table(con: duckdb.DuckDBPyConnection, name: str, rows: Iterable[Sequence[Any]]) -> None:
    load_tables.make_empty(con, name)
    names = load_tables.TABLES[name].columns
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [() for _ in names]
    con.register("incoming", pa.table({one: list(column) for one, column in zip(names, columns, strict=True)}))
    con.execute(f"INSERT INTO {name} SELECT * FROM incoming")
    con.unregister("incoming")


def _as_sent(row: CodeRow) -> tuple[str, ...]:
    """A code in every way in which it is sent."""
    if row.system != ICD_10:
        return (row.code,)
    return (row.code, row.code.replace(".", "") if "." in row.code else f"{row.code}X")


def _codelist(knowledge: Knowledge) -> Iterator[Sequence[Any]]:
    """The codes of the codelists, every concept as a code of our own system, and the codes that no codelist needs to name."""
    for row in knowledge.codelist:
        yield from ((row.system, code, row.concept, row.status, row.low, row.high) for code in _as_sent(row))
    yield from ((OWN_SYSTEM, concept, concept, "", None, None) for concept in knowledge.concepts)
    yield from ((*row, "", None, None) for row in BUILT_IN if row[2] in knowledge.concepts)


def _became(knowledge: Knowledge) -> Iterator[Sequence[Any]]:
    """The concepts that say what became of a contact, or what was done at it, so that its class says no more."""
    yield from ((name,) for name, one in knowledge.concepts.items() if one.response or one.kind == "missed")
