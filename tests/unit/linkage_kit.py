"""Rows of the record tables in few words, and the linkage tables made of them."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from kinsight.engine.database import Database, Duck
from kinsight.identity import kinship
from kinsight.store.days import parse
from kinsight.store.keys import key
from kinsight.store.schema import TABLES

TODAY = parse("2026-11-01")
BORN, MOVED = parse("2020-03-01"), parse("2024-05-01")
Row = dict[str, Any]


class Records:
    """Rows of the record tables, as few words as a test needs."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.versions = 0

    def _add(self, table: str, **values: Any) -> Row:
        self.versions += 1
        blank = dict.fromkeys(TABLES[table].names)
        row = {**blank, "version": self.versions, "known": BORN, "service": key("gp"), "load": 1, **values}
        self.rows[table].append({name: row[name] for name in TABLES[table].names})
        return row

    def person(self, ref: str, **values: Any) -> Row:
        return self._add("person", person=key(ref), ref=ref, **values)

    def bond(self, patient: str, person: str, role: str, **values: Any) -> Row:
        return self._add(
            "bond",
            bond=key(f"{patient}{person}{role}"),
            ref="RelatedPerson/b",
            patient=key(patient),
            person=key(person),
            role=role,
            **values,
        )

    def lives(self, ref: str, place: str, start: int | None = None, end: int | None = None, **values: Any) -> Row:
        return self._add("address", person=key(ref), place=key(place), **{"from": start, "until": end}, **values)

    def fact(self, ref: str, concept: str, on: int, **values: Any) -> Row:
        said = {"event": self.versions + 1, "ref": f"Observation/{self.versions}", "certainty": "stated", **values}
        return self._add("event", person=key(ref), system="s", code="c", concept=concept, on=on, **said)

    def link(self, ref: str, other: str, kind: str = "seealso", **values: Any) -> Row:
        return self._add("link", person=key(ref), other=key(other), other_ref=other, kind=kind, **values)

    def replaced(self, row: Row, day: int) -> None:
        self.rows["supersession"].append({"version": row["version"], "superseded": day, "load": 1})


Linked = Callable[[Records], Database]


@pytest.fixture
def linked() -> Iterator[Linked]:
    """Makes the linkage tables of some records, as of `TODAY`."""
    con = duckdb.connect()
    db = Duck(con)
    con.execute("CREATE SCHEMA records")

    def link(records: Records) -> Database:
        for name, schema in TABLES.items():
            db.keep(f"given_{name}", pa.Table.from_pylist(records.rows[name], schema))
            db.run(f'CREATE TABLE records."{name}" AS SELECT * FROM given_{name}')
        db.make("clock", f"SELECT {TODAY} AS as_of, {TODAY + 400} AS horizon")
        kinship.build(db.make)
        return db

    yield link
    con.close()


def family(**child: Any) -> Records:
    """A child, with mother and father as patients of their own."""
    records = Records()
    records.person("Patient/kid", **{"born": BORN, "name": "Kit", **child})
    records.person("Patient/mum", born=parse("1995-01-01"), sex="female")
    records.person("Patient/dad", born=parse("1994-01-01"), sex="male")
    records.bond("Patient/kid", "Patient/mum", "mother")
    records.bond("Patient/kid", "Patient/dad", "father")
    return records


def bonds(db: Database, child: str = "Patient/kid") -> set[tuple[str, int]]:
    """(role, who) of a child, itself apart."""
    rows = db.rows("SELECT role, person FROM bond WHERE child = ? AND role <> 'self'", [key(child)])
    return {(row["role"], row["person"]) for row in rows}


def bond(db: Database, role: str, person: str, child: str = "Patient/kid") -> Row:
    sql = 'SELECT "from", "until", known, superseded FROM bond WHERE child = ? AND role = ? AND person = ?'
    (row,) = db.rows(sql, [key(child), role, key(person)])
    return row
