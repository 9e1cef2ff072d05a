"""Families as a sweep has them: joined from the records, or taken from the results when nobody's ties have changed.

A fact about someone does not change who belongs to whom (`kinship.CONCEPTS` excepted), so the children on whom it bears are
those whose bonds in the results name that person. Views `before_*` are the results of earlier sweeps.
"""

from pathlib import Path

from kinsight.engine.database import Duck, statement
from kinsight.engine.families import inputs
from kinsight.sweep import results
from kinsight.sweep.results import FAMILIES

_BY_CHILD = ("child_record", "child", "bond")


def anew(db: Duck, as_of: int, only: str | None = None) -> None:
    """Join the families of `records.*`. `only`: a query of the children wanted; all others are relatives alone."""
    inputs.families(db, as_of)
    if only is not None:
        db.make("wanted", f"SELECT DISTINCT child FROM ({only})")
        for table in _BY_CHILD:
            db.run(f"DELETE FROM {table} WHERE child NOT IN (SELECT child FROM wanted)")
        # Of relatives of relatives not all was read: what would follow from it is not true.
        db.run("DELETE FROM derived WHERE person NOT IN (SELECT person FROM bond)")
    db.make("result_child", statement("result_child", results.PACKAGE))
    results.make(db, FAMILIES)


def add(db: Duck) -> None:
    """Beside those just joined anew, the children of `bound_child` with their families as they were."""
    for name in ("child", *FAMILIES):
        db.run(f"DELETE FROM bound_{name} WHERE child IN (SELECT child FROM wanted)")
        db.add(f"result_{name}", f"SELECT * FROM bound_{name}")
    for table, query in _TAKEN.items():
        db.add(table, query.format(source="bound"))
    # Someone may belong to children of both kinds.
    db.make("derived", _TAKEN["derived"].format(source="result"))


#: What the judge reads of families, from the results.
_TAKEN = {
    "child_record": "SELECT child, child_ref AS ref, born, expected, left_on, known FROM {source}_child",
    "child": f"SELECT {inputs.CHILD} FROM {{source}}_child WHERE coalesce(born, expected) IS NOT NULL",
    "bond": "SELECT * FROM {source}_bond",
    "derived": 'SELECT DISTINCT event, concept, person, NULL AS ref, "on", "until", known, superseded, NULL AS value FROM {source}_derived',
}  # fmt: skip


def write(db: Duck, out: Path) -> None:
    """Write these families."""
    results.write(db, out, 0, ("child", *FAMILIES))
