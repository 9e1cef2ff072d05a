"""Load files into a workspace: each file whole or not at all, people before what is said about them."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kinsight.ingest import sources
from kinsight.ingest.intake import Batch, Taken
from kinsight.ingest.load_report import FileReport, LoadReport
from kinsight.ingest.load_run import Loading
from kinsight.ingest.quarantine import held_lines
from kinsight.ingest.sources import Source
from kinsight.ingest.staging import ignored_elements, load_session
from kinsight.ingest.staging.staged_tables import Broken, Bundled
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.workspace import Workspace

#: Called with (names of files, bytes done, bytes in all) before files that are read together, and at the end.
Progress = Callable[[str, int, int], None]


def load(
    workspace: Workspace, paths: Iterable[Path], knowledge: Knowledge, received: int, *, service: str | None = None,
    mapping: Path | None = None, progress: Progress | None = None, zone: str = load_session.DISTRICT,
    server: str | None = None, wait: float | None = None,
) -> LoadReport:  # fmt: skip
    """Take in files and folders of FHIR NDJSON and Bundles, and of CSV and Parquet with a mapping.

    `received`: the day they reached us, used where a resource says no day of its own. `service`: who to name where a
    resource names no service. `zone`: on whose clocks an instant has its day.
    `server`: a name for the server whose ids these are, where another server's may be the same.
    Raises `sources.Unreadable` when a path holds nothing that we can read, and WorkspaceBusy when another is still writing
    after `wait` seconds (or the workspace's own patience).
    """
    with (
        sources.opened([Path(path) for path in paths], mapping, server) as (found, skipped),
        workspace.writing(wait) as writer,
        load_session.opened(workspace, knowledge, received, service, zone) as con,
    ):
        report = LoadReport(skipped=skipped)
        _load_all(Loading(con, writer, knowledge, received), found, report, progress)
        return report


def _together(loading: Loading, group: list[Source]) -> tuple[list[FileReport], Batch]:
    """Take in files that may be read together, and complete them."""
    began = time.monotonic()
    batch = loading.take(group)
    for nth, (source, taken) in enumerate(zip(group, batch.files, strict=True)):
        held_lines.keep(loading.con, loading.writer, source, taken.bad, loading.next + nth, batch.tables.get(nth))
    for table in batch.tables.values():
        table.forget()
    batch.ignored = ignored_elements.count(loading.con, group)
    files = [_report(source, taken) for source, taken in zip(group, batch.files, strict=True)]
    loading.finish(files)
    spent, whole = time.monotonic() - began, sum(file.bytes for file in files) or 1
    for file in files:
        file.seconds = spent * file.bytes / whole
    return files, batch


def _report(source: Source, taken: Taken) -> FileReport:
    bad = len(taken.bad) + len(source.refused)
    return FileReport(
        source.name, taken.taken_in + len(source.refused), taken.accepted, taken.had, bad, 0.0, source.bytes
    )


#: Bytes of files that are read together. Together they cost little more than the largest; each is still whole or absent.
BATCH = 256_000_000


def _groups(found: list[Source]) -> Iterator[list[Source]]:
    """Neighbours of one type each, all different, up to `BATCH`; a file of several types is alone."""
    group: list[Source] = []
    for source in found:
        kinds = {one.only for one in group}
        if group and (None in {source.only, *kinds} or source.only in kinds or _bytes([*group, source]) > BATCH):
            yield group
            group = []
        group.append(source)
    if group:
        yield group


def _bytes(group: list[Source]) -> int:
    return sum(source.bytes for source in group)


def _load_all(loading: Loading, found: list[Source], report: LoadReport, progress: Progress | None) -> None:
    whole, done, people = _bytes(found), 0, False
    unmapped: Counter[tuple[str, str, str | None]] = Counter()
    passed_over: Counter[str] = Counter()
    for group in _groups(found):
        if progress:
            progress(", ".join(source.name for source in group[:3]), done, whole)
        for files, batch in _whatever(loading, group):
            report.files += files
            passed_over += batch.ignored
            report.known_from_received += batch.undated
            report.without_service += batch.no_service
            report.without_nhs_number += batch.no_nhs_number
            report.about_contested += batch.about_contested
            report.links_not_followed += batch.links_not_followed
            report.facts_without_a_day += batch.without_a_day
            report.answers_not_understood += batch.unclear
            people = people or batch.people
            for why, n in batch.unused_numbers:
                report.unused_numbers[why] = report.unused_numbers.get(why, 0) + n
            for system, code, term, n in batch.unmapped:
                unmapped[system, code, term] += n
        done += _bytes(group)
    report.unmapped = sorted(((*code, n) for code, n in unmapped.items()), key=lambda row: (-row[3], row[0], row[1]))
    report.ignored = dict(sorted(passed_over.items(), key=lambda row: (-row[1], row[0])))
    if people:
        report.mended = held_lines.retry_dangling(loading, report)
    if progress:
        progress("", whole, whole)


def _whatever(loading: Loading, group: list[Source], tries: int = 0) -> Iterator[tuple[list[FileReport], Batch]]:
    """A group read together; one by one when one of them is not what it seemed, with its Bundles opened, or what can be saved of
    a broken one."""
    try:
        yield _together(loading, group)
    except (Broken, Bundled) as seen:
        if len(group) > 1:
            for source in group:
                yield from _whatever(loading, [source])
        else:
            with tempfile.TemporaryDirectory(prefix="kinsight-salvage-") as scratch:
                mend = sources.unpacked if isinstance(seen, Bundled) else sources.salvaged
                mended = (mend if tries < 3 else sources.damaged)(group[0], Path(scratch) / "mended.ndjson")
                yield from _whatever(loading, [mended], tries + 1)
