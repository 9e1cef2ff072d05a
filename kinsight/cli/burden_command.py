"""Command that counts how much work a swept workspace makes for whom."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kinsight.cli import say
from kinsight.insight.burden import Burden, FamilyShares
from kinsight.insight.burden_of_workspace import of_workspace
from kinsight.store import days
from kinsight.store.workspace import Workspace, WorkspaceMissing

#: Of the things owed that make a role's lines, so many are named.
_NAMED = 5


def add(app: typer.Typer) -> None:
    app.command()(burden)


def burden(
    workspace: say.Workspace,
    as_of: say.Day = None,
    truth: Annotated[
        Path | None, typer.Option(help="truth.json beside a synthetic feed: says which families are ordinary.")
    ] = None,
    json: say.AsJson = False,
) -> None:
    """How much work there is, by role: lines for a caseload, new ones a week, how many are overdue, how old, and whose they are."""
    day, knowledge = say.day(as_of), say.load_knowledge(workspace=workspace)
    try:
        counted = of_workspace(Workspace(workspace), day, knowledge, truth)
    except WorkspaceMissing as missing:
        say.stop(str(missing))
    if json:
        return say.as_json({"as_of": days.iso(day), **asdict(counted)})
    _show(counted)


def _show(counted: Burden) -> None:
    heads = (
        "role",
        "for",
        "lines",
        "only for the next visit",
        "new a week",
        "overdue",
        "overdue over a year",
        "oldest",
        "unowned",
    )
    rows = [
        (
            one.role,
            f"{one.caseload:,} {one.of_whom}",
            one.per_caseload,
            one.next_visit,
            one.new_a_week,
            f"{one.overdue_share:.0%}",
            one.overdue_over_a_year,
            f"{one.oldest_days} days",
            one.unowned,
        )
        for one in counted.roles
    ]
    say.table(f"Work of {counted.children:,} children. A line: {counted.line}", heads, rows)
    for one in counted.roles:
        say.headed(f"{one.role}, by contact:", ", ".join(f"{at} {lines}" for at, lines in one.by_contact.items()))
        most = list(one.by_expectation.items())[:_NAMED]
        say.headed(f"{one.role}:", ", ".join(f"{name} {lines}" for name, lines in most))
    _show_families("All families", counted.all_families)
    if counted.ordinary is not None:
        _show_families("Ordinary families", counted.ordinary)


def _show_families(title: str, shares: FamilyShares) -> None:
    say.headed(
        f"{title}:",
        f"{shares.families:,}; anything overdue {shares.any_overdue:.1%} "
        f"(beside questions for the next visit {shares.overdue_beside:.1%}); anything louder than an offer or a question "
        f"{shares.any_louder:.1%}",
    )
