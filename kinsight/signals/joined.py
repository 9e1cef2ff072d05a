"""Families as a sweep has them: joined from the records, kept for later, and taken from there when nobody's ties have changed.

A fact about someone does not change who belongs to whom (`kinship.CONCEPTS` excepted), so the children on whom it bears are
those whose bonds, as kept, name that person. Views `before_*` hold what earlier sweeps kept.
"""

from pathlib import Path

from kinsight.engine.database import Duck, statement
from kinsight.engine.families import inputs
from kinsight.signals import keeping
from kinsight.signals.kept import JOINED

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
    db.make("kept_child", statement("keep_child"))
    keeping.make(db, JOINED)


def add(db: Duck) -> None:
    """Beside those just joined anew, the children of `bound_child` with their families as they were kept."""
    for name in ("child", *JOINED):
        db.run(f"DELETE FROM bound_{name} WHERE child IN (SELECT child FROM wanted)")
        db.add(f"kept_{name}", f"SELECT * FROM bound_{name}")
    for table, query in _TAKEN.items():
        db.add(table, query.format(kept="bound"))
    # Someone may belong to children of both kinds.
    db.make("derived", _TAKEN["derived"].format(kept="kept"))


def as_kept(db: Duck, as_of: int) -> None:
    """Everyone's family as it was kept of the same records on the same day."""
    inputs.begin(db, as_of)
    for table, query in _TAKEN.items():
        db.make(table, query.format(kept="before"))


#: What the program reads of families, from what is kept of them.
_TAKEN = {
    "child_record": "SELECT child, child_ref AS ref, born, expected, left_on, known FROM {kept}_child",
    "child": f"SELECT {inputs.CHILD} FROM {{kept}}_child WHERE coalesce(born, expected) IS NOT NULL",
    "bond": "SELECT * FROM {kept}_bond",
    "derived": 'SELECT DISTINCT event, concept, person, NULL AS ref, "on", "until", known, superseded, NULL AS value FROM {kept}_derived',
}  # fmt: skip


def write(db: Duck, out: Path) -> None:
    """Write what is kept of these families."""
    keeping.write(db, out, 0, ("child", *JOINED))
