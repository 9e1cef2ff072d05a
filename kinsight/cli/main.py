"""The command line: one command a job, each parsed here and done by its room."""

import os
from typing import Any

import typer
from typer.core import TyperGroup

from kinsight.cli import backup, demo, engine, feeds, identity, knowledge, say, signals, site, staff, truth, upkeep
from kinsight.engine import notice
from kinsight.store import aside
from kinsight.store.locks import WorkspaceBusy


class Commands(TyperGroup):
    """All commands: one that waited in vain for another process says which, whatever it was about to do."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except WorkspaceBusy as busy:
            say.stop(str(busy))


app = typer.Typer(
    cls=Commands, help="Keeps every child in sight across health services.", no_args_is_help=True, add_completion=False
)


@app.callback()
def begin() -> None:
    """Keeps every child in sight across health services."""
    os.umask(aside.OWNER_ALONE)
    aside.begin()
    notice.show = say.err.print


for room in (feeds, signals, truth, upkeep, backup, site, demo):
    room.add(app)
app.add_typer(feeds.quarantine, name="quarantine")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(staff.app, name="staff")
app.add_typer(identity.app, name="identity")
app.add_typer(engine.app, name="engine")
