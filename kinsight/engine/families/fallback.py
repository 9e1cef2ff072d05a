"""Joins, for one reading, a family that the store has not: of someone who has grown up since, or of no child, to say why."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kinsight.engine.database import Duck
from kinsight.engine.families import affected, building, inputs, segment
from kinsight.engine.families.child_family import ChildUnknown
from kinsight.engine.families.segment import Segment
from kinsight.engine.families.store import Snapshot
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store import scratch_database
from kinsight.store.keys import key
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace


def keys_of(asked: str) -> tuple[int, ...]:
    """Keys by which a child may be asked for."""
    return key(asked), key(f"Patient/{asked}"), key(f"nhs/{asked.replace(' ', '')}")


@contextmanager
def joined(workspace: Workspace, asked: str, as_of: int, knowledge: Knowledge, of: Snapshot) -> Iterator[Snapshot]:
    """The families around whom is asked for, of whoever was a child on that day, numbered as in the snapshot `of`. Raises ChildUnknown."""
    with TemporaryDirectory(prefix="kinsight-") as folder, scratch_database.connected() as con:
        db = Duck(con)
        workspace.attach(con, "store", head=of.manifest.head)
        _touch(db, asked)
        affected.read_around(con)
        inputs.families(db, as_of - inputs.BEFORE, knowledge)
        _must_be_a_child(db, asked)
        affected.keep_touched(db)
        parts = building.tables(db, of.services, of.manifest.concepts, "store.event")
        segment.write(Path(folder) / "one", parts, of.concepts)
        yield Snapshot(of.manifest, [Segment(Path(folder) / "one", of.load, of.concepts)], of.services)


def require_known(workspace: Workspace, asked: str, of: Snapshot) -> None:
    """Raises ChildUnknown where there is no patient, and no pregnancy, of this number or reference."""
    with scratch_database.connected() as con:
        workspace.attach(con, "store", tables=("person", "event"), head=of.manifest.head)
        _touch(Duck(con), asked)


def _touch(db: Duck, asked: str) -> None:
    """`touched(person)`: the records that go by this number or reference, or the mother whose pregnancy does."""
    keys = ", ".join(map(str, keys_of(asked)))
    number = asked.replace(" ", "").replace("'", "''")
    db.make("touched", statement("asked_for", inputs.PACKAGE, keys=keys, number=number))
    if not db.rows("SELECT 1 FROM touched LIMIT 1"):
        raise ChildUnknown(f"no child with this NHS number or reference: {'…' + asked[-3:]}")


def _must_be_a_child(db: Duck, asked: str) -> None:
    """Raises ChildUnknown for who is not a child, who may be one, and a number that does not say who is meant."""
    keys, number = ", ".join(map(str, keys_of(asked))), asked.replace(" ", "").replace("'", "''")
    named = f"SELECT human FROM human WHERE person IN ({keys}) OR human IN ({keys}) OR nhs_number = '{number}'"
    if db.rows(f"SELECT 1 FROM parted WHERE nhs_number = '{number}' LIMIT 1"):
        raise ChildUnknown(
            "records with this NHS number contradict each other, and are kept apart: ask for one by its reference "
            "(kinsight identity conflicts names them)"
        )
    if db.rows(f"SELECT 1 FROM who WHERE human IN ({named}) AND born IS NULL LIMIT 1"):
        raise ChildUnknown(
            "this person's birth date is not recorded: whether they are a child is not known, and nothing can be judged. "
            "Ask a service that knows them, and load the record again"
        )
