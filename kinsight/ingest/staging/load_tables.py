"""The tables of a load's own database: what a row of each is and its columns, declared here alone.

Empty ones are made of this, statements that name all columns take them from here, and a test holds every table of a load, however it was
made, to its shape. `stage_TYPE` is another matter: its columns are made from the mapping of the type (tests/golden/staging).
"""

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from kinsight.ingest.fhir.mapping import READINGS
from kinsight.store.schema import TABLES as RECORDS

_KEY, _DAY, _TEXT, _NUMBER, _YES, _LINE = "BIGINT", "INTEGER", "VARCHAR", "DOUBLE", "BOOLEAN", "BIGINT"
_IN_WORDS = {pa.int64(): "BIGINT", pa.int32(): "INTEGER", pa.string(): "VARCHAR", pa.bool_(): "BOOLEAN"}


@dataclass(frozen=True)
class Shape:
    """What one row of a table is (`row`), and its columns with DuckDB's name of the type of each."""

    row: str
    columns: dict[str, str]


def _shape(row: str, **columns: str) -> Shape:
    return Shape(row, columns)


def _recorded(table: str) -> dict[str, str]:
    """The columns of a table of the records."""
    return {column.name: _IN_WORDS[column.type] for column in RECORDS[table]}


#: By name; `TYPE` stands for each type of resource.
TABLES: dict[str, Shape] = {
    # Of the whole load
    "codelist": _shape(
        "A code and a concept that it means, with the status or the range of values in which it does.",
        system=_TEXT, code=_TEXT, concept=_TEXT, status=_TEXT, low=_NUMBER, high=_NUMBER,
    ),
    "alias": _shape("Another name of a code system.", sent=_TEXT, system=_TEXT),
    "young": _shape("A concept that is another one of a child.", concept=_TEXT, under_18=_TEXT),
    "became": _shape("A concept that says what became of a contact, or what was done at it.", concept=_TEXT),
    "relationship": _shape(
        "A word or a code (`#` before it) for a relationship, its role, and how strongly it says so.",
        word=_TEXT, role=_TEXT, strength="BIGINT",
    ),
    "meaning": _shape(
        "A thing that the text of a code means; `nth` of its meanings, `plain` where it means one thing, whatever the value.",
        text=_TEXT, nth="BIGINT", system=_TEXT, code=_TEXT, term=_TEXT, concept=_TEXT, under_18=_TEXT, status=_TEXT,
        low=_NUMBER, high=_NUMBER, plain=_YES,
    ),
    "everyone": _shape(
        "A version of somebody who is known, of the records or of this load.",
        person=_KEY, born=_DAY, sex=_TEXT, nhs_number=_TEXT, known=_DAY, version=_KEY,
    ),
    "contradicted": _shape("Somebody whose id another person has, as this load shows.", person=_KEY),
    "contested": _shape("Somebody whose id another person has, who is held since an earlier load.", person=_KEY),
    # Of the files that are read together: their lines
    "line_outcome": _shape(
        "A line that is not simply accepted: already had, or quarantined for a reason, in which an element may play a part.",
        line=_LINE, type=_TEXT, ref=_TEXT, outcome=_TEXT, reason=_TEXT, element=_TEXT,
    ),
    "misnumbered": _shape("An NHS number that fails its own check digit.", nhs=_TEXT),
    "before": _shape(
        "A version that the records hold of a resource that came again.",
        resource=_KEY, version=_KEY, known=_DAY, sequence=_TEXT, load=_KEY,
    ),
    "several": _shape("A resource of which there is more than one version.", resource=_KEY),
    "learnt": _shape("A line that is known since another day than it says.", line=_LINE, type=_TEXT, known=_DAY),
    "by_age_TYPE": _shape("A line that says at which age something began, with the day.", line=_LINE, began=_DAY),
    # Of the files that are read together: people and services
    "sent_code": _shape("An ODS code that an Organization came with.", ref=_TEXT, code=_TEXT, load=_KEY),
    "ods": _shape("An ODS code, its service, and the Organization that came with it.", code=_TEXT, service=_KEY, ref=_TEXT),
    "service_of": _shape("A reference to a service, with the service's key.", service_ref=_TEXT, service=_KEY),
    "new_person": Shape(
        "A version of a person who came, with why an NHS number joins them to nobody and whether they are restricted.",
        _recorded("person") | {"number_unused": _TEXT, "restricted": _YES, "practice_named": _YES},
    ),
    "who": _shape("Somebody who is referred to and known.", about=_KEY, person=_KEY, born=_DAY, sex=_TEXT),
    # Of the files that are read together: facts
    "fact_TYPE": _shape(
        "A coded fact of a resource that has several: where it stands (`place`), and the text of its code.",
        line=_LINE, version=_KEY, certainty=_TEXT, void=_YES, unclear=_YES, place=_TEXT, value=_TEXT, number=_NUMBER, text=_TEXT,
        spare=_YES,
    ),
    "spared_TYPE": _shape("A version whose spare code means something.", version=_KEY),
    "crowded_TYPE": _shape("A version whose facts must be weighed against each other.", version=_KEY),
    "coded": _shape("A distinct code of a relation (`label`), and how often it is there.", label=_TEXT, text=_TEXT, n="BIGINT"),
}  # fmt: skip


def shape(table: str) -> Shape | None:
    """The shape of a table of that name, or None of one that has none of its own."""
    stem, _, kind = table.rpartition("_")
    return TABLES.get(f"{stem}_TYPE" if kind in READINGS else table)


def columns(table: str) -> str:
    """SQL of the names of its columns, in order."""
    return ", ".join(f'"{name}"' for name in TABLES[table].columns)


def make_empty(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Create a table without rows, instead of one of that name if there is any."""
    made = ", ".join(f'"{name}" {kind}' for name, kind in TABLES[table].columns.items())
    con.execute(f"CREATE OR REPLACE TABLE {table}({made})")


def unlike(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of a load's database that are not as they are declared."""
    return [
        name
        for (name,) in con.execute(_TABLES).fetchall()
        if (it := shape(name)) and _columns(con, name) != [*it.columns.items()]
    ]


_TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY table_name"


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    return [(name, kind) for name, kind, *_ in con.execute(f"DESCRIBE {table}").fetchall()]
