"""Commands that keep a workspace in order: compact, vacuum, verify."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
from deltalake.exceptions import DeltaError

from kinsight.cli import audits, recorded_check, say, site_check
from kinsight.engine.families import families_check
from kinsight.store.upkeep import compaction, damaged_parts
from kinsight.store.upkeep import vacuum as vacuuming
from kinsight.store.upkeep import verify as verifying
from kinsight.store.workspace import Workspace, WorkspaceMissing
from kinsight.sweep import results_check
from kinsight.sweep.results import Results

#: What `verify` asks beside the checks of the records themselves.
CHECKS: tuple[verifying.Check, ...] = (
    results_check.check,
    families_check.check,
    site_check.check,
    recorded_check.check,
)
_DAY = 86_400


def add(app: typer.Typer) -> None:
    for command in (compact, vacuum, verify):
        app.command()(command)


def compact(workspace: say.Workspace, json: say.AsJson = False) -> None:
    """Write the records' many small files as few large ones, a family's rows side by side."""
    where = _workspace(workspace)
    try:
        with say.room(workspace), say.progress(json) as bar:
            task = bar.add_task("Compacting", total=None)
            done = compaction.compact(where, lambda table: bar.update(task, description=f"Compacting {table}"))
    except (compaction.RowsDiffer, compaction.Damaged, DeltaError, duckdb.Error, OSError) as problem:
        say.stop(f"stopped, and what was not finished is as it was: {_short(problem)}")
    if json:
        return say.as_json([{name: getattr(one, name) for name in _SHOWN} for one in done])
    rows = [(one.table, one.rows, *one.files, *map(_megabytes, one.bytes)) for one in done]
    say.table("Compacted", ("table", "rows", "files before", "after", "MB before", "after"), rows)
    if done:
        say.out.print("The files that were replaced go with a later kinsight vacuum.")


#: What is said of each table that was compacted.
_SHOWN = ("table", "rows", "files", "bytes")


def vacuum(
    workspace: say.Workspace,
    keep_days: Annotated[
        int, typer.Option(min=0, max=30, help="Keep what was still in use so many days ago: a reader may have it open.")
    ] = 7,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and remove nothing.")] = False,
    json: say.AsJson = False,
) -> None:
    """Remove files that nobody needs any more: replaced, left behind by a run that was killed, or set aside."""
    files = vacuuming.vacuum(_workspace(workspace), time.time() - keep_days * _DAY, dry_run=dry_run)
    if json:
        return say.as_json({"removed": not dry_run, "files": [asdict(one) for one in files]})
    title = "Would be removed" if dry_run else "Removed"
    say.table(title, ("file", "MB", "why"), [(one.path, _megabytes(one.bytes), one.why) for one in files])


def verify(
    workspace: say.Workspace,
    set_aside: Annotated[
        bool,
        typer.Option("--set-aside", help="Take damaged files out of the records and forget what was lost with them."),
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Read the site's audit instead: was any row altered, removed or put in?")
    ] = False,
    head: Annotated[
        str | None, typer.Option("--head", help="With --audit: a head noted earlier elsewhere, NUMBER:HASH.")
    ] = None,
    json: say.AsJson = False,
) -> None:
    """Read everything in the workspace and say what is damaged or does not agree, and what to do."""
    if audit or head:
        return audits.verify(workspace, head, json)
    where = _workspace(workspace)
    with say.progress(json) as bar:
        task = bar.add_task("Verifying", total=None)
        look = verifying.verify(where, CHECKS, lambda text: bar.update(task, description=text))
    feeds = _remove_damaged(where, look) if set_aside else None
    _tell(look, feeds, json)
    if look.findings:
        raise typer.Exit(say.DATA)


def _remove_damaged(where: Workspace, look: verifying.Look) -> list[dict[str, Any]]:
    places = {one.place for one in look.findings}
    if any(place.startswith(f"{families_check.FOLDER}/") for place in places):
        families_check.drop(where)
    if look.damaged or any(place.startswith(f"{results_check.FOLDER}/") for place in places):
        Results.of(where).forget()  # it may rest on rows that go now: the next sweep judges everyone
    return [asdict(feed) for feed in damaged_parts.remove_damaged(where, look.damaged)] if look.damaged else []


def _tell(look: verifying.Look, feeds: list[dict[str, Any]] | None, json: bool) -> None:
    files = sum(map(len, look.tables.values()))
    findings = [_plain(one) for one in look.findings]
    if json:
        answer = {
            "clean": not findings,
            "tables": len(look.tables),
            "files": files,
            "rows": look.rows,
            "findings": findings,
            "notes": look.notes,
        }
        return say.as_json(answer if feeds is None else {**answer, "read_again": feeds})
    for one in findings:
        say.out.print(f"{one['place']} {one['what']}.\n    What to do: {one['to_do']}.", soft_wrap=True)
    if not findings:
        say.out.print(f"Clean: {files} files of {len(look.tables)} tables, {look.rows} rows, all read.")
    for note in look.notes:
        say.out.print(note)
    if feeds is not None:
        say.out.print(
            "The damaged files are in the folder set-aside of the workspace." if feeds else "Nothing to read again."
        )
        say.table(
            "Read again, in this order",
            ("load", "file", "received"),
            [(f["load"], f["file"], f["received"]) for f in feeds],
        )


def _plain(one: verifying.Finding) -> dict[str, Any]:
    plain = {"place": one.place, "what": one.what, "to_do": one.to_do, "feeds": [asdict(feed) for feed in one.feeds]}
    return plain if one.count is None else {**plain, "count": one.count}


def _short(problem: Exception) -> str:
    return str(problem).splitlines()[0]


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"


def _workspace(path: Path) -> Workspace:
    try:
        return Workspace(path).require()
    except WorkspaceMissing as missing:
        say.stop(str(missing))
