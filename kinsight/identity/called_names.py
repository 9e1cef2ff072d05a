"""What people are called, by the reference of a record, whoever they belong to."""

from collections.abc import Iterable

from kinsight.identity import kinship
from kinsight.store import scratch_database
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace


def names(workspace: Workspace, refs: Iterable[str]) -> dict[str, str]:
    """By reference, the name on the newest record; none of who has no name, is not there, or has a restricted record."""
    if not (asked := sorted(set(refs))):
        return {}
    query = statement("called", "kinsight.identity", refs=", ".join("?" for _ in asked), restricted=kinship.RESTRICTED)
    with scratch_database.connected() as con:
        workspace.attach(con, "store", tables=("person", "event", "supersession"))
        return dict(con.execute(query, asked).fetchall())
