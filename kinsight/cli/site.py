"""Commands that serve the site, and bring what was recorded on it to the records."""

import os
from pathlib import Path
from typing import Annotated

import typer

from kinsight.cli import say
from kinsight.cli.publish_commands import start_site
from kinsight.store import days
from kinsight.store.workspace import Workspace
from kinsight.web import startup


def add(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(deliver)


def serve(
    workspace: say.Workspace,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8000,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Show the site as on this day (for demonstrations).")
    ] = None,
    local: Annotated[
        bool,
        typer.Option("--local", help="For people on this machine alone, over plain HTTP. Or set KINSIGHT_LOCAL=1."),
    ] = False,
) -> None:
    """Serve the site on 127.0.0.1: with --local as it is, else behind a proxy of yours that ends TLS."""
    if not Workspace(workspace).exists:
        say.stop(f"{workspace} holds no workspace; run: kinsight load FEED --workspace {workspace}")
    if local:
        os.environ["KINSIGHT_LOCAL"] = "1"
    refuse_unsafe(workspace)
    from kinsight.web.serve import serve as run

    run(workspace, port, say.day(as_of) if as_of else None)


def refuse_unsafe(workspace: Path) -> None:
    """Stop where the site is not to be served as it is set up, and say what to set."""
    if problems := startup.problems(workspace):
        for one in problems:
            say.err.print(f"- {one}", markup=False, highlight=False, soft_wrap=True)
        say.stop("the site is not served before this is seen to", say.USE)


def deliver(workspace: say.Workspace, as_of: say.Day = None, json: say.AsJson = False) -> None:
    """Bring what was recorded on the site to the records: all that they lack. A running site does this by itself."""
    if not Workspace(workspace).exists:
        say.stop(f"{workspace} holds no workspace; run: kinsight load FEED --workspace {workspace}")
    day = say.day(as_of)
    start_site(workspace, day if as_of else None)
    from kinsight.casework.actions.deliver import drain_outbox, reconcile, waiting
    from kinsight.web import loaded_knowledge

    missing, records = reconcile(records=loaded_knowledge.records()), loaded_knowledge.records()
    done = drain_outbox(records=records, as_of=days.to_date(day))
    counts = {"missing": missing, "delivered": done, "waiting": waiting().count()}
    if json:
        say.as_json(counts)
    else:
        say.table("What was recorded on the site", ("what", "how many"), counts.items())
    if counts["waiting"]:
        raise typer.Exit(say.DATA)
