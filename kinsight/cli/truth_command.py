"""Command that holds a swept synthetic district against its truth."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kinsight.cli import say
from kinsight.insight import truth_report as truths
from kinsight.insight.calm import Calm
from kinsight.store.workspace import Workspace

#: Above this share, ordinary families would be swamped (issue: first light, shown true by 3).
MOST_ORDINARY_OVERDUE = 0.02


def add(app: typer.Typer) -> None:
    app.command()(truth)


def truth(
    file: Annotated[Path, typer.Argument(help="truth.json beside a synthetic feed.")],
    workspace: say.Workspace,
    json: say.AsJson = False,
) -> None:
    """Recall on the story arcs; how quiet ordinary families stay, and what is said to be overdue for them."""
    held = truths.hold(Workspace(workspace).require(), file, say.load_knowledge())
    report = {**asdict(held), "recall": held.recall, "ordinary_overdue_share": held.ordinary_overdue_share}
    if json:
        say.as_json(report)
    else:
        say.table(
            "Against the truth",
            ("what", "value"),
            [(k, v) for k, v in report.items() if k not in ("missed", "overdue_by", "calm")],
        )
        for line in held.missed[:50]:
            say.out.print(line, highlight=False)
        say.table("Ordinary families overdue, by expectation", ("expectation", "rows"), held.overdue_by.items())
        _show_calm(held.calm)
    if held.recall < 1 or held.wrongly_shown or held.ordinary_overdue_share >= MOST_ORDINARY_OVERDUE:
        raise typer.Exit(say.DATA)


def _show_calm(calm: Calm) -> None:
    """Ordinary children by kind of family, and by what is shown of them."""
    heads = ("kind of family", "children", "quiet", "offers and questions", "louder")
    rows = [*calm.kinds.items(), ("all", calm.total)]
    say.table("Ordinary families", heads, [(name, k.children, k.quiet, k.offers, k.louder) for name, k in rows])
    say.table("What is shown of them", ("pattern", "children"), calm.shown.items())
    if calm.ever_louder:
        say.table("Louder than an offer, on some day", ("pattern", "children"), calm.ever_louder.items())
