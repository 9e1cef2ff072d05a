"""The command line: one command a job, each parsed here and done by its room."""

import os

import typer

from kinsight.cli import backup, demo, feeds, identity, knowledge, signals, site, staff, truth, upkeep
from kinsight.records import aside

app = typer.Typer(help="Keeps every child in sight across health services.", no_args_is_help=True, add_completion=False)


@app.callback()
def begin() -> None:
    """Keeps every child in sight across health services."""
    os.umask(aside.OWNER_ALONE)
    aside.begin()


for room in (feeds, signals, truth, upkeep, backup, site, demo):
    room.add(app)
app.add_typer(feeds.quarantine, name="quarantine")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(staff.app, name="staff")
app.add_typer(identity.app, name="identity")
