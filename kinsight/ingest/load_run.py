"""One load under way: what it reads with and writes to, and the number of the next load."""

import duckdb
import pyarrow as pa

from kinsight.ingest.intake import Batch, Intake
from kinsight.ingest.load_report import FileReport
from kinsight.ingest.sources import Source
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.schema import TABLES
from kinsight.store.stages import stage
from kinsight.store.workspace import Writer


class Loading:
    """One call of `load`: the connection, the writer, and the number of the next load."""

    def __init__(self, con: duckdb.DuckDBPyConnection, writer: Writer, knowledge: Knowledge, received: int) -> None:
        self.con, self.writer, self.received = con, writer, received
        self.intake = Intake(con, writer, set(knowledge.concepts))
        self.next = self.first = int(
            con.execute("SELECT coalesce(max(load), 0) + 1 FROM records.load").fetchall()[0][0]
        )

    def take(self, group: list[Source]) -> Batch:
        self.writer.attach_changed(self.con)
        return self.intake.take(group, self.next)

    def finish(self, files: list[FileReport], retry: bool = False) -> None:
        """Write the files' own rows and let readers see all of it. A retry is a load without a file."""
        rows = []
        for nth, file in enumerate(files):
            file.balance()
            rows.append({
                "load": self.next + nth, "file": None if retry else file.file, "taken_in": file.taken_in,
                "accepted": file.accepted, "already_had": file.already_had, "quarantined": file.quarantined,
                "received": self.received,
            })  # fmt: skip
        self.writer.append("load", pa.Table.from_pylist(rows, TABLES["load"]))
        with stage("completing tables", load=self.next, accepted=sum(file.accepted for file in files)):
            self.writer.complete()
        self.next += len(files)
