"""What codes mean: each distinct CodeableConcept is looked up once, however many resources carry it."""

from dataclasses import dataclass

import duckdb

from kinsight.ingest.fhir.mapping import OWN_SYSTEM
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.fhir"


@dataclass(frozen=True)
class Learnt:
    """What a batch's codes are like: `conditional`: labels with codes that mean something only with a value or a status, or
    several things; `mapped`: labels with codes that mean anything; `aged`: with codes that mean another thing of a child;
    `idle`: with codes that mean nothing; `unmapped`: (system, code, term, how often)."""

    conditional: set[str]
    mapped: set[str]
    aged: set[str]
    idle: set[str]
    unmapped: list[tuple[str, str, str | None, int]]


def learn(con: duckdb.DuckDBPyConnection, sources: dict[str, str]) -> Learnt:
    """Look up every code of these relations (label → SELECT of one column `text`, raw JSON of a CodeableConcept or of a list of one)."""
    texts = " UNION ALL ".join(f"SELECT '{label}' AS label, text FROM ({query})" for label, query in sources.items())
    con.execute(f"CREATE OR REPLACE TABLE coded AS {statement('coded', PACKAGE, texts=texts)}")
    con.execute(f"INSERT INTO meaning {statement('meaning', PACKAGE, own_system=OWN_SYSTEM)}")
    labels = con.execute(statement("label", PACKAGE)).fetchall()
    conditional, mapped, aged, idle = ({label for label, *like in labels if like[n]} for n in range(4))
    return Learnt(conditional, mapped, aged, idle, con.execute(statement("unmapped", PACKAGE)).fetchall())
