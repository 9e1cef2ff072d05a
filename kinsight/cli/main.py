"""The command line: one command a job, each parsed here and done by its room."""

import os
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kinsight.cli.deferred import Deferred

#: Every command, in the order of help: its name, its module, its line of help, and of a group the application in the module.
COMMANDS = (
    Deferred("synth", "feeds", "Write a synthetic district as a FHIR feed, with truth.json beside it. No real people."),
    Deferred("load", "feeds", "Read feeds into the workspace: in = accepted + already had + quarantined."),
    Deferred(
        "sweep", "picture_commands", "Judge every child whom something new can concern, and publish what changed."
    ),
    Deferred(
        "picture", "picture_commands", "One child: which patterns hold, since when, on what evidence, and what is owed."
    ),
    Deferred(
        "owed",
        "picture_commands",
        "What is owed to all children, by whom, and how much of it is overdue, by expectation.",
    ),
    Deferred(
        "holding",
        "picture_commands",
        "How many children had each pattern on a day, past days too: the results of the last sweep are filtered.",
    ),
    Deferred(
        "truth",
        "truth_command",
        "Recall on the story arcs; how quiet ordinary families stay, and what is said to be overdue for them.",
    ),
    Deferred(
        "burden",
        "burden_command",
        "How much work there is, by role: lines for a caseload, new ones a week, how many are overdue, how old, and whose they are.",
    ),
    Deferred(
        "compact", "upkeep", "Write the records' many small files as few large ones, a family's rows side by side."
    ),
    Deferred(
        "vacuum",
        "upkeep",
        "Remove files that nobody needs any more: replaced, left behind by a run that was killed, or set aside.",
    ),
    Deferred(
        "verify",
        "upkeep",
        "Read everything in the workspace and say what is damaged or does not agree, and what to do.",
    ),
    Deferred(
        "backup",
        "backup_commands",
        "Copy the records, the site's SQLite database and its secret into one file; the site and loads may go on meanwhile.",
    ),
    Deferred(
        "restore", "backup_commands", "Make a new workspace from a backup, once every file of it has been checked."
    ),
    Deferred(
        "serve",
        "site",
        "Serve the site on 127.0.0.1: with --local as it is, else behind a proxy of yours that ends TLS.",
    ),
    Deferred(
        "deliver",
        "site",
        "Bring what was recorded on the site to the records: all that they lack. A running site does this by itself.",
    ),
    Deferred(
        "demo", "demo", "Write, load and sweep a synthetic district, make one demo user per role, and serve the site."
    ),
    Deferred(
        "quarantine", "feeds", "What could not be read: list it, show it, mend it and read it again.", "quarantine"
    ),
    Deferred(
        "knowledge", "knowledge_commands", "Practice knowledge: what Kinsight looks for, what is owed, and why.", "app"
    ),
    Deferred(
        "staff",
        "account_commands",
        "Accounts of the site. Made by: python -m kinsight.web.manage staff NAME ROLE.",
        "app",
    ),
    Deferred(
        "identity",
        "identity",
        "Who is who: records that contradict each other, and people without a birth date.",
        "app",
    ),
    Deferred("engine", "engine", "The compiled engine that judges families.", "app"),
)


class Commands(TyperGroup):
    """All commands: one that waited in vain for another process says which, whatever it was about to do."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands.update({str(one.name): one for one in COMMANDS})

    def invoke(self, ctx: Any) -> Any:
        from kinsight.store.workspace_locks import WorkspaceBusy

        try:
            return super().invoke(ctx)
        except WorkspaceBusy as busy:
            from kinsight.cli import say

            say.stop(str(busy))


app = typer.Typer(cls=Commands, help="Keeps every child in sight across health services.", no_args_is_help=True)


@app.callback()
def begin(
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Say each stage of long work as it begins and ends.")
    ] = False,
) -> None:
    """Keeps every child in sight across health services."""
    from kinsight.cli import say
    from kinsight.engine import notice
    from kinsight.store import scratch_folder

    os.umask(scratch_folder.OWNER_ALONE)
    scratch_folder.begin()
    notice.show = say.err.print
    if verbose:
        from kinsight.store import stages

        os.environ[stages.VERBOSE] = "1"
        stages.configure(verbose=True)
