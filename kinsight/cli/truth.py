"""Command that holds a swept synthetic district against its truth."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kinsight.cli import say
from kinsight.insight import truth as truths
from kinsight.records.store import Workspace

#: Above this share, ordinary families would be swamped (issue: first light, shown true by 3).
MOST_ORDINARY_OVERDUE = 0.02


def add(app: typer.Typer) -> None:
    app.command()(truth)


def truth(
    file: Annotated[Path, typer.Argument(help="truth.json beside a synthetic feed.")],
    workspace: say.Workspace,
    json: say.AsJson = False,
) -> None:
    """Recall on the story arcs, and the share of ordinary families with anything overdue."""
    held = truths.hold(Workspace(workspace).require(), file, say.load_knowledge())
    told = {**asdict(held), "recall": held.recall, "ordinary_overdue_share": held.ordinary_overdue_share}
    if json:
        say.as_json(told)
    else:
        say.table(
            "Against the truth",
            ("what", "value"),
            [(k, v) for k, v in told.items() if k not in ("missed", "overdue_by")],
        )
        for line in held.missed[:50]:
            say.out.print(line, markup=False, highlight=False)
        say.table("Ordinary families overdue, by expectation", ("expectation", "rows"), held.overdue_by.items())
    if held.recall < 1 or held.wrongly_shown or held.ordinary_overdue_share >= MOST_ORDINARY_OVERDUE:
        raise typer.Exit(say.DATA)
