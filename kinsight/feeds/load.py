"""Load files into a workspace: each file whole or not at all, people before what is said about them."""

import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

from kinsight.feeds import hold, session, sources
from kinsight.feeds.intake import Intake, Taken
from kinsight.feeds.report import FileReport, LoadReport
from kinsight.feeds.sources import Source
from kinsight.feeds.staging import Broken
from kinsight.practice.knowledge import Knowledge
from kinsight.records.model import TABLES
from kinsight.records.store import Workspace, Writer

#: Called with (file, bytes done, bytes in all) before each file and at the end.
Progress = Callable[[str, int, int], None]


def load(
    workspace: Workspace, paths: Iterable[Path], knowledge: Knowledge, received: int, *, service: str | None = None,
    mapping: Path | None = None, progress: Progress | None = None,
) -> LoadReport:  # fmt: skip
    """Take in files and folders of FHIR NDJSON, Bundles and CSV.

    `received`: the day they reached us, used where a resource says no day of its own. `service`: who to name where a
    resource names no service. Raises `sources.Unreadable` when a path holds nothing that we can read.
    """
    with (
        sources.opened([Path(path) for path in paths], mapping) as (found, skipped),
        workspace.writing() as writer,
        session.opened(workspace, knowledge, received, service) as con,
    ):
        report = LoadReport(skipped=skipped)
        _load_all(Loading(con, writer, knowledge, received), found, report, progress)
        return report


class Loading:
    """One call of `load`: the connection, the writer, and the number of the next load."""

    def __init__(self, con: duckdb.DuckDBPyConnection, writer: Writer, knowledge: Knowledge, received: int) -> None:
        self.con, self.writer, self.received = con, writer, received
        self.intake = Intake(con, writer, set(knowledge.concepts))
        self.next = self.first = int(
            con.execute("SELECT coalesce(max(load), 0) + 1 FROM records.load").fetchall()[0][0]
        )

    def one(self, source: Source) -> tuple[FileReport, Taken]:
        """Take in one file and complete it."""
        began = time.monotonic()
        try:
            taken = self.take(source)
        except Broken:
            with tempfile.TemporaryDirectory(prefix="kinsight-salvage-") as scratch:
                return self.one(sources.salvaged(source, Path(scratch) / "salvaged.ndjson"))
        hold.keep(self.con, self.writer, source, taken.bad, self.next)
        bad = len(taken.bad) + len(source.refused)
        file = FileReport(
            source.name, taken.taken_in + len(source.refused), taken.accepted, taken.had, bad, 0.0, source.bytes
        )
        self.finish(file)
        file.seconds = time.monotonic() - began
        return file, taken

    def take(self, source: Source) -> Taken:
        self.writer.attach_changed(self.con)
        return self.intake.take(source.path, source.only, self.next)

    def finish(self, file: FileReport, retry: bool = False) -> None:
        """Write the file's own row and let readers see all of it. A retry is a load without a file."""
        file.balance()
        row = {
            "load": self.next, "file": None if retry else file.file, "taken_in": file.taken_in, "accepted": file.accepted,
            "already_had": file.already_had, "quarantined": file.quarantined, "received": self.received,
        }  # fmt: skip
        self.writer.append("load", pa.Table.from_pylist([row], TABLES["load"]))
        self.writer.complete()
        self.next += 1


def _load_all(loading: Loading, found: list[Source], report: LoadReport, progress: Progress | None) -> None:
    whole, done, people = sum(source.bytes for source in found), 0, False
    unmapped: dict[tuple[str, str], tuple[str | None, int]] = {}
    for source in found:
        if progress:
            progress(source.name, done, whole)
        file, taken = loading.one(source)
        report.files.append(file)
        report.known_from_received += taken.undated
        people = people or taken.people
        for system, code, term, n in taken.unmapped:
            unmapped[system, code] = (term, unmapped.get((system, code), (None, 0))[1] + n)
        done += source.bytes
    report.unmapped = sorted(
        ((*code, *rest) for code, rest in unmapped.items()), key=lambda row: (-row[3], row[0], row[1])
    )
    if people:
        report.mended = hold.retry_dangling(loading, report)
    if progress:
        progress("", whole, whole)
