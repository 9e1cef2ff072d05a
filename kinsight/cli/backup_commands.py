"""Commands that copy a workspace and make it anew from the copy."""

import os
import sqlite3
from pathlib import Path
from typing import Annotated

import typer
from deltalake.exceptions import DeltaError

from kinsight.cli import say
from kinsight.store.upkeep import backup as backing_up
from kinsight.store.upkeep import restore as restoring
from kinsight.store.upkeep.backup import DATABASE, KEY_FILE
from kinsight.store.workspace import Workspace, WorkspaceMissing

#: What a site may keep outside its workspace, and what to do about it.
_OUTSIDE = {
    "KINSIGHT_DATABASE": "the site's PostgreSQL database: copy it with pg_dump after this backup, never before",
    "KINSIGHT_SECRET_KEY": "the secret that KINSIGHT_SECRET_KEY gives",
    "KINSIGHT_SETTINGS": "the file of settings that KINSIGHT_SETTINGS names",
    "KINSIGHT_CODELISTS": "the site's own codelists, in the folder that KINSIGHT_CODELISTS names",
}


def add(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(
    archive: Annotated[
        Path, typer.Argument(help="File to write, such as a .tar; one of this name is replaced once it is whole.")
    ],
    workspace: say.Workspace,
    json: say.AsJson = False,
) -> None:
    """Copy the records, the site's SQLite database and its secret into one file; the site and loads may go on meanwhile."""
    try:
        with say.room(archive), say.progress(json) as bar:
            made = backing_up.backup(
                Workspace(workspace), archive, say.moving(bar, bar.add_task("Copying", total=None))
            )
    except (WorkspaceMissing, backing_up.BackupError) as problem:
        say.stop(f"no backup was made: {problem}")
    except (DeltaError, OSError, sqlite3.Error) as problem:
        say.stop(f"no backup was made: {str(problem).splitlines()[0]}")
    left_out = _left_out(made.files)
    if json:
        return say.as_json({"files": len(made.files), "bytes": made.bytes, "head": made.head, "left_out": left_out})
    say.out.print(f"{archive}: {len(made.files)} files, {made.bytes / 1e6:.1f} MB.", soft_wrap=True)
    _list("Not in it, so keep copies of your own", left_out)
    say.out.print("It holds children's records and is not encrypted: keep it as you keep the workspace.")


def _left_out(files: dict[str, str]) -> list[str]:
    """What the site has that is not in the archive, each in words."""
    missing = [what for name, what in _OUTSIDE.items() if os.environ.get(name)]
    if DATABASE not in files and not os.environ.get("KINSIGHT_DATABASE"):
        missing.append("a site's database: the workspace has none yet")
    if KEY_FILE not in files and not os.environ.get("KINSIGHT_SECRET_KEY"):
        missing.append("a secret: the workspace has none yet; the site makes one, and everyone signs in again")
    return [*missing, "what is made anew from the records: families as they were joined, and the results of sweeps"]


def restore(
    archive: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file that kinsight backup wrote.")],
    workspace: say.Workspace,
    json: say.AsJson = False,
) -> None:
    """Make a new workspace from a backup, once every file of it has been checked."""
    try:
        with say.room(workspace.parent):
            files = restoring.restore(archive, workspace)
    except restoring.RestoreError as problem:
        say.stop(f"nothing was restored: {problem}")
    after = [
        f"kinsight verify --workspace {workspace}",
        f"kinsight sweep --workspace {workspace}",
        f"kinsight serve --workspace {workspace}",
    ]
    if DATABASE not in files:
        after.insert(0, "pg_restore, if the site's database was in PostgreSQL; then set KINSIGHT_DATABASE")
    if json:
        return say.as_json({"files": len(files), "run": after})
    say.out.print(f"{workspace}: {len(files)} files, each as it was when the backup was made.", soft_wrap=True)
    _list(
        "Now run", [*after, "the feeds that came after the backup, loaded again: what is there already is recognised"]
    )


def _list(title: str, lines: list[str]) -> None:
    say.out.print(f"{title}:")
    for line in lines:
        say.out.print(f"  - {line}", markup=False, soft_wrap=True, highlight=False)
