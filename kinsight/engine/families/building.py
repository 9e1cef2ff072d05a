"""Families joined by DuckDB from the record tables, as the tables that segments are written of."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from kinsight.engine.database import Duck
from kinsight.engine.families import inputs
from kinsight.engine.families.parts import SCHEMAS, Parts
from kinsight.engine.families.service_numbers import Services
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.keys import small_key
from kinsight.store.sql_files import statement

#: The tables that a statement each makes, `sql/store_<name>.sql`.
_JOINED = ("child", "person", "address", "couple", "name")
_BOND = ", ".join(f'"{name}"' for name in SCHEMAS["bond"].names)
#: Children of one segment at the most, about: what is written at once is held in memory.
TOGETHER = 50_000


def everyone(db: Duck, floor: int, knowledge: Knowledge, services: Services, concepts: list[str]) -> Iterator[Parts]:
    """All families of `records.*`, of whoever was a child on day `floor` or later; brothers and sisters by one mother together."""
    inputs.families(db, floor, knowledge)
    _prepare(db, services, concepts, "records.event")
    count = -(-int(db.rows("SELECT count(*) AS n FROM child_record")[0]["n"]) // TOGETHER)
    if count <= 1:
        yield _parts(db, _fact_query("records.event"))
    else:
        yield from _one_by_one(db, count)


def tables(db: Duck, services: Services, concepts: list[str], events: str) -> Parts:
    """Families that are joined (`inputs.families`) with the facts of the table `events`, numbered by these services and concepts."""
    _prepare(db, services, concepts, events)
    return _parts(db, _fact_query(events))


def _prepare(db: Duck, services: Services, concepts: list[str], events: str) -> None:
    numbers = [small_key(one) for one in concepts]
    db.keep("concept", pa.table({"concept": concepts, "concept_key": pa.array(numbers, pa.int32())}))
    db.keep("service_number", services.table())
    inputs.say_since(db, events)
    inputs.make_restricted(db)


def _parts(db: Duck, facts: str) -> Parts:
    queries = {name: statement(f"store_{name}", inputs.PACKAGE, shown=inputs.shown_child()) for name in _JOINED}
    queries |= {"bond": f"SELECT {_BOND} FROM bond", "fact": facts}
    return Parts.shaped(**{name: db.con.sql(query).to_arrow_table() for name, query in queries.items()})


def _fact_query(events: str) -> str:
    return statement("store_fact", inputs.PACKAGE, events=events)


def _one_by_one(db: Duck, count: int) -> Iterator[Parts]:
    """Facts are dealt out to files by one pass over all; a person of two parts goes to both."""
    with TemporaryDirectory(prefix="kinsight-") as folder:
        shares = f"SELECT child, CAST(hash(together) % {count} AS INTEGER) AS part FROM ({together('child_record')})"
        db.make("dealt", shares)
        db.make("concerned", "SELECT DISTINCT b.person, d.part FROM bond b JOIN dealt d USING (child)")
        facts = f"SELECT f.*, c.part FROM ({_fact_query('records.event')}) f JOIN concerned c USING (person)"
        db.run(f"COPY ({facts}) TO '{folder}/facts' (FORMAT parquet, PARTITION_BY (part), COMPRESSION lz4)")
        for table in ("child_record", "bond"):
            db.run(f"ALTER TABLE {table} RENAME TO every_{table}")
        for part in range(count):
            for table in ("child_record", "bond"):
                db.make(table, f"SELECT t.* FROM every_{table} t JOIN dealt d USING (child) WHERE d.part = {part}")
            yield _parts(db, _dealt_facts(Path(folder) / "facts" / f"part={part}"))


def _dealt_facts(folder: Path) -> str:
    """A part may have children of whom no service wrote anything."""
    files = sorted(str(path) for path in folder.glob("*.parquet"))
    if files:
        return f"SELECT * FROM read_parquet({files!r}, hive_partitioning = false)"
    return _fact_query("(SELECT * FROM records.event WHERE false)")


def together(children: str) -> str:
    """SELECT of (child, together) of a table of children: those with one `together` are dealt out together."""
    return statement("together", inputs.PACKAGE, children=children, mothers=inputs.one_mother("bond"))


def concepts_of(words: list[str]) -> np.ndarray:
    """Small keys (int32) of these words, in their order: by which facts of the store are numbered."""
    return np.array([small_key(word) for word in words], np.int32)
