"""From what the program found to the tables that a sweep keeps, and their files."""

from collections.abc import Iterable
from pathlib import Path

from kinsight.engine.database import Database, Duck, statement
from kinsight.records import parts


def make(db: Database, tables: Iterable[str]) -> None:
    """`kept_<name>` of what the engine found; `kept_child` and `kept_caseload` need the families alone."""
    for name in tables:
        db.make(f"kept_{name}", statement(f"keep_{name}"))


def write(db: Duck, out: Path, number: int, tables: Iterable[str]) -> None:
    """Part `number` of each table; none where there is nothing."""
    for name in tables:
        if db.rows(f"SELECT 1 FROM kept_{name} LIMIT 1"):
            file(db, out / f"{name}-{number:05d}.parquet", f"SELECT * FROM kept_{name}")


def file(db: Duck, path: Path, query: str) -> None:
    """Write what a query gives, under a name that ends in a digest of it, as the records' parts are named."""
    where = str(path).replace("'", "''")
    db.run(f"COPY ({query}) TO '{where}' (FORMAT parquet, COMPRESSION zstd)")
    parts.sealed(path)
