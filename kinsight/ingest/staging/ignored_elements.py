"""What is in a feed that the reader passes over: counted for every load, so that nobody takes silence for an answer."""

from collections import Counter
from collections.abc import Iterable

import duckdb

from kinsight.ingest.fhir import elements
from kinsight.ingest.fhir.mapping import READINGS
from kinsight.ingest.sources import Source
from kinsight.ingest.staging.staged_tables import LONGEST
from kinsight.store.sql_files import statement


def count(con: duckdb.DuckDBPyConnection, sources: Iterable[Source]) -> Counter[str]:
    """How many lines have each element that no reading of their type takes, by `Type.element`; of tables, `file: column`.

    Only the outermost elements: what lies within one that is read is that reading's own matter. Every line is counted, whatever
    became of it. Lines of types that are not read at all are in quarantine, and not here.
    """
    counted: Counter[str] = Counter()
    for source in sources:
        counted.update(_columns(source) if source.table else _elements(con, source))
    return counted


def _columns(source: Source) -> dict[str, int]:
    """Columns of a table that its mapping does not name; how many rows have something in them is not looked at."""
    assert source.table
    unused = sorted(source.table.file.kinds.keys() - source.table.rules.used)
    return {f"{source.name}: {column}": 1 for column in unused}


def _elements(con: duckdb.DuckDBPyConnection, source: Source) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for kind, names, n in con.execute(
        statement("element_count", "kinsight.ingest.staging"), [str(source.path), LONGEST]
    ).fetchall():
        if kind in READINGS:
            counted.update({f"{kind}.{element}": n for element in names if _unread(kind, element)})
    return counted


def _unread(kind: str, element: str) -> bool:
    return element not in READINGS[kind].names | elements.COMMON.keys()
