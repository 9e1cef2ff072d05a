"""Whom later days and services that are one with others now concern, of the children in the results (`outcome.reading`)."""

import numpy as np
import pyarrow as pa

from kinsight.engine.database import Duck
from kinsight.engine.families.inputs import AFTER_EXPECTED, CHILDHOOD
from kinsight.store.sql_files import statement
from kinsight.sweep.results import PACKAGE


def grown(db: Duck, before: int, now: int) -> np.ndarray:
    """Keys of those who were children on the first of these days and are no longer (`child_record.sql`)."""
    ends = {"childhood": CHILDHOOD, "after_expected": AFTER_EXPECTED}
    return _keys(db, statement("grown", PACKAGE, before=before, now=now, **ends))


def practices(db: Duck) -> dict[str, str]:
    """As `Manifest.practices`, of the children in the results and the services as they are."""
    return {row["practice"]: row["known_by"] for row in db.rows(statement("practices", PACKAGE))}


def of_regrouped(db: Duck, before: dict[str, str]) -> np.ndarray:
    """Keys of the children whose practice goes by other references than it did: it is one with another now, or no longer."""
    others = [ref for ref, known_by in practices(db).items() if before.get(ref) != known_by]
    db.keep("regrouped", pa.table({"practice": pa.array(others, pa.string())}))
    return _keys(db, "SELECT child FROM result_child WHERE practice IN (SELECT practice FROM regrouped)")


def _keys(db: Duck, query: str) -> np.ndarray:
    return np.array([row["child"] for row in db.rows(query)], np.int64)


def judged(db: Duck, keys: np.ndarray) -> pa.Table:
    """(child, child_ref) of these children; the reference that they had in earlier results, null of whom those did not have."""
    db.keep("keys", pa.table({"child": keys}))
    return db.con.sql("SELECT child, child_ref FROM keys LEFT JOIN result_child USING (child)").to_arrow_table()
