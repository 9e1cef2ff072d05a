"""What people are called, and the number of a child, by the reference of a record: on any day, as it could be known on it."""

from collections.abc import Iterable
from typing import NamedTuple

from kinsight.identity import kinship
from kinsight.store import scratch_database
from kinsight.store.days import FOREVER
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace


class Called(NamedTuple):
    """What one record says. `known`: since when; `restricted`: whether it is labelled so today."""

    known: int
    name: str | None
    nhs_number: str | None
    restricted: bool


def called(workspace: Workspace, refs: Iterable[str], as_of: int = FOREVER - 1) -> dict[str, Called]:
    """By reference, what each record said on the day (today, if none is given); none of a record that was not there yet."""
    if not (asked := sorted(set(refs))):
        return {}
    parts = {"refs": ", ".join("?" for _ in asked), "as_of": as_of, "restricted": kinship.RESTRICTED}
    with scratch_database.connected() as con:
        workspace.attach(con, "store", tables=("person", "event", "supersession"))
        rows = con.execute(statement("called", "kinsight.identity", **parts), asked).fetchall()
    return {ref: Called(*said) for ref, *said in rows}


def names(workspace: Workspace, refs: Iterable[str]) -> dict[str, str]:
    """By reference, the name on the newest record; none of who has no name, is not there, or has a restricted record."""
    return {ref: one.name for ref, one in called(workspace, refs).items() if one.name and not one.restricted}
