"""Command that serves the site."""

from typing import Annotated

import typer

from kinsight.cli import say
from kinsight.records.store import Workspace


def add(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    workspace: say.Workspace,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8000,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Show the site as on this day (for demonstrations).")
    ] = None,
) -> None:
    """Serve the site on 127.0.0.1."""
    if not Workspace(workspace).exists:
        say.stop(f"{workspace} holds no workspace; run: kinsight load FEED --workspace {workspace}")
    from kinsight.web.serve import serve as run

    run(workspace, port, say.day(as_of) if as_of else None)
