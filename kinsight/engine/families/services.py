"""Which services there are: recorded keys that go by one ODS code are one service, for everything that is shown or judged.

Nothing recorded changes: the records keep the key that each fact came with, and who is the same is worked out when they are read.
"""

from kinsight.engine.database import Database, Duck
from kinsight.store import scratch_database
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Workspace, select

#: In the order in which one is made of those before it.
TABLES = ("service_code", "service_key", "service_no", "service_alias")


def make(db: Database) -> None:
    """`service_no`, one row a service; `service_key`, whose each recorded key is; `service_alias`, by what it may be asked for."""
    for name in TABLES:
        db.make(name, statement(name, "kinsight.engine.families"))


def named(workspace: Workspace) -> dict[str, tuple[str, str]]:
    """Name and kind of every service, by each reference under which staff may have been given it."""
    with scratch_database.connected() as con:
        db = Duck(con)
        workspace.attach(con, tables=("service",))
        con.execute(f"CREATE VIEW records.event AS {select('event', [])}")
        make(db)
        rows = db.rows(
            "SELECT a.ref, n.name, n.kind FROM service_alias a JOIN service_no n USING (service_no) WHERE a.own = 1"
        )
    return {row["ref"]: (row["name"] or "", row["kind"]) for row in rows}
